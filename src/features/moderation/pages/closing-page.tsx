import type { Viewer } from "../../../platform/viewer.ts";
import type { Frame } from "../../../ui/env.ts";
import { formatList } from "../../../ui/format.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";

interface ClosingPageProps {
  readonly frame: Frame;
  readonly viewer: Viewer;
  /** Names of organisations that nobody else writes for. */
  readonly organisations: readonly string[];
  readonly errors: FormErrors;
}

/** Says what is lost when an account is closed, and asks for the password. */
export const ClosingPage = ({ frame, viewer, organisations, errors }: ClosingPageProps) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("moderation.closing.title")}
      crumbs={[{ href: "/einstellungen", label: t("accounts.settings.title") }]}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      <Alert kind="warning" title={t("moderation.closing.warning")}>
        <ul class="bullets">
          {(["posts", "others", "name", "elsewhere"] as const).map((part) => (
            <li>{t(`moderation.closing.${part}`, { handle: `@${viewer.handle}` })}</li>
          ))}
          {organisations.length > 0 && (
            <li>{t("moderation.closing.organisations", { names: formatList(frame.locale, organisations) })}</li>
          )}
        </ul>
        <p>
          <a href="/einstellungen/umziehen">{t("moderation.closing.move")}</a>
        </p>
      </Alert>
      <form class="form" method="post" action="/einstellungen/konto-schliessen" novalidate>
        <input type="hidden" name="username" autocomplete="username" value={viewer.handle} />
        <TextField
          t={t}
          name="current"
          type="password"
          label={t("accounts.password.current")}
          error={errors.of("current")}
          autocomplete="current-password"
          required
        />
        <p class="row">
          <Button>{t("moderation.closing.submit", { handle: `@${viewer.handle}` })}</Button>
          <LinkButton look="tertiary" href="/einstellungen">
            {t("common.cancel")}
          </LinkButton>
        </p>
      </form>
    </Page>
  );
};
