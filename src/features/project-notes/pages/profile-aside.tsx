import { plainName } from "../../../platform/emojis.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { Select } from "../../../ui/forms/choices.tsx";
import { ActorLink } from "../../../ui/parts/actor-link.tsx";
import { DescriptionList } from "../../../ui/parts/description-list.tsx";
import { FollowButton } from "../../../ui/parts/follow-button.tsx";
import { FollowChoicesForm } from "../../../ui/parts/follow-choices.tsx";
import { FollowAddress, FollowForm } from "../../../ui/parts/follow-form.tsx";
import { RelationForm } from "../../../ui/parts/relation-form.tsx";
import { ReportLink } from "../../../ui/parts/report-link.tsx";
import type { Actor } from "../../actors/actors.queries.ts";
import { LANGUAGES } from "../../posts/posts.schemas.ts";
import { facts } from "./profile-facts.tsx";
import type { Following, OrganisationHere, ProfileProps } from "./profile-props.ts";

/** Our own district cannot be blocked or muted. */
const isHouse = ({ local, kind }: Actor): boolean => local && (kind === "district" || kind === "instance");

/** Beside what an actor wrote: its facts, and what can be done with it. */
export const Aside = ({ frame, actor, organisation, following, endorsed }: ProfileProps) => {
  const { t, viewer } = frame;
  return (
    <aside class="flow" aria-label={t("actors.about", { name: plainName(actor) })}>
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
      {following?.choices && (
        <FollowChoicesForm frame={frame} actor={actor} choices={following.choices} languages={LANGUAGES} />
      )}
      {following !== null && following.state === "accepted" && (
        <Endorse frame={frame} actor={actor} endorsed={following.endorsed} />
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
      {endorsed.length > 0 && (
        <section class="flow" aria-labelledby="empfohlen">
          <h2 id="empfohlen" class="small-heading">
            {t("follows.endorsed.by", { name: plainName(actor) })}
          </h2>
          <ul class="plain">
            {endorsed.map((entry) => (
              <li>
                <ActorLink actor={entry.actor} frame={frame} />
              </li>
            ))}
          </ul>
        </section>
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

/** Recommend on the own profile whom one follows, or no longer; comes back to this page. */
const Endorse = ({
  frame: { t, path },
  actor,
  endorsed,
}: Pick<ProfileProps, "frame" | "actor"> & { endorsed: boolean }) => (
  <form method="post" action="/umgang">
    <input type="hidden" name="wem" value={actor.id} />
    <input type="hidden" name="zurueck" value={path} />
    <Button look="tertiary" name="was" value={endorsed ? "nicht-empfehlen" : "empfehlen"}>
      {t(endorsed ? "follows.unendorse" : "follows.endorse")}
    </Button>
  </form>
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
