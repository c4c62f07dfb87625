import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { AdminPage, FederationState } from "../../../ui/parts/admin-page.tsx";
import { DescriptionList } from "../../../ui/parts/description-list.tsx";
import { type DistrictCard, LONGEST_WORDS } from "../partners.model.ts";
import type { PartnerView } from "../partners.queries.ts";
import { Exchange } from "./exchange.tsx";

export const HOME = "/verwaltung/partner";

interface FormProps {
  readonly frame: Frame;
  readonly values: FormValues;
  readonly errors: FormErrors;
}

type OverviewProps = FormProps & { readonly views: readonly PartnerView[]; readonly hasImprint: boolean };

/** `/verwaltung/partner`: ask somebody, answer whoever asks, and everybody that we have to do with. */
export const PartnersOverview = ({ frame, views, hasImprint, values, errors }: OverviewProps) => {
  const { t } = frame;
  const waiting = views.filter(({ wants }) => wants !== null);
  const others = views.filter(({ wants }) => wants === null);
  return (
    <AdminPage frame={frame} title="partners.admin.title">
      <ErrorSummary t={t} errors={errors.entries} />
      <FederationState frame={frame} hasImprint={hasImprint} />
      {waiting.length > 0 && (
        <section class="section flow">
          <h2>{t("partners.admin.waiting")}</h2>
          <ul class="lines">
            {waiting.map(({ actor, wants }) => (
              <li>
                <p>
                  <b>
                    <bdi>{actor.name}</bdi>
                  </b>{" "}
                  <span class="soft address">
                    @{actor.handle}@{actor.host}
                  </span>
                  <br />
                  {t(`partners.admin.wants.${wants ?? "reading"}`)}
                </p>
                <p>
                  <a href={`${HOME}/${actor.id}`}>{t("partners.admin.answer", { name: actor.name })}</a>
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="section flow">
        <h2>{t("partners.admin.ask")}</h2>
        <form class="form" method="get" action={`${HOME}/neu`} novalidate>
          <TextField
            t={t}
            name="adresse"
            label={t("partners.admin.address")}
            hint={t("partners.admin.address.hint")}
            value={typed(values, "adresse")}
            error={errors.of("adresse")}
            autocapitalize="none"
            autocomplete="off"
            spellcheck={false}
            inputmode="url"
            required
          />
          <div>
            <Button>{t("partners.admin.look")}</Button>
          </div>
        </form>
      </section>
      <section class="section flow">
        <h2>{t("partners.admin.all")}</h2>
        {others.length === 0 && <p>{t("partners.admin.all.none")}</p>}
        <ul class="lines">
          {others.map(({ actor, state, read, notes }) => (
            <li>
              <p>
                <a href={`${HOME}/${actor.id}`}>
                  <bdi>{actor.name}</bdi>
                </a>{" "}
                <span class="soft address">
                  @{actor.handle}@{actor.host}
                </span>
                <br />
                <b>{t(`partners.state.${state}`)}</b>
                {read?.total != null && (
                  <>
                    <br />
                    {t("partners.history.progress", { here: notes, total: read.total })}
                  </>
                )}
              </p>
            </li>
          ))}
        </ul>
      </section>
    </AdminPage>
  );
};

type AskProps = FormProps & {
  readonly card: DistrictCard;
  /** How it stands already, if we have to do with it. */
  readonly view: PartnerView | null;
};

/** `/verwaltung/partner/neu`: who is at an address and what would be exchanged, before anybody is asked. */
export const AskPage = ({ frame, card, view, values, errors }: AskProps) => {
  const { t } = frame;
  const { name } = card.actor;
  const isKnown = view !== null && (view.state !== "known" || view.wants !== null);
  return (
    <AdminPage frame={frame} title="partners.admin.ask" above={{ href: HOME, title: "partners.admin.title" }}>
      <ErrorSummary t={t} errors={errors.entries} />
      <Card frame={frame} card={card} />
      <section class="section flow">
        <h2>{t("partners.exchange.title")}</h2>
        <Exchange t={t} />
      </section>
      {isKnown && (
        <p>
          {t("partners.ask.known", { name })} {t(`partners.state.${view.state}`)}.{" "}
          <a href={`${HOME}/${card.actor.id}`}>{t("partners.ask.see")}</a>
        </p>
      )}
      {(!isKnown || view.state === "followed") && (
        <section class="section flow">
          <h2>{t("partners.ask.title", { name })}</h2>
          <form class="form" method="post" action={`${HOME}/neu`} novalidate>
            <input type="hidden" name="wen" value={card.actor.id} />
            <Words frame={frame} label={t("partners.ask.words")} values={values} errors={errors} />
            <div>
              <Button>{t("partners.ask.submit")}</Button>
            </div>
          </form>
        </section>
      )}
    </AdminPage>
  );
};

/** Words that go with a request or an answer. */
export const Words = ({ frame: { t }, label, values, errors }: FormProps & { readonly label: string }) => (
  <TextArea
    t={t}
    name="worte"
    label={label}
    hint={t("partners.ask.words.hint")}
    value={typed(values, "worte")}
    error={errors.of("worte")}
    rows={3}
    maxlength={LONGEST_WORDS}
    optionalLabel
  />
);

/** Who a district is, as its server says. */
export const Card = ({ frame: { t }, card }: { frame: Frame; card: DistrictCard }) => {
  const { actor, city, software, notes } = card;
  const unknown = <span class="soft">{t("partners.card.unknown")}</span>;
  return (
    <section class="section flow">
      <h2>{t("partners.card.who")}</h2>
      <DescriptionList
        items={[
          { term: t("partners.card.name"), value: <bdi>{actor.name}</bdi> },
          { term: t("partners.card.city"), value: city === "" ? unknown : <bdi>{city}</bdi> },
          { term: t("partners.card.handle"), value: `@${actor.handle}@${actor.host}`, className: "address" },
          { term: t("partners.card.software"), value: software === null ? unknown : <bdi>{software}</bdi> },
          { term: t("partners.card.notes"), value: notes === null ? unknown : notes },
        ]}
      />
    </section>
  );
};
