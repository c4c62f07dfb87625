import { escapeHtml } from "../../../platform/html.ts";
import type { Frame } from "../../../ui/env.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { langOf } from "../../../ui/lang.ts";
import { Page } from "../../../ui/page.tsx";
import { Attachments } from "../../../ui/parts/attachments.tsx";
import { RichText } from "../../../ui/parts/rich-text.tsx";
import type { ThreadEntry } from "../../posts/posts.queries.ts";
import type { ModerationAction } from "../groups.model.ts";
import type { Standing } from "../groups.policy.ts";
import type { Group, Thread } from "../groups.queries.ts";
import { FoldedActs } from "./acts.tsx";
import { Byline, nameOf, pathOf, threadPath, titleOf } from "./parts.tsx";

export interface ThreadPageProps {
  readonly frame: Frame;
  readonly group: Group;
  readonly thread: Thread;
  readonly answers: readonly ThreadEntry[];
  readonly standing: Standing | null;
  readonly pinned: boolean;
  /** What was typed, when it could not be published. */
  readonly draft?: { readonly text: string; readonly error: string } | undefined;
}

/** A thread of a group: the post at the top, what was answered, and a form. */
export const ThreadPage = (props: ThreadPageProps) => {
  const { frame, group, thread, answers, standing, pinned, draft } = props;
  const { post, author } = thread;
  const { t } = frame;
  const title = titleOf(frame, thread);
  const lang = langOf(post.language, frame.locale);
  const open = post.visibility === "public";
  const actions = [pinned ? "unpin" : "pin", post.lockedAt === null ? "lock" : "unlock"] as const;
  return (
    <Page
      frame={frame}
      title={title}
      canonical={post.local ? threadPath(group, post.id) : post.url}
      alternates={open ? [{ href: post.uri, type: "application/activity+json" }] : []}
      crumbs={[
        { href: "/gruppen", label: t("groups.title") },
        { href: pathOf(group), label: nameOf(group.actor) },
      ]}
      crumb={<bdi lang={lang}>{title}</bdi>}
      noindex={!open || !post.local}
      bare
    >
      <div class="frame flow">
        {draft !== undefined && <ErrorSummary t={t} errors={[{ field: "text", message: draft.error }]} />}
        <h1 lang={lang}>
          <bdi>{title}</bdi>
        </h1>
        <Byline frame={frame} author={author} at={post.publishedAt} />
        <Text frame={frame} thread={thread} />
        {!post.local && (
          <p>
            <a href={post.url} rel="noopener nofollow ugc">
              {t("groups.thread.original", { host: author.host })}
            </a>
          </p>
        )}
        {standing?.moderator && (
          <FoldedActs
            frame={frame}
            group={group}
            actor={author}
            postId={post.id}
            actions={[...actions, "remove", ...(isSelf(frame, author.id) ? [] : (["ban"] as const))]}
            back={threadPath(group, post.id)}
          />
        )}
        <Answers {...props} answers={answers} />
        <AnswerForm {...props} />
      </div>
    </Page>
  );
};

const isSelf = ({ viewer }: Frame, actorId: string): boolean => viewer?.actorId === actorId;

/** Our long posts begin with their title (decision 13); here it is the heading. */
function withoutTitle({ content, title }: Thread["post"]): string {
  const repeated = title === null ? "" : `<p><strong>${escapeHtml(title)}</strong></p>`;
  return content.startsWith(repeated) ? content.slice(repeated.length) : content;
}

/** What its author put behind a warning stays behind it. */
const Text = ({ frame, thread: { post, author } }: { frame: Frame; thread: Thread }) => {
  const isWarned = post.sensitive && post.summary !== null;
  const text = (
    <>
      <RichText
        html={withoutTitle(post)}
        lang={langOf(post.language, frame.locale)}
        emojis={{ all: post.emojis, owner: author.host, frame }}
      />
      <Attachments frame={frame} items={post.attachments} owner={author.host} sensitive={post.sensitive && !isWarned} />
    </>
  );
  if (!isWarned) return text;
  return (
    <details>
      <summary>{post.summary}</summary>
      {text}
    </details>
  );
};

const Answers = (props: ThreadPageProps) => {
  const { frame, answers } = props;
  return (
    <section class="section flow" id="antworten" aria-labelledby="gespraech">
      <h2 id="gespraech">{frame.t("groups.answers")}</h2>
      {answers.length === 0 && <p>{frame.t("groups.answers.none")}</p>}
      <AnswerList {...props} depth={1} />
    </section>
  );
};

/** Deeper answers stand at this depth: indenting on and on would leave no room to read. */
const DEEPEST = 3;

const AnswerList = (props: ThreadPageProps & { readonly depth: number }) =>
  props.answers.length === 0 ? null : (
    <ul class={props.depth > 1 && props.depth <= DEEPEST ? "lines lines--nested" : "lines"}>
      {props.answers.map((answer) => (
        <li>
          <Answer {...props} answer={answer} />
          <AnswerList {...props} answers={answer.replies} depth={props.depth + 1} />
        </li>
      ))}
    </ul>
  );

const Answer = ({ frame, group, thread, standing, answer }: ThreadPageProps & { readonly answer: ThreadEntry }) => {
  const { post, author } = answer;
  const { t } = frame;
  const actions: ModerationAction[] = isSelf(frame, author.id) ? ["remove"] : ["remove", "ban"];
  return (
    <article class="flow" id={`antwort-${post.id}`}>
      <Byline frame={frame} author={author} at={post.publishedAt} />
      <Text frame={frame} thread={answer} />
      {standing !== null && thread.post.lockedAt === null && !standing.banned && !standing.archived && (
        <details class="reply">
          <summary>{t("groups.answer.show")}</summary>
          <form method="post" action={threadPath(group, thread.post.id)} class="form">
            <input type="hidden" name="auf" value={post.id} />
            <TextArea
              t={t}
              name="text"
              id={`text-${post.id}`}
              label={t("groups.answer.to", { name: nameOf(author) })}
              rows={3}
              required
              maxlength={5000}
            />
            <Button look="secondary">{t("groups.answer.send")}</Button>
          </form>
        </details>
      )}
      {standing?.moderator && (
        <FoldedActs
          frame={frame}
          group={group}
          actor={author}
          postId={post.id}
          actions={actions}
          back={threadPath(group, thread.post.id)}
        />
      )}
    </article>
  );
};

const AnswerForm = ({ frame: { t }, group, thread: { post }, standing, draft }: ThreadPageProps) => {
  if (post.lockedAt !== null) return <p>{t("groups.answer.locked")}</p>;
  if (group.actor.archivedAt !== null) return <p>{t("error.posts.archived")}</p>;
  if (standing?.banned) return <p>{t("groups.you-are-banned")}</p>;
  const path = threadPath(group, post.id);
  if (standing === null) {
    return (
      <p class="row">
        <LinkButton look="secondary" href={`/anmelden?weiter=${encodeURIComponent(path)}`}>
          {t("groups.login")}
        </LinkButton>
      </p>
    );
  }
  return (
    <form method="post" action={path} class="form">
      <TextArea
        t={t}
        name="text"
        label={t("groups.answer")}
        value={draft?.text}
        error={draft?.error}
        rows={4}
        required
        maxlength={5000}
      />
      <Button>{t("groups.answer.send")}</Button>
    </form>
  );
};
