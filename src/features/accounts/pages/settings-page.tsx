import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { Sessions, Tokens } from "./settings-access.tsx";
import { LanguageForm, PasswordForm, ProfileForm } from "./settings-forms.tsx";
import type { SettingsPageProps } from "./settings-props.ts";

export const SettingsPage = (props: SettingsPageProps) => {
  const { frame, errors, saved, newToken } = props;
  const { t } = frame;
  return (
    <Page frame={frame} title={t("accounts.settings.title")} crumbs={[]} noindex>
      {saved !== undefined && (
        <Alert kind="success" role="status" title={t("accounts.settings.saved")}>
          <p>{t(saved)}</p>
        </Alert>
      )}
      {newToken !== undefined && (
        <Alert kind="success" role="status" title={t("accounts.tokens.made")}>
          <p>
            <code class="address">{newToken}</code>
          </p>
          <p>{t("accounts.tokens.made.once")}</p>
        </Alert>
      )}
      <ErrorSummary t={t} errors={errors.entries} />
      <ProfileForm {...props} />
      <LanguageForm {...props} />
      <PasswordForm {...props} />
      <Sessions {...props} />
      <Tokens {...props} />
    </Page>
  );
};
