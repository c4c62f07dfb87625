import { escapeHtml } from "../../platform/html.ts";
import { translator } from "../../ui/i18n/i18n.ts";
import type { ProfileField, Sector } from "../actors/actors.model.ts";

/** What an organisation is, besides its sector. */
export const ORGANISATION_KINDS = [
  "association",
  "initiative",
  "authority",
  "institution",
  "congregation",
  "company",
  "foundation",
  "other",
] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

/** People who may write for one organisation, invited ones included. */
export const MOST_EDITORS = 30;
/** Organisations that a member may found in 24 hours: each gets keys of its own. */
export const DAILY_ORGANISATIONS = 5;

/** What an organisation says about itself. */
export interface OrganisationDetails {
  readonly sector: Sector;
  readonly kind: OrganisationKind;
  readonly address: string | null;
  /** http(s). */
  readonly website: string | null;
  readonly openForCooperation: boolean;
}

/** The same for peers, which know profile fields only: in German, the language of the district (wire §2.1). */
export function profileFieldsOf(details: OrganisationDetails): ProfileField[] {
  const t = translator("de");
  const { sector, kind, address, website, openForCooperation } = details;
  const link = website && escapeHtml(website);
  return [
    { name: "Sektor", value: t(`terms.sector.${sector}`) },
    { name: "Art", value: t(`organisations.kind.${kind}`) },
    ...(address ? [{ name: "Adresse", value: escapeHtml(address) }] : []),
    ...(link
      ? [{ name: "Website", value: `<a href="${link}" rel="me nofollow noopener noreferrer">${link}</a>` }]
      : []),
    ...(openForCooperation ? [{ name: "Zusammenarbeit", value: t("organisations.open") }] : []),
  ];
}
