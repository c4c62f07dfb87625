import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { CheckboxGroup, RadioGroup } from "../../../ui/forms/choices.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed, typedAll } from "../../../ui/forms/read-form.ts";
import { TextField } from "../../../ui/forms/text-field.tsx";
import type { MessageKey } from "../../../ui/i18n/i18n.ts";
import { AdminPage } from "../../../ui/parts/admin-page.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import type { FederationMode } from "../../district/district.model.ts";
import type { RuleInForce } from "../peers.queries.ts";
import { LEVELS } from "../peers.schemas.ts";
import { PURGE_AFTER_MS } from "../peers.usecases.ts";
import { ruleInWords } from "./rule-words.ts";

const SERVERS = "/verwaltung/verbindungen/server";

export interface ServersPageProps {
  readonly frame: Frame;
  readonly done: MessageKey | undefined;
  readonly mode: FederationMode;
  readonly rules: readonly RuleInForce[];
  /** Name to go on from; undefined when the list ends here. */
  readonly ruledAfter: string | undefined;
  readonly trusted: readonly string[];
  readonly trustedAfter: string | undefined;
  /** The server whose rule is in the form. */
  readonly edited: string | undefined;
  readonly values: FormValues;
  readonly errors: FormErrors;
}

/** Blocked and listed servers, and the forms that change them. */
export const ServersPage = (props: ServersPageProps) => (
  <AdminPage
    frame={props.frame}
    title="peers.servers.title"
    done={props.done}
    above={{ href: "/verwaltung/verbindungen", title: "admin.connections.title" }}
  >
    <ErrorSummary t={props.frame.t} errors={props.errors.entries} />
    <Rules {...props} />
    <RuleForm {...props} />
    <Trusted {...props} />
  </AdminPage>
);

/** One button that concerns one server. */
const Act = ({ action, name, host, label }: { action: string; name: string; host: string; label: string }) => (
  <form method="post" action={`${SERVERS}/${action}`}>
    <input type="hidden" name={name} value={host} />
    <Button look="secondary">{label}</Button>
  </form>
);

const Rules = ({ frame: { t, locale }, rules, ruledAfter }: ServersPageProps) => (
  <section class="section flow">
    <h2>{t("peers.ruled.title")}</h2>
    {rules.length === 0 && <p>{t("peers.ruled.none")}</p>}
    <ul class="plain flow">
      {rules.map((rule) => (
        <li class="flow">
          <p>
            <b class="address">{rule.host}</b>
            <br />
            {ruleInWords(t, rule)}
            {rule.blockedAt && (
              <>
                <br />
                {t("peers.ruled.purge", {
                  day: formatDay(locale, new Date(rule.blockedAt.getTime() + PURGE_AFTER_MS)),
                })}
              </>
            )}
            {rule.publicReason !== "" && (
              <>
                <br />
                {t("peers.ruled.public", { reason: rule.publicReason })}
              </>
            )}
            {rule.privateReason !== "" && (
              <>
                <br />
                {t("peers.ruled.private", { reason: rule.privateReason })}
              </>
            )}
          </p>
          <div class="row">
            <a href={`${SERVERS}?host=${encodeURIComponent(rule.host)}#regel`}>
              {t("peers.ruled.change", { host: rule.host })}
            </a>
            <Act action="entsperren" name="host" host={rule.host} label={t("peers.ruled.lift", { host: rule.host })} />
          </div>
        </li>
      ))}
    </ul>
    <Pagination
      t={t}
      next={
        ruledAfter === undefined
          ? undefined
          : { href: `${SERVERS}?nach=${encodeURIComponent(ruledAfter)}`, label: t("peers.more") }
      }
    />
  </section>
);

const RuleForm = ({ frame: { t }, edited, values, errors }: ServersPageProps) => (
  <section class="section flow">
    <h2 id="regel">{edited === undefined ? t("peers.rule.title") : t("peers.rule.title.edit", { host: edited })}</h2>
    <form class="form" method="post" action={`${SERVERS}/sperren`} novalidate>
      <TextField
        t={t}
        name="host"
        label={t("peers.rule.host")}
        hint={t("peers.rule.host.hint")}
        value={typed(values, "host")}
        error={errors.of("host")}
        autocapitalize="none"
        spellcheck={false}
        autocomplete="off"
        required
      />
      <RadioGroup
        t={t}
        name="stufe"
        label={t("peers.rule.level")}
        value={typed(values, "stufe")}
        error={errors.of("stufe")}
        options={LEVELS.map((level) => ({
          value: level,
          label: t(`peers.level.${level}`),
          hint: t(`peers.level.${level}.hint`),
        }))}
        required
      />
      <CheckboxGroup
        t={t}
        name="auch"
        label={t("peers.rule.also")}
        values={typedAll(values, "auch")}
        optionalLabel
        options={(["medien", "meldungen", "verdeckt"] as const).map((what) => ({
          value: what,
          label: t(`peers.also.${what}`),
        }))}
      />
      <TextField
        t={t}
        name="oeffentlich"
        label={t("peers.rule.public")}
        hint={t("peers.rule.public.hint")}
        value={typed(values, "oeffentlich")}
        error={errors.of("oeffentlich")}
        maxlength={500}
        optionalLabel
      />
      <TextField
        t={t}
        name="intern"
        label={t("peers.rule.private")}
        hint={t("peers.rule.private.hint")}
        value={typed(values, "intern")}
        error={errors.of("intern")}
        maxlength={500}
        optionalLabel
      />
      <div>
        <Button>{t("peers.rule.submit")}</Button>
      </div>
    </form>
  </section>
);

const Trusted = ({ frame: { t }, mode, trusted, trustedAfter, values, errors }: ServersPageProps) => (
  <section class="section flow">
    <h2>{t("peers.trusted.title")}</h2>
    <p>{t(mode === "allowList" ? "peers.trusted.lead.on" : "peers.trusted.lead.off")}</p>
    {trusted.length === 0 && <p>{t("peers.trusted.none")}</p>}
    <ul class="plain flow">
      {trusted.map((host) => (
        <li class="row">
          <b class="address">{host}</b>
          <Act action="streichen" name="name" host={host} label={t("peers.trusted.remove", { host })} />
        </li>
      ))}
    </ul>
    <Pagination
      t={t}
      next={
        trustedAfter === undefined
          ? undefined
          : { href: `${SERVERS}?liste-nach=${encodeURIComponent(trustedAfter)}`, label: t("peers.more") }
      }
    />
    <form class="form" method="post" action={`${SERVERS}/aufnehmen`} novalidate>
      <TextField
        t={t}
        name="name"
        label={t("peers.trusted.host")}
        hint={t("peers.trusted.host.hint")}
        value={typed(values, "name")}
        error={errors.of("name")}
        autocapitalize="none"
        spellcheck={false}
        autocomplete="off"
        required
      />
      <div>
        <Button look="secondary">{t("peers.trusted.submit")}</Button>
      </div>
    </form>
  </section>
);
