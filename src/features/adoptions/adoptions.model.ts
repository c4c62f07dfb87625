import type { AdoptionState } from "../project-notes/adopted.model.ts";
import type { ProjectNoteFields, ProjectNoteRequest } from "../project-notes/project-notes.schemas.ts";
import { kitSeedOf } from "./adopted-kit.model.ts";

/** How a note answers who takes it over. */
export const ADOPTION_POLICIES = ["automatic", "manual", "closed"] as const;
export type AdoptionPolicy = (typeof ADOPTION_POLICIES)[number];

/** So long a stamp that was fetched counts as seen (wire §4.3.8). */
const STAMP_KEPT_MS = 7 * 24 * 60 * 60 * 1000;
/** So long an adopted note that cannot be read is asked for (wire §4.3.3). */
export const CHECKED_FOR_MS = 24 * 60 * 60 * 1000;

/** Whether a claim may be shown as confirmed: the stamp is ours, or was fetched within a week. */
export function isConfirmed(
  claim: { readonly state: string; readonly checkedAt: Date | null; readonly originGone: boolean } | null,
  now: Date,
): boolean {
  if (claim?.state !== "confirmed" || claim.originGone || claim.checkedAt === null) return false;
  return now.getTime() - claim.checkedAt.getTime() <= STAMP_KEPT_MS;
}

/**
 * What the short note of somebody who takes over begins with: what the origin says of aim and way, and its kit, to be
 * adapted. Costs and lessons are the origin's own experience and stay there, one link away.
 */
export function seedOf(origin: ProjectNoteFields): Partial<ProjectNoteRequest> {
  const { title, summary, goal, targetGroups, measures, topics, sectors, language, licence } = origin;
  const given = { title, summary, goal, targetGroups, measures, topics, sectors, language, licence };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ""));
  return { ...known, ...kitSeedOf(origin) };
}

/** The one lesson that the family tree shows of a note: what was learnt, or why it was stopped. */
export function lessonOf(
  { lessons }: Pick<ProjectNoteFields, "lessons">,
  adoption: { readonly state: AdoptionState; readonly reason: string | null } | null,
): string | null {
  if (adoption?.state === "stopped" && adoption.reason !== null) return adoption.reason;
  return lessons?.worked?.[0] ?? lessons?.didNotWork?.[0] ?? lessons?.wouldChange?.[0] ?? null;
}
