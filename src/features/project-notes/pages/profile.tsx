import { plainName } from "../../../platform/emojis.ts";
import type { Frame } from "../../../ui/env.ts";
import { LinkButton } from "../../../ui/forms/buttons.tsx";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { EmojiText } from "../../../ui/parts/emoji-text.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import { PostCard } from "../../../ui/parts/post.tsx";
import { ReactionButtons } from "../../../ui/parts/post-actions.tsx";
import { RichText } from "../../../ui/parts/rich-text.tsx";
import { profilePath } from "../../actors/actors.model.ts";
import type { Actor } from "../../actors/actors.queries.ts";
import { NoteCard } from "./card.tsx";
import { Aside } from "./profile-aside.tsx";
import { emojisOf, type Following, type ProfileProps } from "./profile-props.ts";

/** A person, an organisation or a district: who it is, what it wrote, how to follow it. */
export const ProfilePage = (props: ProfileProps) => {
  const { frame, actor } = props;
  const name = plainName(actor);
  return (
    <Page
      frame={frame}
      title={name}
      description={frame.t("actors.description", { name })}
      canonical={actor.local ? profilePath(actor) : actor.url}
      alternates={[{ href: actor.uri, type: "application/activity+json" }]}
      openGraph={{ type: "profile" }}
      noindex={!actor.local || !actor.indexable || props.before !== undefined}
      crumbs={[]}
      bare
    >
      <div class="frame split">
        <div class="flow">
          {actor.imageUrl !== null && (
            <img
              class="profile-header"
              src={frame.mediaPath("image", actor.imageUrl, actor.host)}
              alt=""
              decoding="async"
            />
          )}
          {actor.iconUrl !== null && (
            <img class="avatar" src={frame.mediaPath("image", actor.iconUrl, actor.host)} alt="" decoding="async" />
          )}
          <h1>
            <bdi>
              <EmojiText frame={frame} text={actor.name || name} emojis={actor.emojis} owner={actor.host} />
            </bdi>
          </h1>
          <p class="soft address">
            @{actor.handle}@{actor.host}
          </p>
          {actor.movedTo !== null && (
            <Alert kind="info" title={frame.t("actors.moved")}>
              <p>
                {frame.t("actors.moved.to")}{" "}
                <a class="address" href={actor.movedTo} rel="noopener nofollow ugc">
                  {actor.movedTo}
                </a>
              </p>
            </Alert>
          )}
          {actor.summary !== "" && <RichText html={actor.summary} emojis={emojisOf(frame, actor)} />}
          <Pins {...props} />
          {actor.kind === "group" && <Posts {...props} />}
          {(actor.kind !== "group" || props.notes.length > 0) && <Notes {...props} />}
          {actor.kind !== "group" && props.before === undefined && <Posts {...props} />}
        </div>
        <Aside {...props} />
      </div>
    </Page>
  );
};

const Pins = ({ frame, actor, pins }: ProfileProps) =>
  pins.length === 0 ? null : (
    <section class="flow" aria-labelledby="angeheftet">
      <h2 id="angeheftet">{frame.t("posts.pinned")}</h2>
      <ul class="lines">
        {pins.map((post) => (
          <PostCard post={post} frame={frame}>
            {frame.viewer?.actorId === actor.id && <ReactionButtons postId={post.id} mine={post.mine} frame={frame} />}
          </PostCard>
        ))}
      </ul>
    </section>
  );

const Notes = ({ frame, actor, notes, before, next }: ProfileProps) => {
  const { t } = frame;
  const path = profilePath(actor);
  return (
    <section class="flow" aria-labelledby="projekte">
      <h2 id="projekte">{t("actors.notes")}</h2>
      {notes.length === 0 && (
        <p>{t(actor.local ? "actors.notes.none" : "actors.notes.none.remote", { name: plainName(actor) })}</p>
      )}
      {notes.map((note) => (
        <NoteCard note={note} frame={frame} wide />
      ))}
      <Pagination
        t={t}
        first={before === undefined ? undefined : { href: path, label: t("actors.notes.newest") }}
        next={next === null ? undefined : { href: `${path}?vor=${next}`, label: t("actors.notes.older") }}
      />
    </section>
  );
};

const Posts = ({ frame, actor, posts, pins, following }: ProfileProps) => {
  const { t, viewer } = frame;
  const isGroup = actor.kind === "group";
  if (posts.length === 0 && viewer?.actorId !== actor.id && !isGroup) return null;
  return (
    <section class="section flow" aria-labelledby="beitraege">
      <h2 id="beitraege">{t("posts.list.crumb")}</h2>
      {posts.length + pins.length === 0 && <p>{t(isGroup ? "posts.group.none" : "posts.profile.none")}</p>}
      {isGroup && following !== null && <WriteInto frame={frame} group={actor} state={following.state} />}
      <ul class="lines">
        {posts.map((post) => (
          <PostCard post={post} frame={frame}>
            {viewer?.actorId === actor.id && <ReactionButtons postId={post.id} mine={post.mine} frame={frame} />}
          </PostCard>
        ))}
      </ul>
      <p class="row">
        {posts.length > 0 && (
          <a href={`/beitraege?von=${encodeURIComponent(profilePath(actor).slice(1))}`}>{t("posts.list.all")}</a>
        )}
        {viewer?.actorId === actor.id && <a href="/schreiben/beitrag">{t("posts.write")}</a>}
      </p>
    </section>
  );
};

/** A group elsewhere takes in what names it; one that chooses its members, only theirs. */
const WriteInto = ({ frame: { t }, group, state }: { frame: Frame; group: Actor; state: Following["state"] }) => {
  if (group.manuallyApprovesFollowers && state !== "accepted") return <p>{t("posts.group.members")}</p>;
  const text = `\n\n@${group.handle}@${group.host}`;
  return (
    <LinkButton look="secondary" icon="stift" href={`/schreiben/beitrag?${new URLSearchParams({ text })}`}>
      {t("posts.group.write")}
    </LinkButton>
  );
};

/** Stands where a profile was (410). */
export const ActorGonePage = ({ frame }: { frame: Frame }) => (
  <Page frame={frame} title={frame.t("actors.gone.title")} crumbs={[]} noindex>
    <p>{frame.t("actors.gone.text")}</p>
  </Page>
);
