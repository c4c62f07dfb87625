import type { Frame } from "../../../ui/env.ts";
import { formatList } from "../../../ui/format.ts";
import { Page } from "../../../ui/page.tsx";
import { Icon } from "../../../ui/parts/icon.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import { PostCard } from "../../../ui/parts/post.tsx";
import type { ShownPost } from "../../../ui/parts/post-view.ts";
import type { TopicEntry, TopicSummary } from "../topics.queries.ts";
import { TopicViews, type TopicViewsProps } from "./topic-views.tsx";

interface TopicProps extends Omit<TopicViewsProps, "topic"> {
  readonly topic: TopicViewsProps["topic"] & { readonly homes: TopicSummary["homes"] };
  readonly entries: readonly { readonly post: ShownPost; readonly entry: TopicEntry }[];
  readonly isFirst: boolean;
  /** Id after which the next page begins; null on the last page. */
  readonly next: string | null;
}

/**
 * What is here on one topic, from here and from elsewhere, each with where it lives. On the first page what the districts
 * say about the topic itself stands above.
 */
export const TopicPage = (props: TopicProps) => {
  const { frame, topic, entries, isFirst, next } = props;
  const { t, locale } = frame;
  const { path } = topic;
  const homes = topic.homes.map(({ host, district, local, count }) => {
    const name = local ? frame.districtName : (district ?? host);
    return count === 1 ? t("topics.home.one", { name }) : t("topics.home.many", { name, count });
  });
  return (
    <Page
      frame={frame}
      title={t("topics.topic.title", { name: topic.name })}
      lead={t("topics.topic.lead")}
      crumbs={[{ href: "/themen", label: t("topics.title") }]}
      crumb={<bdi>{topic.name}</bdi>}
      canonical={path}
      noindex={!isFirst || entries.length + props.views.length === 0}
      alternates={[{ href: `${path}/feed.atom`, type: "application/atom+xml", title: t("topics.feed") }]}
    >
      {isFirst && <TopicViews {...props} />}
      <section class="section flow" aria-labelledby="steht-dazu">
        <h2 id="steht-dazu">{t("topics.entries")}</h2>
        {homes.length > 0 && (
          <p class="soft">
            <bdi>{t("topics.topic.homes", { homes: formatList(locale, homes) })}</bdi>
          </p>
        )}
        {entries.length === 0 && <p class="panel">{t("topics.empty")}</p>}
        <p class="row">
          <a href={`/projekte?thema=${encodeURIComponent(topic.name)}`}>{t("topics.catalogue")}</a>
          <a href="/schreiben/beitrag">{t("topics.write")}</a>
          <a href={`${path}/feed.atom`}>{t("topics.feed")}</a>
        </p>
        <ul class="lines">
          {entries.map(({ post, entry }) => (
            <PostCard post={post} frame={frame} level={3}>
              <Lives frame={frame} entry={entry} />
            </PostCard>
          ))}
        </ul>
        <Pagination
          t={t}
          first={isFirst ? undefined : { href: path, label: t("topics.newest") }}
          next={next === null ? undefined : { href: `${path}/vor/${next}`, label: t("topics.older") }}
        />
      </section>
    </Page>
  );
};

/** Where it lives: its server keeps it, we show a copy. */
const Lives = ({ frame: { t, districtName }, entry: { post, home } }: { frame: Frame; entry: TopicEntry }) => {
  const kind = t(post.kind === "projectNote" ? "topics.kind.projectNote" : "topics.kind.post");
  const { host, district } = home;
  const text = post.local
    ? t("topics.lives.here", { kind, name: districtName })
    : district === null
      ? t("topics.lives.server", { kind, host })
      : t("topics.lives.there", { kind, name: district, host });
  return (
    <p class="with-icon small soft">
      <Icon name={post.local ? "haus" : "haus-leer"} />
      <bdi>{text}</bdi>
    </p>
  );
};
