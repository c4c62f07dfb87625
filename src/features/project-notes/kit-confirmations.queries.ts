import { type SQL, sql } from "drizzle-orm";
import { CONFIRMATION_KEPT_MS } from "./transfer-kit.model.ts";

/**
 * Whether the stamp that a note names stands: it was given here, or fetched within a week. For selects of `posts` with
 * `project_notes`.
 */
export const standingConfirmation = (now: Date): SQL<boolean> => {
  const since = new Date(now.getTime() - CONFIRMATION_KEPT_MS).toISOString();
  return sql<boolean>`exists (select from kit_confirmations
    where kit_confirmations.post_id = project_notes.post_id and kit_confirmations.stamp_uri = project_notes.confirmed_by
      and kit_confirmations.state = 'confirmed'
      and (kit_confirmations.document is not null or kit_confirmations.checked_at >= ${since}::timestamptz))`;
};
