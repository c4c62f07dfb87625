import type { Frame } from "../../../ui/env.ts";
import { formatMoment } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextField } from "../../../ui/forms/text-field.tsx";
import type { MessageKey } from "../../../ui/i18n/i18n.ts";
import { AdminPage, FederationState } from "../../../ui/parts/admin-page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { RELAY_LIMIT, relayAddress, thisWeek } from "../relays.model.ts";
import type { Relay } from "../relays.queries.ts";

export const RELAYS = "/verwaltung/verbindungen/relays";

interface RelaysPageProps {
  readonly frame: Frame;
  readonly now: Date;
  readonly done: MessageKey | undefined;
  readonly hasImprint: boolean;
  /** The mode lets them rest. */
  readonly areAtRest: boolean;
  readonly relays: readonly Relay[];
  readonly values: FormValues;
  readonly errors: FormErrors;
}

/** What relays are, the ones that we asked, and the form that asks one. */
export const RelaysPage = (props: RelaysPageProps) => {
  const { frame, areAtRest, errors } = props;
  const { t } = frame;
  return (
    <AdminPage
      frame={frame}
      title="relays.title"
      done={props.done}
      above={{ href: "/verwaltung/verbindungen", title: "admin.connections.title" }}
    >
      <ErrorSummary t={t} errors={errors.entries} />
      <FederationState frame={frame} hasImprint={props.hasImprint} />
      {areAtRest && (
        <Alert kind="info" title={t("relays.rest.title")}>
          <p>
            {t("relays.rest")} <a href="/verwaltung/verbindungen">{t("peers.mode.title")}</a>
          </p>
        </Alert>
      )}
      <Explained {...props} />
      <section class="section flow">
        <h2>{t("relays.list.title")}</h2>
        {props.relays.length === 0 && <p>{t("relays.list.none")}</p>}
        <ul class="lines">
          {props.relays.map((relay) => (
            <RelayLine {...props} relay={relay} />
          ))}
        </ul>
      </section>
      <AddForm {...props} />
    </AdminPage>
  );
};

const Explained = ({ frame: { t } }: RelaysPageProps) => (
  <section class="section flow">
    {(["what", "comes", "leaves"] as const).map((about) => (
      <>
        <h2 class="small-heading">{t(`relays.${about}.title`)}</h2>
        <p>{t(`relays.${about}`)}</p>
      </>
    ))}
    <p>
      {t("relays.partners")} <a href="/verwaltung/partner">{t("partners.admin.title")}</a>
    </p>
  </section>
);

function sharingOf({ sharesOwn, state }: Relay): MessageKey {
  if (!sharesOwn) return "relays.own.off";
  return state === "accepted" ? "relays.own.on" : "relays.own.soon";
}

const RelayLine = ({ frame: { t, locale }, now, relay }: RelaysPageProps & { readonly relay: Relay }) => {
  const { host, state, lastReceivedAt } = relay;
  const week = thisWeek(relay, now);
  return (
    <li class="flow">
      <h3 class="small-heading address">{host}</h3>
      <p>
        <span class="address">{relayAddress(relay)}</span>
        <br />
        {t(`relays.state.${state}`, { at: formatMoment(locale, relay.answeredAt ?? relay.askedAt) })}
        <br />
        {t(`relays.dialect.${relay.dialect}`)}
      </p>
      {state === "accepted" && (
        <p>
          {lastReceivedAt === null
            ? t("relays.last.never")
            : t("relays.last", { at: formatMoment(locale, lastReceivedAt) })}{" "}
          {t("relays.week", { received: week.received, kept: week.kept })}
          {week.dropped > 0 && (
            <>
              {" "}
              <b>{t("relays.week.dropped", { dropped: week.dropped, limit: RELAY_LIMIT.points })}</b>
            </>
          )}
        </p>
      )}
      {state !== "refused" && <p>{t(sharingOf(relay))}</p>}
      <div class="row">
        {state !== "refused" && (
          <form method="post" action={`${RELAYS}/${relay.id}/eigene`}>
            <input type="hidden" name="eigene" value={relay.sharesOwn ? "nein" : "ja"} />
            <Button look="secondary">{t(relay.sharesOwn ? "relays.own.stop" : "relays.own.start", { host })}</Button>
          </form>
        )}
        <a href={`${RELAYS}/${relay.id}/abbestellen`}>{t("relays.leave", { host })}</a>
      </div>
    </li>
  );
};

const AddForm = ({ frame: { t }, values, errors }: RelaysPageProps) => (
  <section class="section flow">
    <h2>{t("relays.add.title")}</h2>
    <form class="form" method="post" action={`${RELAYS}/neu`} novalidate>
      <TextField
        t={t}
        name="adresse"
        type="url"
        label={t("relays.add.address")}
        hint={t("relays.add.address.hint")}
        value={typed(values, "adresse")}
        error={errors.of("adresse")}
        autocapitalize="none"
        spellcheck={false}
        autocomplete="off"
        required
      />
      <div>
        <Button>{t("relays.add.submit")}</Button>
      </div>
    </form>
  </section>
);
