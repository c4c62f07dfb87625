import { plainName } from "../../../platform/emojis.ts";
import type { Frame } from "../../../ui/env.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { langOf } from "../../../ui/lang.ts";
import { oembedOf } from "../../../ui/oembed.ts";
import { Page } from "../../../ui/page.tsx";
import { EmojiList } from "../../../ui/parts/emoji-list.tsx";
import { Lead, PostHead } from "../../../ui/parts/post.tsx";
import { PostActions, ReactionButtons } from "../../../ui/parts/post-actions.tsx";
import { PostText } from "../../../ui/parts/post-text.tsx";
import type { ShownPost } from "../../../ui/parts/post-view.ts";
import { ReportLink } from "../../../ui/parts/report-link.tsx";
import { WholeForm } from "../../../ui/parts/whole-form.tsx";
import type { ThreadEntry } from "../../posts/posts.queries.ts";
import type { ModerationAction } from "../groups.model.ts";
import type { Standing } from "../groups.policy.ts";
import type { Group, Thread } from "../groups.queries.ts";
import { FoldedActs } from "./acts.tsx";
import { Byline, pathOf, threadPath, titleOf } from "./parts.tsx";

export interface ThreadPageProps {
  readonly frame: Frame;
  readonly group: Group;
  readonly thread: Thread;
  readonly answers: readonly ThreadEntry[];
  /** All of them as they are shown, by id. */
  readonly shown: ReadonlyMap<string, ShownPost>;
  readonly hasHistory: boolean;
  readonly standing: Standing | null;
  readonly pinned: boolean;
  /** What was typed, when it could not be published. */
  readonly draft?: AnswerDraft | undefined;
}

export interface AnswerDraft {
  /** Row id of what it answers; empty: the thread itself. */
  readonly to: string;
  readonly text: string;
  readonly error: string;
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
      alternates={
        open ? [{ href: post.uri, type: "application/activity+json" }, ...(post.local ? [oembedOf(post.url)] : [])] : []
      }
      crumbs={[
        { href: "/gruppen", label: t("groups.title") },
        { href: pathOf(group), label: plainName(group.actor) },
      ]}
      crumb={<bdi lang={lang}>{title}</bdi>}
      creator={author}
      noindex={!open || !post.local}
      bare
    >
      <div class="frame flow">
        {draft !== undefined && <ErrorSummary t={t} errors={[{ field: fieldOf(props), message: draft.error }]} />}
        <h1 lang={lang}>
          <bdi>{title}</bdi>
        </h1>
        <Head {...props} />
        <Shown {...props} id={post.id} />
        <Links {...props} />
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

/** The field of the form that the draft came from. */
const fieldOf = ({ draft, thread }: ThreadPageProps): string =>
  draft === undefined || draft.to === "" || draft.to === thread.post.id ? "text" : `text-${draft.to}`;

const Head = ({ frame, shown, thread: { post, author } }: ThreadPageProps) => {
  const view = shown.get(post.id);
  return view ? <PostHead post={view} frame={frame} /> : <Byline frame={frame} author={author} at={post.publishedAt} />;
};

const Links = ({ frame, shown, hasHistory, thread: { post, author } }: ThreadPageProps) => {
  const { t } = frame;
  const own = shown.get(post.id)?.own;
  return (
    <p class="row">
      {!post.local && (
        <a href={post.url} rel="noopener nofollow ugc">
          {t("groups.thread.original", { host: author.host })}
        </a>
      )}
      <ReportLink frame={frame} address={post.uri} />
      {hasHistory && own !== undefined && <a href={`${own}/verlauf`}>{t("posts.history")}</a>}
    </p>
  );
};

const isSelf = ({ viewer }: Frame, actorId: string): boolean => viewer?.actorId === actorId;

/** A post as the one who looks sees it. */
const Shown = ({ frame, shown, id }: Pick<ThreadPageProps, "frame" | "shown"> & { readonly id: string }) => {
  const post = shown.get(id);
  if (post === undefined) return null;
  return (
    <>
      <Lead post={post} frame={frame} />
      <PostText post={post} frame={frame} />
      <ReactionButtons postId={post.id} mine={post.mine} frame={frame} />
      <PostActions post={post} frame={frame} />
    </>
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

const Answer = (props: ThreadPageProps & { readonly answer: ThreadEntry }) => {
  const { frame, group, thread, standing, answer, draft } = props;
  const { post, author } = answer;
  const kept = draft?.to === post.id ? draft : undefined;
  const { t } = frame;
  const actions: ModerationAction[] = isSelf(frame, author.id) ? ["remove"] : ["remove", "ban"];
  return (
    <article class="flow" id={`antwort-${post.id}`}>
      <Byline frame={frame} author={author} at={post.publishedAt} />
      <Shown {...props} id={post.id} />
      {standing !== null && thread.post.lockedAt === null && !standing.banned && !standing.archived && (
        <details class="reply" open={kept !== undefined}>
          <summary>{t("groups.answer.show")}</summary>
          <form method="post" action={threadPath(group, thread.post.id)} class="form">
            <input type="hidden" name="auf" value={post.id} />
            <TextArea
              t={t}
              name="text"
              id={`text-${post.id}`}
              label={t("groups.answer.to", { name: plainName(author) })}
              value={kept?.text}
              error={kept?.error}
              rows={3}
              required
              maxlength={5000}
            />
            <p class="row">
              <Button look="secondary">{t("groups.answer.send")}</Button>
              <WholeForm t={t} />
            </p>
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

const AnswerForm = ({ frame, group, thread: { post }, standing, draft: any }: ThreadPageProps) => {
  const { t } = frame;
  const draft = any?.to === "" || any?.to === post.id ? any : undefined;
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
      <input type="hidden" name="auf" value={post.id} />
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
      <EmojiList frame={frame} />
      <p class="row">
        <Button>{t("groups.answer.send")}</Button>
        <WholeForm t={t} />
      </p>
    </form>
  );
};
