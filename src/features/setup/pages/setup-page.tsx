import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import type { FormValues } from "../../../ui/forms/read-form.ts";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { DistrictFields, ImprintFields, Line, type SectionProps } from "./district-fields.tsx";

interface SetupPageProps {
  readonly frame: Frame;
  /** Secret of the one-time link. */
  readonly setupKey: string;
  readonly values: FormValues;
  readonly errors: FormErrors;
}

/** The wizard: one page, three sections, and a first admin at its end. */
export const SetupPage = ({ frame, setupKey, values, errors }: SetupPageProps) => {
  const { t } = frame;
  const section = { t, values, errors };
  return (
    <Page frame={frame} title={t("setup.title")} lead={t("setup.lead")} noindex>
      <ErrorSummary t={t} errors={errors.entries} />
      <form class="form" method="post" action="/einrichten" novalidate>
        <input type="hidden" name="schluessel" value={setupKey} />
        <section class="form">
          <h2>{t("setup.district.title")}</h2>
          <DistrictFields {...section}>
            <HandleField {...section} />
          </DistrictFields>
        </section>
        <section class="form">
          <h2>{t("setup.imprint.title")}</h2>
          <ImprintFields {...section} />
        </section>
        <AdminSection {...section} />
        <div>
          <Button>{t("setup.submit")}</Button>
        </div>
      </form>
    </Page>
  );
};

const HandleField = (section: SectionProps) => (
  <Line
    section={section}
    name="district.handle"
    label={section.t("setup.district.handle")}
    hint={section.t("setup.district.handle.hint")}
    optionalLabel
    autocapitalize="none"
    spellcheck={false}
    maxlength={30}
  />
);

const AdminSection = (section: SectionProps) => {
  const { t } = section;
  return (
    <section class="form">
      <h2>{t("setup.admin.title")}</h2>
      <p>{t("setup.admin.why")}</p>
      <Line section={section} name="admin.name" label={t("setup.admin.name")} autocomplete="name" required />
      <Line
        section={section}
        name="admin.handle"
        label={t("setup.admin.handle")}
        hint={t("setup.admin.handle.hint")}
        optionalLabel
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        maxlength={30}
      />
      <Line
        section={section}
        name="admin.email"
        label={t("setup.admin.email")}
        type="email"
        autocomplete="email"
        required
      />
      <Line
        section={section}
        name="admin.password"
        label={t("setup.admin.password")}
        hint={t(section.errors.entries.length === 0 ? "accounts.password.hint" : "accounts.password.again")}
        type="password"
        autocomplete="new-password"
        required
      />
    </section>
  );
};

/** Stands there for everybody who comes without the link, until the district is set up. */
export const NotSetUpPage = ({ frame }: { frame: Frame }) => (
  <Page frame={frame} title={frame.t("setup.waiting.title")} noindex>
    <Alert kind="info" title={frame.t("setup.waiting.what")}>
      <p>{frame.t("setup.waiting.how")}</p>
    </Alert>
  </Page>
);
