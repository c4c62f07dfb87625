import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { TextField, type TextFieldProps } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";

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
        <DistrictSection {...section} />
        <ImprintSection {...section} />
        <AdminSection {...section} />
        <div>
          <Button>{t("setup.submit")}</Button>
        </div>
      </form>
    </Page>
  );
};

type SectionProps = Pick<SetupPageProps, "values" | "errors"> & Pick<Frame, "t">;

/** A field whose name is the path in the input, so that its error finds it. */
const Line = ({ section, ...field }: Omit<TextFieldProps, "t" | "value"> & { section: SectionProps }) => (
  <TextField
    t={section.t}
    value={field.type === "password" ? undefined : typed(section.values, field.name)}
    error={section.errors.of(field.name)}
    {...field}
  />
);

const DistrictSection = (section: SectionProps) => {
  const { t, values, errors } = section;
  return (
    <section class="form">
      <h2>{t("setup.district.title")}</h2>
      <Line
        section={section}
        name="district.name"
        label={t("setup.district.name")}
        hint={t("setup.district.name.hint")}
        required
      />
      <Line
        section={section}
        name="district.handle"
        label={t("setup.district.handle")}
        hint={t("setup.district.handle.hint")}
        optionalLabel
        autocapitalize="none"
        spellcheck={false}
        maxlength={30}
      />
      <Line
        section={section}
        name="district.city"
        label={t("setup.district.city")}
        autocomplete="address-level2"
        required
      />
      <TextArea
        t={t}
        name="district.about"
        label={t("setup.district.about")}
        hint={t("setup.district.about.hint")}
        value={typed(values, "district.about")}
        error={errors.of("district.about")}
        optionalLabel
      />
      <Line
        section={section}
        name="district.accent"
        label={t("setup.district.accent")}
        hint={t("setup.district.accent.hint")}
        type="color"
        required
      />
    </section>
  );
};

const ImprintSection = (section: SectionProps) => {
  const { t, values, errors } = section;
  return (
    <section class="form">
      <h2>{t("setup.imprint.title")}</h2>
      <p>{t("setup.imprint.why")}</p>
      <Line
        section={section}
        name="district.imprint.name"
        label={t("setup.imprint.name")}
        hint={t("setup.imprint.name.hint")}
        autocomplete="organization"
      />
      <Line
        section={section}
        name="district.imprint.representative"
        label={t("setup.imprint.representative")}
        optionalLabel
      />
      <TextArea
        t={t}
        name="district.imprint.address"
        label={t("setup.imprint.address")}
        hint={t("setup.imprint.address.hint")}
        value={typed(values, "district.imprint.address")}
        error={errors.of("district.imprint.address")}
        rows={3}
      />
      <Line
        section={section}
        name="district.imprint.email"
        label={t("setup.imprint.email")}
        type="email"
        autocomplete="email"
      />
      <Line
        section={section}
        name="district.imprint.phone"
        label={t("setup.imprint.phone")}
        type="tel"
        autocomplete="tel"
        optionalLabel
      />
      <Line
        section={section}
        name="district.imprint.responsible"
        label={t("setup.imprint.responsible")}
        hint={t("setup.imprint.responsible.hint")}
        optionalLabel
      />
    </section>
  );
};

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
        hint={t("accounts.password.hint")}
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
