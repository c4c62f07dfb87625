import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { ActorLink } from "../../../ui/parts/actor-link.tsx";
import { EmojiList } from "../../../ui/parts/emoji-list.tsx";
import { PostCounts } from "../../../ui/parts/post.tsx";
import { ModerateLink, ReactionButtons } from "../../../ui/parts/post-actions.tsx";
import { PostText } from "../../../ui/parts/post-text.tsx";
import { QuoteLink } from "../../../ui/parts/quote-link.tsx";
import { ReportLink } from "../../../ui/parts/report-link.tsx";
import { WholeForm } from "../../../ui/parts/whole-form.tsx";
import type { ReactionKind } from "../../posts/posts.model.ts";
import type { ProjectNoteView } from "../project-notes.model.ts";
import type { CommentView } from "./comment-view.ts";

interface CommentsProps {
  readonly note: ProjectNoteView;
  readonly comments: readonly CommentView[];
  /** What the viewer has done with the note already. */
  readonly done: ReadonlySet<ReactionKind> | undefined;
  /** The viewer has put the note aside. */
  readonly kept?: boolean | undefined;
  /** Whether it stands at the top of the viewer's page; null when it is another's. */
  readonly pinned?: boolean | null | undefined;
  readonly frame: Frame;
  /** What was typed, when it could not be published. */
  readonly draft?: { readonly text: string; readonly error: string } | undefined;
}

/** Deeper answers stand at this depth: indenting on and on would leave no room to read. */
const DEEPEST = 3;

export const Comments = ({ note, comments, done, kept = false, pinned = null, frame, draft }: CommentsProps) => {
  const { t } = frame;
  return (
    <section class="section flow no-print" id="antworten" aria-labelledby="gespraech">
      <h2 id="gespraech">{t("reading.comments.title")}</h2>
      <PostCounts stats={note.stats} frame={frame} />
      <ReactionButtons
        postId={note.id}
        mine={{
          ...{ liked: done?.has("like") === true, boosted: done?.has("boost") === true },
          ...{ kept, pinned, canBoost: true },
        }}
        frame={frame}
      />
      {comments.length > 0 && (
        <ul class="lines">
          {comments.map((comment) => (
            <Comment note={note} comment={comment} frame={frame} depth={1} />
          ))}
        </ul>
      )}
      {frame.viewer === null ? (
        <HowToAnswer note={note} frame={frame} />
      ) : (
        <AnswerForm note={note} frame={frame} draft={draft} />
      )}
    </section>
  );
};

interface CommentProps {
  readonly note: ProjectNoteView;
  readonly comment: CommentView;
  readonly frame: Frame;
  readonly depth: number;
}

const Comment = ({ note, comment, frame, depth }: CommentProps) => (
  <li>
    <article class="flow" id={`antwort-${comment.id}`} aria-labelledby={`von-${comment.id}`}>
      <CommentHead comment={comment} frame={frame} />
      <PostText post={comment} frame={frame} />
      {frame.viewer !== null && <CommentActions note={note} comment={comment} frame={frame} />}
    </article>
    {comment.replies.length > 0 && (
      <ul class={depth < DEEPEST ? "lines lines--nested" : "lines"}>
        {comment.replies.map((reply) => (
          <Comment note={note} comment={reply} frame={frame} depth={depth + 1} />
        ))}
      </ul>
    )}
  </li>
);

const CommentHead = ({ comment, frame }: Pick<CommentProps, "comment" | "frame">) => {
  const { t, locale } = frame;
  const { author, publishedAt, original, actedBy } = comment;
  return (
    <p id={`von-${comment.id}`}>
      <ActorLink actor={author} frame={frame} bold />{" "}
      <span class="soft">
        {!author.local && (
          <>
            {t("reading.comments.from")} <span class="address">{author.host}</span>{" "}
          </>
        )}
        ·{" "}
        <a class="quiet" href={original ?? `#antwort-${comment.id}`} rel="nofollow">
          <time datetime={publishedAt.toISOString()}>{formatDay(locale, publishedAt)}</time>
        </a>{" "}
        · <ReportLink frame={frame} address={comment.uri} />
        {actedBy !== null && (
          <>
            {" "}
            · <bdi>{t("organisations.writtenBy", { name: actedBy })}</bdi>
          </>
        )}
      </span>
    </p>
  );
};

const CommentActions = ({ note, comment, frame }: Omit<CommentProps, "depth">) => {
  const { t } = frame;
  return (
    <div class="row">
      <details class="reply">
        <summary>{t("reading.comments.reply")}</summary>
        <form method="post" action={`${note.path}/kommentieren`} class="form">
          <input type="hidden" name="auf" value={comment.id} />
          <TextArea
            t={t}
            name="text"
            id={`text-${comment.id}`}
            label={t("reading.comments.reply-to", { name: comment.author.name })}
            rows={3}
            required
            maxlength={5000}
          />
          <p class="row">
            <Button look="secondary">{t("reading.comments.send")}</Button>
            <WholeForm t={t} />
          </p>
        </form>
      </details>
      {comment.mine.canBoost && <QuoteLink postId={comment.id} frame={frame} />}
      {comment.canEdit && (
        <LinkButton look="tertiary" href={`${comment.own}/bearbeiten`}>
          {t("posts.edit")}
        </LinkButton>
      )}
      {comment.canDelete && (
        <form method="post" action={`${note.path}/kommentare/${comment.id}/loeschen`}>
          <Button look="tertiary">{t("reading.comments.delete")}</Button>
        </form>
      )}
      <ModerateLink post={comment} frame={frame} />
    </div>
  );
};

const AnswerForm = ({ note, frame, draft }: Omit<CommentsProps, "comments" | "done">) => (
  <form method="post" action={`${note.path}/kommentieren`} class="form">
    <input type="hidden" name="auf" value={note.id} />
    <TextArea
      t={frame.t}
      name="text"
      label={frame.t("reading.comments.answer")}
      hint={frame.t("reading.comments.answer.hint")}
      value={draft?.text}
      error={draft?.error}
      rows={4}
      required
      maxlength={5000}
    />
    <EmojiList frame={frame} />
    <p class="row">
      <Button>{frame.t("reading.comments.send")}</Button>
      <WholeForm t={frame.t} />
    </p>
  </form>
);

const FROM_OUTSIDE = {
  antworten: "intents.from-outside.answer",
  "gefaellt-mir": "intents.from-outside.like",
  teilen: "intents.from-outside.share",
} as const;

const HowToAnswer = ({ note, frame: { t, federation } }: Pick<CommentsProps, "note" | "frame">) => (
  <div class="flow">
    <p class="row">
      <LinkButton look="secondary" href={`/anmelden?weiter=${encodeURIComponent(`${note.path}#antworten`)}`}>
        {t("reading.comments.login")}
      </LinkButton>
    </p>
    {federation && (
      <>
        <p class="soft">
          {t("reading.comments.elsewhere")} <span class="address">{note.uri}</span>
        </p>
        <p>{t("intents.from-outside")}</p>
        <ul class="plain">
          {(["antworten", "gefaellt-mir", "teilen"] as const).map((word) => (
            <li>
              <a href={`/mitmachen-von-aussen?beitrag=${note.id}&was=${word}`} rel="nofollow">
                {t(FROM_OUTSIDE[word])}
              </a>
            </li>
          ))}
        </ul>
      </>
    )}
  </div>
);
