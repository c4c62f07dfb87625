import { unknownFields } from "../../platform/validation.ts";
import { type FormValues, typed } from "../../ui/forms/read-form.ts";
import { proposeHandle } from "../actors/actors.model.ts";
import type { Organisation } from "./organisations.queries.ts";
import type { NewOrganisationInput, OrganisationInput } from "./organisations.schemas.ts";

const KNOWN = new Set(["name", "handle", "about", "sector", "kind", "address", "website", "openForCooperation"]);

/** What the form asks to be written. What is no choice is for the schema to refuse. */
export function readOrganisationForm(form: FormValues): OrganisationInput {
  const unknown = Object.keys(form).filter((name) => !KNOWN.has(name));
  if (unknown.length > 0) throw unknownFields(unknown);
  return {
    name: typed(form, "name"),
    about: typed(form, "about"),
    sector: typed(form, "sector") as OrganisationInput["sector"],
    kind: typed(form, "kind") as OrganisationInput["kind"],
    address: typed(form, "address"),
    website: typed(form, "website"),
    openForCooperation: typed(form, "openForCooperation") !== "",
  };
}

/** The same for a new one; without a handle one is made of the name. */
export function readNewOrganisationForm(form: FormValues): NewOrganisationInput {
  const handle = typed(form, "handle").trim();
  return { ...readOrganisationForm(form), handle: handle === "" ? proposeHandle(typed(form, "name")) : handle };
}

/** An organisation as it stands, in the fields of the form. */
export const organisationForm = ({ actor, details }: Organisation): FormValues => ({
  name: [actor.name],
  about: [details.about],
  sector: [actor.sector ?? ""],
  kind: [details.kind],
  address: [details.address ?? ""],
  website: [details.website ?? ""],
  openForCooperation: details.openForCooperation ? ["ja"] : [],
});
