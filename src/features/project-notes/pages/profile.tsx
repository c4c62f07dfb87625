import type { Frame } from "../../../ui/env.ts";
import { formatDay, formatMonth, formatNumber } from "../../../ui/format.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { Select } from "../../../ui/forms/choices.tsx";
import type { Translate } from "../../../ui/i18n/i18n.ts";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { type DescriptionItem, DescriptionList } from "../../../ui/parts/description-list.tsx";
import { EmojiText } from "../../../ui/parts/emoji-text.tsx";
import { FollowButton } from "../../../ui/parts/follow-button.tsx";
import { FollowAddress, FollowForm } from "../../../ui/parts/follow-form.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import { PostCard, type ShownPost } from "../../../ui/parts/post.tsx";
import { RelationForm } from "../../../ui/parts/relation-form.tsx";
import { ReportLink } from "../../../ui/parts/report-link.tsx";
import { RichText } from "../../../ui/parts/rich-text.tsx";
import { SECTORS } from "../../actors/actors.model.ts";
import type { Actor } from "../../actors/actors.queries.ts";
import type { Follow } from "../../follows/follows.queries.ts";
import type { Organisation } from "../../organisations/organisations.queries.ts";
import type { ProjectNoteView } from "../project-notes.model.ts";
import { NoteCard } from "./card.tsx";

/** How the viewer and the district stand to the one on the page; undefined: not at all. */
export interface Following {
  readonly state: Follow["state"] | undefined;
  readonly districtState: Follow["state"] | undefined;
  readonly relations: ReadonlySet<"block" | "mute">;
  /** Organisations that the viewer writes for, and how they stand to the one on the page. */
  readonly organisations: readonly {
    readonly handle: string;
    readonly name: string;
    readonly state: Follow["state"] | undefined;
  }[];
}

/** An organisation of ours on its page. */
export interface OrganisationHere {
  readonly details: Organisation["details"];
  readonly mayManage: boolean;
  readonly invited: boolean;
}

export interface ProfileProps {
  readonly frame: Frame;
  readonly actor: Actor;
  /** Null for everybody but organisations of ours. */
  readonly organisation: OrganisationHere | null;
  /** Null for visitors, and on one's own profile. */
  readonly following: Following | null;
  readonly notes: readonly ProjectNoteView[];
  /** The newest that are no project notes. */
  readonly posts: readonly ShownPost[];
  /** Id that this page's notes are older than; undefined on the first page. */
  readonly before?: string | undefined;
  /** Id after which the next page begins; null on the last page. */
  readonly next: string | null;
}

const pathOf = (actor: Actor): string => (actor.local ? `/@${actor.handle}` : `/@${actor.handle}@${actor.host}`);
const emojisOf = (frame: Frame, { emojis, host }: Actor) => ({ all: emojis, owner: host, frame });
const nameOf = (actor: Actor): string => actor.name || `@${actor.handle}`;

/** A person, an organisation or a district: who it is, what it wrote, how to follow it. */
export const ProfilePage = (props: ProfileProps) => {
  const { frame, actor } = props;
  const name = nameOf(actor);
  return (
    <Page
      frame={frame}
      title={name}
      description={frame.t("actors.description", { name })}
      canonical={actor.local ? pathOf(actor) : actor.url}
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
              <EmojiText frame={frame} text={name} emojis={actor.emojis} owner={actor.host} />
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
          <Notes {...props} />
          {props.before === undefined && <Posts {...props} />}
        </div>
        <Aside {...props} />
      </div>
    </Page>
  );
};

/** Our own district cannot be blocked or muted. */
const isHouse = ({ local, kind }: Actor): boolean => local && (kind === "district" || kind === "instance");

const Aside = ({ frame, actor, organisation, following }: ProfileProps) => {
  const { t, viewer } = frame;
  return (
    <aside class="flow" aria-label={t("actors.about", { name: nameOf(actor) })}>
      <div class="sheet">
        <DescriptionList items={facts(frame, actor, organisation)} />
      </div>
      {viewer?.actorId === actor.id && (
        <LinkButton look="secondary" icon="stift" href="/einstellungen">
          {t("actors.edit")}
        </LinkButton>
      )}
      {organisation !== null && <OwnOrganisation frame={frame} actor={actor} organisation={organisation} />}
      {following !== null && !following.relations.has("block") && (
        <FollowButton frame={frame} actor={actor} state={following.state} districtState={following.districtState} />
      )}
      {following !== null && following.organisations.length > 0 && (
        <FollowAs frame={frame} actor={actor} organisations={following.organisations} />
      )}
      {following !== null && !isHouse(actor) && (
        <RelationForm frame={frame} actor={actor} relations={following.relations} />
      )}
      {(viewer === null || following === null) && viewer?.actorId !== actor.id && (
        <p>
          <ReportLink frame={frame} address={`@${actor.handle}@${actor.host}`} />
        </p>
      )}
      {viewer !== null && viewer.role !== "member" && viewer.actorId !== actor.id && !isHouse(actor) && (
        <p>
          <a class="small" href={`/verwaltung/konten/${actor.id}`}>
            {t("moderation.account.link")}
          </a>
        </p>
      )}
      {!actor.local && (
        <p>
          <a href={actor.url} rel="noopener nofollow ugc">
            {t("actors.home", { host: actor.host })}
          </a>
        </p>
      )}
      {actor.local && frame.federation && viewer === null && (
        <div class="panel flow">
          <h2 class="small-heading">{t("district.new.follow")}</h2>
          <FollowAddress frame={frame} actor={actor.handle} />
          <FollowForm frame={frame} actor={actor.handle} />
        </div>
      )}
    </aside>
  );
};

const OwnOrganisation = ({
  frame: { t },
  actor,
  organisation,
}: Pick<ProfileProps, "frame" | "actor"> & { organisation: OrganisationHere }) => (
  <>
    {organisation.invited && (
      <p>
        <a href="/organisationen">{t("organisations.invited.title")}</a>
      </p>
    )}
    {organisation.mayManage && (
      <LinkButton look="secondary" icon="gruppe" href={`/organisationen/${actor.handle}/verwalten`}>
        {t("organisations.manage.short")}
      </LinkButton>
    )}
  </>
);

/** Follow and unfollow in the name of an organisation. */
const FollowAs = ({
  frame,
  actor,
  organisations,
}: Pick<ProfileProps, "frame" | "actor"> & Pick<Following, "organisations">) => {
  const { t } = frame;
  return (
    <form class="form" method="post" action="/organisationen/folgen" aria-labelledby="im-namen">
      <h2 id="im-namen" class="small-heading">
        {t("organisations.follow")}
      </h2>
      <input type="hidden" name="wem" value={actor.id} />
      <input type="hidden" name="zurueck" value={frame.path} />
      <Select
        t={t}
        name="als"
        label={t("organisations.follow.as")}
        options={organisations.map(({ handle, name, state }) => ({
          value: handle,
          label: state === undefined ? name : `${name} (${t(`organisations.follow.state.${state}`)})`,
        }))}
      />
      <p class="row">
        <Button look="secondary" name="aktion" value="folgen">
          {t("organisations.follow.submit")}
        </Button>
        {organisations.some(({ state }) => state !== undefined) && (
          <Button look="tertiary" name="aktion" value="entfolgen">
            {t("organisations.unfollow.submit")}
          </Button>
        )}
      </p>
    </form>
  );
};

/** How many follow is said like any other fact, and only of local accounts, where the number is right. */
function facts(frame: Frame, actor: Actor, organisation: OrganisationHere | null): DescriptionItem[] {
  const { t, locale } = frame;
  const sector = SECTORS.find((code) => code === actor.sector);
  // An organisation of ours says more precisely what it is.
  const kind = actor.kind === "instance" || organisation ? null : t(`actors.kind.${actor.kind}`);
  const items: (DescriptionItem | null)[] = [
    kind === null ? null : { term: t("actors.kind"), value: kind },
    sector === undefined ? null : { term: t("actors.sector"), value: t(`terms.sector.${sector}`) },
    // Its fields say the same to peers, in German only.
    ...(organisation ? detailsOf(frame, organisation) : fieldsOf(frame, actor)),
    actor.local ? { term: t("actors.since"), value: formatMonth(locale, actor.publishedAt) } : null,
    actor.local ? { term: t("actors.followers"), value: countText(t, locale, actor.followersCount) } : null,
    actor.local ? { term: t("actors.following"), value: countText(t, locale, actor.followingCount) } : null,
  ];
  return items.filter((item) => item !== null);
}

const fieldsOf = (frame: Frame, actor: Actor): DescriptionItem[] =>
  actor.fields.map(({ name, value, verifiedAt }) => ({
    term: <bdi>{name}</bdi>,
    value: (
      <>
        <RichText html={value} emojis={emojisOf(frame, actor)} />
        {verifiedAt !== undefined && (
          <p class="small soft">{frame.t("actors.verified", { day: formatDay(frame.locale, new Date(verifiedAt)) })}</p>
        )}
      </>
    ),
  }));

function detailsOf({ t }: Frame, { details }: OrganisationHere): DescriptionItem[] {
  const { kind, address, website, openForCooperation } = details;
  const link = website && (
    <a href={website} rel="me nofollow noopener noreferrer">
      {website}
    </a>
  );
  return [
    { term: t("organisations.kind"), value: t(`organisations.kind.${kind}`) },
    ...(address ? [{ term: t("organisations.address"), value: <bdi>{address}</bdi> }] : []),
    ...(link ? [{ term: t("organisations.website"), value: link, className: "address" }] : []),
    ...(openForCooperation ? [{ term: t("organisations.open"), value: t("organisations.open.hint") }] : []),
  ];
}

const countText = (t: Translate, locale: Frame["locale"], count: number): string =>
  count === 1 ? t("actors.count.one") : t("actors.count.many", { count: formatNumber(locale, count) });

const Notes = ({ frame, actor, notes, before, next }: ProfileProps) => {
  const { t } = frame;
  const path = pathOf(actor);
  return (
    <section class="flow" aria-labelledby="projekte">
      <h2 id="projekte">{t("actors.notes")}</h2>
      {notes.length === 0 && (
        <p>{t(actor.local ? "actors.notes.none" : "actors.notes.none.remote", { name: nameOf(actor) })}</p>
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

const Posts = ({ frame, actor, posts }: ProfileProps) => {
  const { t, viewer } = frame;
  if (posts.length === 0 && viewer?.actorId !== actor.id) return null;
  return (
    <section class="section flow" aria-labelledby="beitraege">
      <h2 id="beitraege">{t("posts.list.crumb")}</h2>
      {posts.length === 0 && <p>{t("posts.profile.none")}</p>}
      <ul class="lines">
        {posts.map((post) => (
          <PostCard post={post} frame={frame} />
        ))}
      </ul>
      <p class="row">
        {posts.length > 0 && (
          <a href={`/beitraege?von=${encodeURIComponent(pathOf(actor).slice(1))}`}>{t("posts.list.all")}</a>
        )}
        {viewer?.actorId === actor.id && <a href="/schreiben/beitrag">{t("posts.write")}</a>}
      </p>
    </section>
  );
};

/** Stands where a profile was (410). */
export const ActorGonePage = ({ frame }: { frame: Frame }) => (
  <Page frame={frame} title={frame.t("actors.gone.title")} crumbs={[]} noindex>
    <p>{frame.t("actors.gone.text")}</p>
  </Page>
);
