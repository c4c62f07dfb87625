import type { Frame } from "../../../ui/env.ts";
import { LinkButton } from "../../../ui/forms/buttons.tsx";
import { FederationOff, Page } from "../../../ui/page.tsx";
import { ActorLink } from "../../../ui/parts/actor-link.tsx";
import { type AnnouncementLine, AnnouncementLines } from "../../../ui/parts/announcements.tsx";
import { Icon, StreetDrawing } from "../../../ui/parts/icon.tsx";
import { PostCard } from "../../../ui/parts/post.tsx";
import type { ShownPost } from "../../../ui/parts/post-view.ts";
import type { Actor } from "../../actors/actors.queries.ts";
import type { District } from "../../district/district.model.ts";
import type { ProjectNoteView } from "../project-notes.model.ts";
import { NoteCard } from "./card.tsx";
import { NewHere } from "./new-here.tsx";

export interface HomeProps {
  readonly frame: Frame;
  readonly district: District;
  /** What admins tell, and the viewer has not put away. */
  readonly announcements: readonly AnnouncementLine[];
  readonly notes: readonly ProjectNoteView[];
  /** What was written here or came from peers and is no project note. */
  readonly posts: readonly ShownPost[];
  readonly topics: readonly { readonly key: string; readonly name: string }[];
  /** Whom the district follows. */
  readonly partners: readonly Actor[];
}

/** The district at a glance. */
export const HomePage = (props: HomeProps) => {
  const { frame, district, notes, posts, topics, partners } = props;
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("district.title")}
      description={t("district.description", { district: district.name })}
      canonical="/"
      alternates={[{ href: district.actorUri, type: "application/activity+json" }]}
      bare
    >
      <Hero frame={frame} district={district} announcements={props.announcements} />
      {!frame.federation && (
        <div class="frame section">
          <FederationOff frame={frame} />
        </div>
      )}
      {notes.length === 0 ? <Beginning frame={frame} district={district} /> : <News {...props} />}
      {posts.length > 0 && <Posts frame={frame} posts={posts} />}
      {topics.length > 0 && <Topics frame={frame} topics={topics} />}
      {partners.length > 0 && <Partners frame={frame} partners={partners} />}
      <NewHere frame={frame} />
    </Page>
  );
};

const Hero = ({ frame, district, announcements }: Pick<HomeProps, "frame" | "district" | "announcements">) => {
  const { t, viewer } = frame;
  return (
    <div class="hero">
      <AnnouncementLines frame={frame} announcements={announcements} />
      <div class="frame split">
        <div class="flow">
          <h1>{t("district.hero")}</h1>
          <p class="lead">{t("district.lead", { district: district.name })}</p>
          <p class="row">
            <LinkButton href="/projekte">{t("district.hero.projects")}</LinkButton>
            {viewer === null ? (
              <LinkButton look="secondary" href="#neu">
                {t("district.hero.new")}
              </LinkButton>
            ) : (
              <LinkButton look="secondary" href="/schreiben/projekt">
                {t("common.menu.write")}
              </LinkButton>
            )}
          </p>
        </div>
        <section class="sheet flow" aria-labelledby="wir">
          <h2 id="wir">{t("district.about", { district: district.name, city: district.city })}</h2>
          <p class="pre-line">{district.about || t("district.about.none", { district: district.name })}</p>
          <p>
            <a href="/ueber">{t("district.about.more")}</a>
          </p>
        </section>
      </div>
      <div class="hero__street">
        <StreetDrawing />
      </div>
    </div>
  );
};

const News = ({ frame, district, notes }: HomeProps) => {
  const { t } = frame;
  const foreign = notes.some((note) => !note.local);
  return (
    <section class="frame section flow" aria-labelledby="neues">
      <div class="row row--ends">
        <h2 id="neues">{t("district.news")}</h2>
        <p class="soft">
          {t(foreign ? "district.news.note.all" : "district.news.note.own", { district: district.name })}
        </p>
      </div>
      <div class="grid grid--cards">
        {notes.map((note) => (
          <NoteCard note={note} frame={frame} />
        ))}
      </div>
      <p class="row">
        <a href="/projekte">{t("district.news.all")}</a>
        <a href="/schreiben/projekt">{t("district.news.write")}</a>
      </p>
    </section>
  );
};

/** Before the first note: says what to do. */
const Beginning = ({ frame: { t, viewer }, district }: Pick<HomeProps, "frame" | "district">) => (
  <section class="frame section" aria-labelledby="anfang">
    <div class="panel panel--accent flow">
      <h2 id="anfang">{t("district.news.empty.title")}</h2>
      <p>{t("district.news.empty.text", { district: district.name })}</p>
      <p>
        <LinkButton href="/schreiben/projekt" icon="stift">
          {t(viewer === null ? "district.news.empty.login" : "district.news.empty.write")}
        </LinkButton>
      </p>
    </div>
  </section>
);

const Posts = ({ frame, posts }: Pick<HomeProps, "frame" | "posts">) => (
  <section class="frame section flow" aria-labelledby="beitraege">
    <h2 id="beitraege">{frame.t("district.posts")}</h2>
    <ul class="lines">
      {posts.map((post) => (
        <PostCard post={post} frame={frame} />
      ))}
    </ul>
    <p class="row">
      <a href="/beitraege">{frame.t("posts.list.all")}</a>
      <a href="/schreiben/beitrag">{frame.t("posts.write")}</a>
    </p>
  </section>
);

const Topics = ({ frame: { t }, topics }: Pick<HomeProps, "frame" | "topics">) => (
  <section class="frame section flow" aria-labelledby="themen">
    <h2 id="themen">{t("district.topics")}</h2>
    <ul class="chips">
      {topics.map(({ key, name }) => (
        <li>
          <a class="chip" href={`/themen/${encodeURIComponent(key)}`}>
            <bdi>{name}</bdi>
          </a>
        </li>
      ))}
    </ul>
    <p>
      <a href="/themen">{t("district.topics.all")}</a>
    </p>
  </section>
);

const Partners = ({ frame, partners }: Pick<HomeProps, "frame" | "partners">) => (
  <section class="frame section flow" aria-labelledby="partner">
    <h2 id="partner">{frame.t("district.partners")}</h2>
    <p>
      {frame.t("district.partners.text")} <a href="/partner">{frame.t("partners.title")}</a>
    </p>
    <ul class="plain grid grid--narrow">
      {partners.map((partner) => (
        <li class="with-icon">
          <Icon name="haus-leer" />
          <span>
            <ActorLink actor={partner} frame={frame} bold />
            <br />
            <span class="soft address">
              @{partner.handle}@{partner.host}
            </span>
          </span>
        </li>
      ))}
    </ul>
  </section>
);
