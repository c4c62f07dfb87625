import type { Child } from "hono/jsx";
import type { Frame } from "../../../ui/env.ts";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextArea, type TextAreaProps } from "../../../ui/forms/text-area.tsx";
import { TextField, type TextFieldProps } from "../../../ui/forms/text-field.tsx";

/** What the fields of one form share. A field's name is its path in the input, so that its error finds it. */
export interface SectionProps {
  readonly t: Frame["t"];
  readonly values: FormValues;
  readonly errors: FormErrors;
}

type Bound<Props> = Omit<Props, "t" | "value" | "error"> & { readonly section: SectionProps };

/** One line, filled with what was typed; passwords are never sent back. */
export const Line = ({ section, ...field }: Bound<TextFieldProps>) => (
  <TextField
    t={section.t}
    value={field.type === "password" ? undefined : typed(section.values, field.name)}
    error={section.errors.of(field.name)}
    {...field}
  />
);

const Area = ({ section, ...field }: Bound<TextAreaProps>) => (
  <TextArea t={section.t} value={typed(section.values, field.name)} error={section.errors.of(field.name)} {...field} />
);

/** Name, city, text and colour; what is put inside stands below the name. */
export const DistrictFields = ({ children, ...section }: SectionProps & { readonly children?: Child }) => {
  const { t } = section;
  return (
    <>
      <Line
        section={section}
        name="district.name"
        label={t("setup.district.name")}
        hint={t("setup.district.name.hint")}
        maxlength={100}
        required
      />
      {children}
      <Line
        section={section}
        name="district.city"
        label={t("setup.district.city")}
        autocomplete="address-level2"
        maxlength={100}
        required
      />
      <Area
        section={section}
        name="district.about"
        label={t("setup.district.about")}
        hint={t("setup.district.about.hint")}
        maxlength={1000}
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
    </>
  );
};

/** Who answers for the instance. */
export const ImprintFields = (section: SectionProps) => {
  const { t } = section;
  return (
    <>
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
      <Area
        section={section}
        name="district.imprint.address"
        label={t("setup.imprint.address")}
        hint={t("setup.imprint.address.hint")}
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
    </>
  );
};
