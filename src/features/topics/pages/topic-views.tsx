import type { Frame } from "../../../ui/env.ts";
import { formatDay, formatList } from "../../../ui/format.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { langOf } from "../../../ui/lang.ts";
import { ActorLink } from "../../../ui/parts/actor-link.tsx";
import { Details } from "../../../ui/parts/details.tsx";
import type { ShownPost } from "../../../ui/parts/post-view.ts";
import { RichText } from "../../../ui/parts/rich-text.tsx";

/** What a district says about a topic. */
export interface TopicView {
  readonly post: ShownPost;
  readonly local: boolean;
  readonly district: string;
  readonly host: string;
  /** Id of the topic; null: the page names none. */
  readonly iri: string | null;
  readonly canChange: boolean;
  /** Words of a partner's page that mean nothing here yet, to be taken over by who looks; empty: none, or not theirs to do. */
  readonly offered: readonly string[];
}

export interface TopicViewsProps {
  readonly frame: Frame;
  readonly topic: { readonly name: string; readonly path: string };
  readonly views: readonly TopicView[];
  readonly canIntroduce: boolean;
  /** Who looks may give up what was taken over about it. */
  readonly canDrop: boolean;
}

/** What the districts say about a topic themselves: ours open, the others' folded. */
export const TopicViews = ({ frame, topic, views, canIntroduce, canDrop }: TopicViewsProps) => {
  const { t } = frame;
  const own = views.find(({ local }) => local);
  const others = views.filter(({ local }) => !local);
  return (
    <>
      {own !== undefined && <Own frame={frame} topic={topic} view={own} />}
      {own === undefined && canIntroduce && (
        <p>
          <LinkButton href={`/schreiben/thema?thema=${encodeURIComponent(topic.name)}`} look="secondary">
            {t("topics.introduce.this")}
          </LinkButton>
        </p>
      )}
      {others.length > 0 && (
        <section class="section flow" aria-labelledby="anderswo">
          <h2 id="anderswo">{t("topics.views.others")}</h2>
          <div>
            {others.map((view) => (
              <Other frame={frame} topic={topic} view={view} />
            ))}
          </div>
        </section>
      )}
      {canDrop && (
        <form method="post" action={`${topic.path}/zuordnung`} class="panel flow">
          <p>{t("topics.meaning.taken")}</p>
          <Button look="tertiary" name="aktion" value="loesen">
            {t("topics.meaning.drop")}
          </Button>
        </form>
      )}
    </>
  );
};

interface ViewProps extends Pick<TopicViewsProps, "frame" | "topic"> {
  readonly view: TopicView;
}

const Own = ({ frame, topic, view: { post, district, host, iri, canChange } }: ViewProps) => {
  const { t } = frame;
  return (
    <section class="section flow" aria-labelledby="bei-uns">
      <h2 id="bei-uns">
        <bdi>{t("topics.views.own", { name: district })}</bdi>
      </h2>
      <RichText
        html={post.content}
        lang={langOf(post.language, frame.locale)}
        emojis={{ all: post.emojis, owner: host, frame }}
      />
      <Origin frame={frame} post={post} iri={iri} />
      <p class="row">
        <a href={post.path}>
          {post.stats.comments === 0 ? t("topics.talk") : t("topics.talk.many", { count: post.stats.comments })}
        </a>
        {canChange && <a href={`${topic.path}/bearbeiten`}>{t("topics.change")}</a>}
        {canChange && <a href={`${topic.path}/loeschen`}>{t("topics.delete")}</a>}
      </p>
    </section>
  );
};

const Other = ({ frame, topic, view: { post, district, host, iri, offered } }: ViewProps) => {
  const { t, locale } = frame;
  const lang = langOf(post.language, locale);
  return (
    <Details title={<bdi>{t("topics.views.other", { name: district })}</bdi>}>
      {post.title !== null && (
        <h3 lang={lang}>
          <bdi>{post.title}</bdi>
        </h3>
      )}
      <RichText html={post.content} lang={lang} emojis={{ all: post.emojis, owner: host, frame }} />
      <Origin frame={frame} post={post} iri={iri} />
      <p class="row">
        <a href={post.path}>{t("topics.talk")}</a>
        <a href={post.original ?? post.uri} rel="noopener noreferrer">
          {t("topics.original", { host })}
        </a>
      </p>
      {offered.length > 0 && (
        <form method="post" action={`${topic.path}/zuordnung`} class="panel flow">
          <p>
            <bdi>{t("topics.meaning.offer", { words: formatList(locale, [...offered]) })}</bdi>
          </p>
          <input type="hidden" name="seite" value={post.id} />
          <Button look="secondary" name="aktion" value="uebernehmen">
            {t("topics.meaning.take")}
          </Button>
        </form>
      )}
    </Details>
  );
};

/** Who wrote it, when, and what Wikidata calls the topic. Nothing is loaded from there. */
const Origin = ({ frame, post, iri }: { frame: Frame; post: ShownPost; iri: string | null }) => {
  const { t, locale } = frame;
  const at = post.editedAt ?? post.publishedAt;
  return (
    <p class="small soft">
      <ActorLink actor={post.author} frame={frame} />, <time datetime={at.toISOString()}>{formatDay(locale, at)}</time>
      {post.audience !== "public" && <> · {t(`posts.audience.${post.audience}`)}</>}
      {iri !== null && (
        <>
          {" "}
          ·{" "}
          <a href={iri} rel="noopener noreferrer">
            {t("topics.wikidata.at", { item: iri.slice(iri.lastIndexOf("/") + 1) })}
          </a>
        </>
      )}
    </p>
  );
};
