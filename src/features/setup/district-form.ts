import { type FormValues, typed } from "../../ui/forms/read-form.ts";
import type { District } from "../district/district.model.ts";

const IMPRINT = ["name", "representative", "address", "email", "phone", "responsible"] as const;

/** The district's part of a form, for `districtSchema`. */
export function readDistrictForm(form: FormValues) {
  return {
    name: typed(form, "district.name"),
    city: typed(form, "district.city"),
    about: typed(form, "district.about"),
    accent: typed(form, "district.accent"),
    imprint: Object.fromEntries(IMPRINT.map((name) => [name, typed(form, `district.imprint.${name}`)])),
  };
}

/** The district as it stands, in the fields of the form. */
export function districtForm(district: District): FormValues {
  const imprint = IMPRINT.map((name): [string, string[]] => [
    `district.imprint.${name}`,
    [district.imprint?.[name] ?? ""],
  ]);
  return {
    "district.name": [district.name],
    "district.city": [district.city],
    "district.about": [district.about],
    "district.accent": [district.accent],
    ...Object.fromEntries(imprint),
  };
}
