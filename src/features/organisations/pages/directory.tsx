import type { Frame } from "../../../ui/env.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { Checkbox, Select } from "../../../ui/forms/choices.tsx";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { CardLink } from "../../../ui/parts/card.tsx";
import { EmojiText } from "../../../ui/parts/emoji-text.tsx";
import { Icon } from "../../../ui/parts/icon.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import { SECTORS, type Sector } from "../../actors/actors.model.ts";
import type { Actor } from "../../actors/actors.queries.ts";
import { ORGANISATION_KINDS, type OrganisationKind } from "../organisations.model.ts";
import type { Organisation } from "../organisations.queries.ts";

/** What was chosen to be shown. */
interface DirectoryChoice {
  readonly sector: Sector | undefined;
  readonly kind: OrganisationKind | undefined;
  readonly open: boolean;
  readonly after: string | undefined;
}

interface DirectoryProps {
  readonly frame: Frame;
  readonly choice: DirectoryChoice;
  readonly organisations: readonly Organisation[];
  /** Id after which the next page begins; null on the last one. */
  readonly next: string | null;
  /** The viewer's own, and those that invite the viewer. */
  readonly own: readonly Actor[];
  readonly invited: readonly Actor[];
}

const isNarrowed = ({ sector, kind, open }: DirectoryChoice): boolean =>
  sector !== undefined || kind !== undefined || open;

/** The address of a choice: only what was chosen stands in it. */
function pathOf({ sector, kind, open }: DirectoryChoice, after?: string): string {
  const query = new URLSearchParams({
    ...(sector && { bereich: sector }),
    ...(kind && { art: kind }),
    ...(open && { offen: "ja" }),
    ...(after && { nach: after }),
  }).toString();
  return query === "" ? "/organisationen" : `/organisationen?${query}`;
}

/** Organisations of the district, by sector. */
export const DirectoryPage = (props: DirectoryProps) => {
  const { frame, choice, organisations, next } = props;
  const { t, viewer } = frame;
  return (
    <Page
      frame={frame}
      title={t("organisations.title")}
      description={t("organisations.lead")}
      lead={t("organisations.lead")}
      crumbs={[]}
      noindex={isNarrowed(choice) || choice.after !== undefined}
    >
      {props.invited.map((actor) => (
        <Invitation frame={frame} actor={actor} />
      ))}
      {viewer !== null && (
        <div class="row">
          <LinkButton href="/organisationen/neu" icon="stift">
            {t("organisations.new")}
          </LinkButton>
        </div>
      )}
      {props.own.length > 0 && <Own frame={frame} own={props.own} />}
      {(organisations.length > 0 || isNarrowed(choice)) && <Filter frame={frame} choice={choice} />}
      {organisations.length === 0 ? <Nothing frame={frame} choice={choice} /> : <BySector {...props} />}
      <Pagination
        t={t}
        first={choice.after === undefined ? undefined : { href: pathOf(choice), label: t("organisations.first") }}
        next={next === null ? undefined : { href: pathOf(choice, next), label: t("organisations.more") }}
      />
    </Page>
  );
};

/** Asks for the answer to an invitation. */
export const Invitation = ({ frame: { t }, actor }: { frame: Frame; actor: Actor }) => (
  <Alert kind="info" title={t("organisations.invited.title")}>
    <p>
      <bdi>{t("organisations.invited", { name: actor.name })}</bdi>
    </p>
    <form class="row" method="post" action={`/organisationen/${actor.handle}/einladung`}>
      <Button name="antwort" value="ja">
        {t("organisations.invited.yes")}
      </Button>
      <Button look="secondary" name="antwort" value="nein">
        {t("organisations.invited.no")}
      </Button>
    </form>
  </Alert>
);

const Own = ({ frame: { t }, own }: Pick<DirectoryProps, "frame" | "own">) => (
  <section class="flow" aria-labelledby="eigene">
    <h2 id="eigene">{t("organisations.yours")}</h2>
    <ul class="chips">
      {own.map(({ handle, name }) => (
        <li>
          <a class="chip" href={`/organisationen/${handle}/verwalten`}>
            <bdi>{name}</bdi>
          </a>
        </li>
      ))}
    </ul>
  </section>
);

const Filter = ({ frame: { t }, choice }: Pick<DirectoryProps, "frame" | "choice">) => (
  <form class="panel form" method="get" action="/organisationen" aria-label={t("organisations.filter")}>
    <div class="grid grid--narrow">
      <Select
        t={t}
        name="bereich"
        label={t("organisations.sector")}
        value={choice.sector}
        empty={t("organisations.filter.all")}
        options={SECTORS.map((value) => ({ value, label: t(`terms.sector.${value}`) }))}
      />
      <Select
        t={t}
        name="art"
        label={t("organisations.kind")}
        value={choice.kind}
        empty={t("organisations.filter.all")}
        options={ORGANISATION_KINDS.map((value) => ({ value, label: t(`organisations.kind.${value}`) }))}
      />
    </div>
    <Checkbox t={t} name="offen" label={t("organisations.filter.open")} checked={choice.open} />
    <div>
      <Button look="secondary">{t("organisations.filter.submit")}</Button>
    </div>
  </form>
);

const Nothing = ({ frame: { t, viewer }, choice }: Pick<DirectoryProps, "frame" | "choice">) => {
  if (isNarrowed(choice)) {
    return (
      <p>
        {t("organisations.nothing")} <a href="/organisationen">{t("organisations.nothing.all")}</a>
      </p>
    );
  }
  return (
    <div class="panel panel--accent flow">
      <p>{t("organisations.empty")}</p>
      {viewer === null ? (
        <p>
          <a href={`/anmelden?weiter=${encodeURIComponent("/organisationen/neu")}`}>{t("organisations.empty.login")}</a>
        </p>
      ) : (
        <p>{t("organisations.empty.do")}</p>
      )}
    </div>
  );
};

const BySector = ({ frame, organisations }: Pick<DirectoryProps, "frame" | "organisations">) => (
  <>
    {SECTORS.map((sector) => {
      const those = organisations.filter(({ actor }) => actor.sector === sector);
      return those.length === 0 ? null : (
        <section class="flow" aria-labelledby={`bereich-${sector}`}>
          <h2 id={`bereich-${sector}`}>{frame.t(`terms.sector.${sector}`)}</h2>
          <ul class="plain grid grid--cards">
            {those.map((organisation) => (
              <li>
                <OrganisationCard frame={frame} organisation={organisation} />
              </li>
            ))}
          </ul>
        </section>
      );
    })}
  </>
);

const SHOWN_CHARACTERS = 200;

const OrganisationCard = ({ frame, organisation }: { frame: Frame; organisation: Organisation }) => {
  const { t } = frame;
  const { actor, details } = organisation;
  const about =
    details.about.length > SHOWN_CHARACTERS ? `${details.about.slice(0, SHOWN_CHARACTERS)} …` : details.about;
  return (
    <article class="kern-card kern-card--interactive">
      <div class="kern-card__container">
        <h3>
          <CardLink href={`/@${actor.handle}`}>
            <bdi>
              <EmojiText frame={frame} text={actor.name} emojis={actor.emojis} owner={actor.host} />
            </bdi>
          </CardLink>
        </h3>
        <p class="soft">{t(`organisations.kind.${details.kind}`)}</p>
        {about !== "" && <p>{about}</p>}
        <ul class="facts">
          {details.address !== null && (
            <li>
              <Icon name="ort" />
              {details.address}
            </li>
          )}
          {details.openForCooperation && (
            <li>
              <Icon name="netz" />
              {t("organisations.open")}
            </li>
          )}
        </ul>
      </div>
    </article>
  );
};
