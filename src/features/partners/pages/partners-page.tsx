import type { Frame } from "../../../ui/env.ts";
import { formatMonth } from "../../../ui/format.ts";
import { LinkButton } from "../../../ui/forms/buttons.tsx";
import { Page } from "../../../ui/page.tsx";
import { ActorLink } from "../../../ui/parts/actor-link.tsx";
import { Icon } from "../../../ui/parts/icon.tsx";
import type { Tie } from "../directory.queries.ts";
import { fieldOf } from "../partners.model.ts";
import type { PartnerView } from "../partners.queries.ts";
import { Exchange } from "./exchange.tsx";
import { PartnerMap } from "./map.tsx";

interface PartnersPageProps {
  readonly frame: Frame;
  readonly views: readonly PartnerView[];
  readonly ties: readonly Tie[];
}

/** `/partner`: with whom the district exchanges what, for everybody. */
export const PartnersPage = ({ frame, views, ties }: PartnersPageProps) => {
  const { t, viewer, districtName } = frame;
  const isAdmin = viewer?.role === "admin";
  return (
    <Page
      frame={frame}
      title={t("partners.title")}
      crumb={t("partners.crumb")}
      crumbs={[]}
      lead={t("partners.lead")}
      description={t("partners.description", { district: districtName })}
      federationNotice
    >
      {views.length === 0 ? (
        <p>{t(isAdmin ? "partners.none.admin" : "partners.none")}</p>
      ) : (
        <div class="split split--even section">
          <PartnerMap frame={frame} views={views} ties={ties} />
          <section class="flow" aria-labelledby="liste">
            <h2 id="liste">{t("partners.list")}</h2>
            <ul class="lines">
              {views.map((view) => (
                <Line frame={frame} view={view} ties={tiedTo(view, views, ties)} />
              ))}
            </ul>
          </section>
        </div>
      )}
      {isAdmin && (
        <p>
          <LinkButton href="/verwaltung/partner">{t("partners.none.act")}</LinkButton>
        </p>
      )}
      <section class="section flow" aria-labelledby="heisst">
        <h2 id="heisst">{t("partners.exchange.title")}</h2>
        <Exchange t={t} />
        <p>
          <a href="/stadtteile">{t("partners.known.link")}</a>
        </p>
      </section>
    </Page>
  );
};

/** Names of the partners that a partner is partner of, too. */
function tiedTo({ actor }: PartnerView, views: readonly PartnerView[], ties: readonly Tie[]): string[] {
  const others = ties.flatMap(({ one, other }) => (one === actor.id ? [other] : other === actor.id ? [one] : []));
  return views.flatMap((view) => (others.includes(view.actor.id) ? [view.actor.name] : []));
}

const Line = ({ frame, view, ties }: { frame: Frame; view: PartnerView; ties: readonly string[] }) => {
  const { t, locale } = frame;
  const { actor, state, since, notes } = view;
  const city = fieldOf(actor, "Stadt");
  const said = state === "partner" || state === "paused" || state === "requested" ? state : "followed";
  return (
    <li class="with-icon">
      <Icon name="haus-leer" />
      <div class="flow">
        <h3>
          <ActorLink actor={actor} frame={frame} />
          {city !== "" && <span class="soft">, {city}</span>}
        </h3>
        <p>
          <b>{t(`partners.public.${said}`)}</b>
          {since !== null && <span class="soft"> {t("partners.since", { month: formatMonth(locale, since) })}</span>}
          <br />
          {notes > 0 && (
            <>
              {notes === 1 ? t("partners.notes.one") : t("partners.notes", { count: notes })}{" "}
              <a href={`/projekte?stadtteil=${encodeURIComponent(actor.name)}`}>
                {t("partners.notes.link", { name: actor.name })}
              </a>
            </>
          )}
        </p>
        {ties.length > 0 && <p>{t("partners.ties", { names: ties.join(", ") })}</p>}
      </div>
    </li>
  );
};
