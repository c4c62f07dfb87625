import { plainName } from "../../../platform/emojis.ts";
import { htmlToText } from "../../../platform/html.ts";
import type { Frame } from "../../../ui/env.ts";
import { LinkButton } from "../../../ui/forms/buttons.tsx";
import { langOf } from "../../../ui/lang.ts";
import { oembedOf } from "../../../ui/oembed.ts";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { Lead, PostCounts, PostHead } from "../../../ui/parts/post.tsx";
import { PostActions, ReactionButtons } from "../../../ui/parts/post-actions.tsx";
import { PostText } from "../../../ui/parts/post-text.tsx";
import type { ShownPost } from "../../../ui/parts/post-view.ts";
import { ReportLink } from "../../../ui/parts/report-link.tsx";
import { isOpen } from "../posts.model.ts";
import { Replies, type ReplyDraft, ReplyForm, type ShownReply } from "./thread.tsx";

export interface PostPageProps {
  readonly frame: Frame;
  readonly post: ShownPost;
  readonly replies: readonly ShownReply[];
  /** Pages of what it answers and of the beginning of the conversation, as far as they can be seen. */
  readonly above: { readonly parent: string | null; readonly root: string | null };
  readonly hasHistory: boolean;
  readonly draft?: ReplyDraft | undefined;
  /** Why a vote does not count. */
  readonly problem?: string | undefined;
}

const DESCRIPTION_LENGTH = 200;

/** What a post without a title is called. */
export function titleOf(post: ShownPost, t: Frame["t"]): string {
  const name = plainName(post.author);
  if (post.title !== null) return post.title;
  if (post.poll !== null) return t("posts.title.poll", { name });
  return t(post.isReply ? "posts.title.reply" : "posts.title.note", { name });
}

/** A post with the conversation below it. */
export const PostPage = (props: PostPageProps) => {
  const { frame, post, problem } = props;
  const { t } = frame;
  const title = titleOf(post, t);
  return (
    <Page
      frame={frame}
      title={title}
      description={post.warning === null ? htmlToText(post.content).slice(0, DESCRIPTION_LENGTH) : undefined}
      crumbs={[{ href: "/beitraege", label: t("posts.list.crumb") }]}
      crumb={<bdi>{title}</bdi>}
      canonical={post.original ?? post.path}
      alternates={[
        ...(post.audience === "public" ? [{ href: post.uri, type: "application/activity+json" }] : []),
        ...(isOpen(post.audience) && post.original === null ? [oembedOf(frame.origin + post.own)] : []),
      ]}
      openGraph={{ type: "article" }}
      creator={post.author}
      noindex={post.original !== null || post.audience !== "public"}
      bare
    >
      <div class="frame flow">
        {problem !== undefined && (
          <Alert kind="danger" role="alert" id="fehler" title={t("posts.poll.problem")}>
            <p>{problem}</p>
          </Alert>
        )}
        <article class="flow">
          <h1 lang={post.title === null ? undefined : langOf(post.language, frame.locale)}>
            <bdi>{title}</bdi>
          </h1>
          <PostHead post={post} frame={frame} />
          <Above {...props} />
          <Lead post={post} frame={frame} />
          <PostText post={post} frame={frame} />
          <ReactionButtons postId={post.id} mine={post.mine} frame={frame} />
          <Links {...props} />
          <PostActions post={post} frame={frame} />
        </article>
        <Conversation {...props} />
      </div>
    </Page>
  );
};

const Above = ({ frame: { t }, post, above }: PostPageProps) =>
  post.isReply ? (
    <p>
      {above.parent === null ? t("posts.reply.orphan") : <a href={above.parent}>{t("posts.reply.parent")}</a>}
      {above.root !== null && above.root !== above.parent && (
        <>
          {" "}
          · <a href={above.root}>{t("posts.reply.root")}</a>
        </>
      )}
    </p>
  ) : null;

const Links = ({ frame, frame: { t }, post, hasHistory }: PostPageProps) => (
  <p class="row">
    {post.original !== null && (
      <a href={post.original} rel="noopener nofollow ugc">
        {t("reading.note.original.link", { host: post.author.host })}
      </a>
    )}
    <ReportLink frame={frame} address={post.uri} />
    {hasHistory && <a href={`${post.own}/verlauf`}>{t("posts.history")}</a>}
  </p>
);

const Conversation = (props: PostPageProps) => {
  const { frame, post, replies } = props;
  const { t } = frame;
  const thread = { page: post, frame, draft: props.draft };
  return (
    <section class="section flow no-print" id="antworten" aria-labelledby="gespraech">
      <h2 id="gespraech">{t("posts.replies")}</h2>
      <PostCounts stats={post.stats} frame={frame} />
      {replies.length > 0 && <Replies {...thread} replies={replies} />}
      {frame.viewer === null ? (
        <p class="row">
          <LinkButton look="secondary" href={`/anmelden?weiter=${encodeURIComponent(`${post.path}#antworten`)}`}>
            {t("reading.comments.login")}
          </LinkButton>
        </p>
      ) : (
        <ReplyForm {...thread} to={post} />
      )}
    </section>
  );
};
