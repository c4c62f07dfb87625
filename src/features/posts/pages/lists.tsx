import type { Frame } from "../../../ui/env.ts";
import { formatMoment } from "../../../ui/format.ts";
import { LinkButton } from "../../../ui/forms/buttons.tsx";
import { langOf } from "../../../ui/lang.ts";
import { Page } from "../../../ui/page.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import { PostCard } from "../../../ui/parts/post.tsx";
import { ReactionButtons } from "../../../ui/parts/post-actions.tsx";
import type { ShownPost } from "../../../ui/parts/post-view.ts";
import { RichText } from "../../../ui/parts/rich-text.tsx";
import { titleOf } from "./post.tsx";

interface PostListProps {
  readonly frame: Frame;
  readonly posts: readonly ShownPost[];
  /** Whose posts; null: everybody's. */
  readonly author: { readonly name: string; readonly address: string; readonly path: string } | null;
  readonly isFirst: boolean;
  /** Id after which the next page begins; null on the last page. */
  readonly next: string | null;
}

/** Posts of all kinds, newest first, page by page. */
export const PostListPage = ({ frame, posts, author, isFirst, next }: PostListProps) => {
  const { t, viewer } = frame;
  const query = author === null ? "" : `von=${encodeURIComponent(author.address)}&`;
  return (
    <Page
      frame={frame}
      title={author === null ? t("posts.list.title") : t("posts.list.of", { name: author.name })}
      lead={t("posts.list.lead")}
      crumbs={author === null ? [] : [{ href: author.path, label: <bdi>{author.name}</bdi> }]}
      crumb={t("posts.list.crumb")}
      noindex={!isFirst || author !== null}
    >
      {viewer !== null && (
        <p>
          <LinkButton look="secondary" icon="stift" href="/schreiben/beitrag">
            {t("posts.write")}
          </LinkButton>
        </p>
      )}
      {posts.length === 0 && <p>{t(viewer === null ? "posts.list.none" : "posts.list.none.write")}</p>}
      <ul class="lines">
        {posts.map((post) => (
          <PostCard post={post} frame={frame} level={2}>
            <ReactionButtons postId={post.id} mine={post.mine} frame={frame} />
          </PostCard>
        ))}
      </ul>
      <Pagination
        t={t}
        first={
          isFirst ? undefined : { href: `/beitraege?${query}`.replace(/[?&]$/, ""), label: t("posts.list.newest") }
        }
        next={next === null ? undefined : { href: `/beitraege?${query}vor=${next}`, label: t("posts.list.older") }}
      />
    </Page>
  );
};

/** What a member put aside for herself, the newest first. @param next id to go on from; null on the last page */
export const BookmarksPage = ({ frame, posts, isFirst, next }: Omit<PostListProps, "author">) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("posts.kept.title")}
      lead={t("posts.kept.lead")}
      crumbs={[{ href: "/beitraege", label: t("posts.list.crumb") }]}
      noindex
    >
      {posts.length === 0 && <p>{t("posts.kept.none")}</p>}
      <ul class="lines">
        {posts.map((post) => (
          <PostCard post={post} frame={frame} level={2}>
            <ReactionButtons postId={post.id} mine={post.mine} frame={frame} />
          </PostCard>
        ))}
      </ul>
      <Pagination
        t={t}
        first={isFirst ? undefined : { href: "/lesezeichen", label: t("posts.list.newest") }}
        next={next === null ? undefined : { href: `?vor=${next}`, label: t("posts.list.older") }}
      />
    </Page>
  );
};

/** A post as it once was. */
export interface PostVersion {
  readonly version: number;
  readonly at: Date;
  readonly title: string | null;
  /** HTML of ours. */
  readonly content: string;
}

/** All texts that a post had, newest first. */
export const PostHistoryPage = ({
  frame,
  post,
  versions,
}: {
  frame: Frame;
  post: ShownPost;
  versions: readonly PostVersion[];
}) => {
  const { t, locale } = frame;
  return (
    <Page
      frame={frame}
      title={t("posts.history")}
      lead={t("posts.history.lead")}
      crumbs={[
        { href: "/beitraege", label: t("posts.list.crumb") },
        { href: post.path, label: <bdi>{titleOf(post, t)}</bdi> },
      ]}
      noindex
    >
      <ol class="lines" reversed>
        {versions.map(({ version, at, title, content }) => (
          <li class="flow">
            <h2 class="small-heading">
              {t("writing.history.version", { version })} ·{" "}
              <time datetime={at.toISOString()}>{formatMoment(locale, at)}</time>
            </h2>
            <div lang={langOf(post.language, locale)}>
              {title !== null && (
                <p>
                  <b>{title}</b>
                </p>
              )}
              <RichText html={content} emojis={{ all: post.emojis, owner: post.author.host, frame }} />
            </div>
          </li>
        ))}
      </ol>
    </Page>
  );
};

/** Stands where a post was (410). */
export const PostGonePage = ({ frame }: { frame: Frame }) => (
  <Page
    frame={frame}
    title={frame.t("posts.gone.title")}
    crumbs={[{ href: "/beitraege", label: frame.t("posts.list.crumb") }]}
    noindex
  >
    <p>{frame.t("posts.gone.text")}</p>
  </Page>
);
