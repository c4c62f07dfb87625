import { formatMoment } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { CheckboxGroup } from "../../../ui/forms/choices.tsx";
import { typed, typedAll } from "../../../ui/forms/read-form.ts";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { SCOPES } from "../accounts.model.ts";
import type { TokenRow } from "../accounts.queries.ts";
import { broadest } from "../scopes.model.ts";
import type { SettingsPageProps } from "./settings-props.ts";

/** The browsers that are logged in. */
export const Sessions = ({ frame, sessions, thisSession }: SettingsPageProps) => {
  const { t, locale } = frame;
  return (
    <section class="section flow" aria-labelledby="geraete">
      <h2 id="geraete">{t("accounts.sessions.title")}</h2>
      <ul class="bullets">
        {sessions.map(({ tokenHash, createdAt, lastSeenAt }) => (
          <li>
            {t("accounts.sessions.one", {
              since: formatMoment(locale, createdAt),
              last: formatMoment(locale, lastSeenAt),
            })}
            {tokenHash === thisSession && <b> ({t("accounts.sessions.this")})</b>}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <form method="post" action="/einstellungen/geraete">
          <Button look="secondary">{t("accounts.sessions.end")}</Button>
        </form>
      )}
    </section>
  );
};

/** Access tokens: those there are, and a form for a new one. */
export const Tokens = (props: SettingsPageProps) => {
  const { frame, tokens, values, errors } = props;
  const { t } = frame;
  return (
    <section class="section flow" aria-labelledby="zugriff">
      <h2 id="zugriff">{t("accounts.tokens.title")}</h2>
      <p>{t("accounts.tokens.lead")}</p>
      {tokens.length === 0 ? (
        <p>{t("accounts.tokens.none")}</p>
      ) : (
        <ul class="plain flow">
          {tokens.map((token) => (
            <Token frame={frame} token={token} />
          ))}
        </ul>
      )}
      <form class="form" method="post" action="/einstellungen/zugriff">
        <TextField
          t={t}
          name="tokenName"
          label={t("accounts.tokens.name")}
          value={typed(values, "tokenName")}
          error={errors.of("tokenName")}
          maxlength={60}
          required
        />
        <CheckboxGroup
          t={t}
          name="scopes"
          label={t("accounts.tokens.scopes")}
          values={typedAll(values, "scopes")}
          error={errors.of("scopes")}
          options={SCOPES.map((scope) => ({ value: scope, label: t(`accounts.tokens.scope.${scope}`) }))}
        />
        <div>
          <Button look="secondary">{t("accounts.tokens.submit")}</Button>
        </div>
      </form>
    </section>
  );
};

/** The scopes of a token, in words. */
const scopesInWords = (t: SettingsPageProps["frame"]["t"], scopes: string): string =>
  broadest(scopes.split(" "))
    .map((scope) => t(`oauth.scope.${scope}`))
    .join("; ");

const Token = ({ frame: { t, locale }, token }: Pick<SettingsPageProps, "frame"> & { token: TokenRow }) => (
  <li class="flow">
    <p>
      <b>{token.name}</b>
      {token.website !== null && (
        <>
          {" "}
          (
          <a href={token.website} rel="nofollow noopener noreferrer">
            {token.website}
          </a>
          )
        </>
      )}
      <br />
      {t("accounts.tokens.one", {
        scopes: scopesInWords(t, token.scopes),
        since: formatMoment(locale, token.createdAt),
      })}
      ,{" "}
      {token.lastUsedAt
        ? t("accounts.tokens.used", { last: formatMoment(locale, token.lastUsedAt) })
        : t("accounts.tokens.unused")}
    </p>
    <form method="post" action={`/einstellungen/zugriff/${token.id}/beenden`}>
      <Button look="tertiary">{t("accounts.tokens.revoke", { name: token.name })}</Button>
    </form>
  </li>
);
