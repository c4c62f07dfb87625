import { htmlToParagraphs, htmlToText } from "../../platform/html.ts";
import { unknownFields } from "../../platform/validation.ts";
import { type FormValues, typed } from "../../ui/forms/read-form.ts";
import type { ProfileInput } from "../actors/actors.model.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { MAX_PROFILE_FIELDS } from "./accounts.model.ts";

const rows = Array.from({ length: MAX_PROFILE_FIELDS }, (_, index) => ({
  name: `fields.${index}.name`,
  value: `fields.${index}.value`,
}));
const KNOWN = new Set([
  "name",
  "summary",
  "approveFollowers",
  "discoverable",
  "attributionDomains",
  "automated",
  ...rows.flatMap(({ name, value }) => [name, value]),
]);

/**
 * What the profile form asks to change.
 * @throws AppError `errors.input` for every field that is not in the form (T188)
 */
export function readProfileForm(form: FormValues): ProfileInput {
  const unknown = Object.keys(form).filter((name) => !KNOWN.has(name));
  if (unknown.length > 0) throw unknownFields(unknown);
  const listed = typed(form, "discoverable") !== "";
  return {
    name: typed(form, "name"),
    summary: typed(form, "summary"),
    fields: rows.map(({ name, value }) => ({ name: typed(form, name), value: typed(form, value) })),
    approveFollowers: typed(form, "approveFollowers") !== "",
    discoverable: listed,
    indexable: listed,
    attributionDomains:
      form.attributionDomains === undefined ? undefined : typed(form, "attributionDomains").split(/[\s,]+/),
    automated: typed(form, "automated") !== "",
  };
}

/** The profile as it stands, in the fields of the form. */
export function profileForm(actor: Actor): FormValues {
  const fields = rows.flatMap(({ name, value }, index): [string, string[]][] => {
    const field = actor.fields[index];
    return field
      ? [
          [name, [field.name]],
          [value, [htmlToText(field.value)]],
        ]
      : [];
  });
  return {
    ...Object.fromEntries(fields),
    name: [actor.name],
    summary: [htmlToParagraphs(actor.summary)],
    approveFollowers: actor.manuallyApprovesFollowers ? ["ja"] : [],
    discoverable: actor.discoverable ? ["ja"] : [],
    attributionDomains: [actor.attributionDomains.join("\n")],
    automated: actor.type === "Service" ? ["ja"] : [],
  };
}
