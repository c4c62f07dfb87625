import { plainName } from "../../../platform/emojis.ts";
import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { Select } from "../../../ui/forms/choices.tsx";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { PostHead } from "../../../ui/parts/post.tsx";
import { PostActions, ReactionButtons } from "../../../ui/parts/post-actions.tsx";
import { PostText } from "../../../ui/parts/post-text.tsx";
import type { ShownPost } from "../../../ui/parts/post-view.ts";
import { WholeForm } from "../../../ui/parts/whole-form.tsx";
import type { Visibility } from "../posts.model.ts";
import { repliesTo } from "../posts.policy.ts";
import { audienceWord } from "./audience-words.ts";

/** An answer with what was answered to it. */
export interface ShownReply {
  readonly post: ShownPost;
  readonly replies: readonly ShownReply[];
}

export interface ReplyDraft {
  /** What it answers. */
  readonly to: string;
  readonly text: string;
  readonly visibility: string;
  readonly error: string;
}

/** Deeper answers stand at this depth: indenting on and on would leave no room to read. */
const DEEPEST = 3;

interface ThreadProps {
  /** The post on the page: answers are sent to its address. */
  readonly page: ShownPost;
  readonly frame: Frame;
  readonly draft: ReplyDraft | undefined;
}

export const Replies = ({
  replies,
  depth = 1,
  ...props
}: ThreadProps & { replies: readonly ShownReply[]; depth?: number }) => (
  <ul class={depth > 1 && depth <= DEEPEST ? "lines lines--nested" : "lines"}>
    {replies.map(({ post, replies: below }) => (
      <li>
        <article class="flow" id={`antwort-${post.id}`} aria-labelledby={`von-${post.id}`}>
          <PostHead post={post} frame={props.frame} />
          <PostText post={post} frame={props.frame} />
          <Actions {...props} post={post} />
        </article>
        {below.length > 0 && <Replies {...props} replies={below} depth={depth + 1} />}
      </li>
    ))}
  </ul>
);

const Actions = ({ post, ...props }: ThreadProps & { post: ShownPost }) => {
  const { frame, draft } = props;
  if (frame.viewer === null) return null;
  return (
    <>
      <ReactionButtons postId={post.id} mine={post.mine} frame={frame} />
      <details class="reply" open={draft?.to === post.id}>
        <summary>{frame.t("reading.comments.reply")}</summary>
        <ReplyForm {...props} to={post} />
      </details>
      <PostActions post={post} frame={frame} />
    </>
  );
};

/** Answers `to`, with an audience never wider than its own. */
export const ReplyForm = ({ page, to, frame: { t, viewer }, draft }: ThreadProps & { to: ShownPost }) => {
  const own = viewer !== null && to.author.local && to.author.handle === viewer.handle;
  const choices: readonly Visibility[] = repliesTo(to.audience, own);
  const kept = draft?.to === to.id ? draft : undefined;
  const name = plainName(to.author);
  return (
    <form method="post" action={`${page.own}/antworten`} class="form">
      <input type="hidden" name="auf" value={to.id} />
      <TextArea
        t={t}
        name="text"
        id={`text-${to.id}`}
        label={t("reading.comments.reply-to", { name })}
        hint={t("posts.reply.hint")}
        value={kept?.text}
        error={kept?.error}
        rows={4}
        required
      />
      {choices.length > 1 ? (
        <Select
          t={t}
          name="fuer"
          id={`fuer-${to.id}`}
          label={t("posts.form.for")}
          value={kept?.visibility ?? choices[0]}
          options={choices.map((choice) => ({
            value: choice,
            label: t(`posts.form.for.${audienceWord(choice)}`),
          }))}
        />
      ) : (
        <p class="soft">{t("posts.reply.narrow.direct", { name })}</p>
      )}
      <p class="row">
        <Button look="secondary">{t("reading.comments.send")}</Button>
        <WholeForm t={t} />
      </p>
    </form>
  );
};
