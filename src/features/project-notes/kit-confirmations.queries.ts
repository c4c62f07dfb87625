import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { isBlockedHost } from "../actors/blocked-hosts.queries.ts";
import { CONFIRMATION_KEPT_MS, type NoteConfirmation } from "./transfer-kit.model.ts";

/**
 * Whether a row of `kit_confirmations` stands: given here, or fetched within a week; and neither whoever gave it nor their
 * district was suspended, is gone or lies on a blocked host.
 */
const stands = (now: Date): SQL => {
  const since = new Date(now.getTime() - CONFIRMATION_KEPT_MS).toISOString();
  return sql`kit_confirmations.state = 'confirmed'
    and (kit_confirmations.document is not null or kit_confirmations.checked_at >= ${since}::timestamptz)
    and not exists (
      select from actors giver where giver.uri in (kit_confirmations.confirmer_uri, kit_confirmations.district_uri)
        and (giver.suspended_at is not null or giver.deleted_at is not null or ${isBlockedHost(sql`giver.host`)}))`;
};

/** Whether another district's word for the kit as it is now stands. For selects of `posts` with `project_notes`. */
export const standingConfirmation = (now: Date): SQL<boolean> =>
  sql<boolean>`exists (select from kit_confirmations
    where kit_confirmations.post_id = project_notes.post_id and kit_confirmations.kit_digest = project_notes.kit_digest
      and ${stands(now)})`;

/** A confirmation that stands, as a page shows it. */
export interface StandingConfirmation extends NoteConfirmation {
  /** The district's name, or its host. */
  readonly district: string;
  /** Plain text, often empty. */
  readonly sentence: string;
}

/** The confirmation that says most for a kit: of its present version, else of an earlier one; the oldest of these. */
export async function bestConfirmation(ctx: Ctx, postId: Id): Promise<StandingConfirmation | null> {
  const [row] = await ctx.db.execute<{
    stamp: string;
    current: boolean;
    uri: string;
    name: string;
    sentence: string;
  }>(sql`
    select stamp_uri as stamp, kit_confirmations.kit_digest = project_notes.kit_digest as current,
      coalesce(kit_confirmations.district_uri, stamp_uri) as uri, coalesce(district.name, '') as name, sentence
    from kit_confirmations
    join project_notes on project_notes.post_id = kit_confirmations.post_id
    left join actors district on district.uri = kit_confirmations.district_uri
    where kit_confirmations.post_id = ${postId} and ${stands(ctx.now())}
    order by current desc, kit_confirmations.id
    limit 1`);
  if (!row) return null;
  const { stamp: stampUri, current: isCurrent, name, uri, sentence } = row;
  return { stampUri, isCurrent, district: name || new URL(uri).host, sentence };
}
