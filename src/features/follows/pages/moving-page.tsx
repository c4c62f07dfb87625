import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import type { MessageKey } from "../../../ui/i18n/i18n.ts";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import type { Actor } from "../../actors/actors.queries.ts";

interface MovingPageProps {
  readonly frame: Frame;
  readonly actor: Actor;
  readonly values: FormValues;
  readonly errors: FormErrors;
  readonly done: MessageKey | undefined;
}

/** Followers can be brought here from another account, or taken to one. */
export const MovingPage = (props: MovingPageProps) => {
  const { frame, errors, done } = props;
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("follows.moving.title")}
      lead={t("follows.moving.lead")}
      crumbs={[{ href: "/einstellungen", label: t("accounts.settings.title") }]}
      noindex
    >
      {done !== undefined && <Alert kind="success" role="status" title={t(done)} />}
      <ErrorSummary t={t} errors={errors.entries} />
      <ComingHere {...props} />
      {props.actor.movedTo === null ? <GoingAway {...props} /> : <Gone {...props} />}
    </Page>
  );
};

const ComingHere = ({ frame: { t }, actor, values, errors }: MovingPageProps) => (
  <section class="section flow" aria-labelledby="her">
    <h2 id="her">{t("follows.moving.here")}</h2>
    <p>{t("follows.moving.here.text", { handle: `@${actor.handle}@${actor.host}` })}</p>
    <form class="form" method="post" action="/einstellungen/umziehen/namen" novalidate>
      <TextArea
        t={t}
        name="aliases"
        label={t("follows.moving.aliases")}
        hint={t("follows.moving.aliases.hint")}
        value={typed(values, "aliases")}
        error={errors.of("aliases")}
        rows={3}
        optionalLabel
      />
      <div>
        <Button look="secondary">{t("follows.moving.aliases.submit")}</Button>
      </div>
    </form>
  </section>
);

const GoingAway = ({ frame: { t, viewer }, values, errors }: MovingPageProps) => (
  <section class="section flow" aria-labelledby="weg">
    <h2 id="weg">{t("follows.moving.away")}</h2>
    <p>{t("follows.moving.away.text")}</p>
    <form class="form" method="post" action="/einstellungen/umziehen/weg" novalidate>
      <input type="hidden" name="username" autocomplete="username" value={viewer?.handle} />
      <TextField
        t={t}
        name="target"
        label={t("follows.moving.target")}
        hint={t("follows.moving.target.hint")}
        value={typed(values, "target")}
        error={errors.of("target")}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        required
      />
      <TextField
        t={t}
        name="current"
        type="password"
        label={t("accounts.password.current")}
        error={errors.of("current")}
        autocomplete="current-password"
        required
      />
      <div>
        <Button look="secondary">{t("follows.moving.away.submit")}</Button>
      </div>
    </form>
  </section>
);

const Gone = ({ frame: { t, locale }, actor }: MovingPageProps) => (
  <section class="section flow" aria-labelledby="weg">
    <h2 id="weg">{t("follows.moving.away")}</h2>
    <p>
      {t("follows.moving.moved", { day: formatDay(locale, actor.movedAt ?? actor.updatedAt) })}{" "}
      <span class="address">{actor.movedTo}</span>
    </p>
    <p>{t("follows.moving.back.text")}</p>
    <form method="post" action="/einstellungen/umziehen/zurueck">
      <Button look="secondary">{t("follows.moving.back")}</Button>
    </form>
  </section>
);
