import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { asPlaces, type Places, placesFor } from "../../platform/prepared.ts";

/** What makes an activity have its effect once: a row with a unique key. Times are ISO 8601. */
export interface Claim {
  readonly actorUri: string;
  /** The activity's id, or what it is known by. */
  readonly activityUri: string;
  readonly claimedAt: string;
  /** Claimed before this, it can be claimed again; null: never. */
  readonly againBefore: string | null;
}

const claiming = (claim: Places<Claim>, onlyIf: SQL): SQL => sql`
  insert into received_activities as known (actor_uri, activity_uri, received_at)
  select ${claim.actorUri}::text, ${claim.activityUri}::text, ${claim.claimedAt}::timestamptz where ${onlyIf}
  on conflict (actor_uri, activity_uri) do update set received_at = excluded.received_at
  where known.received_at < ${claim.againBefore}::timestamptz
  returning 1`;

const PLACES = placesFor<Claim>("actorUri", "activityUri", "claimedAt", "againBefore");

/**
 * Claims an activity within the statement that does what it asks: the body of a `with` that gives a row to the first
 * copy and none to all others, nor to anybody while `onlyIf` is false. A copy that comes at the same moment waits until
 * the first is committed. For `prepared` statements whose values hold a Claim.
 */
export const claimFor = (onlyIf: SQL = sql`true`): SQL => claiming(PLACES, onlyIf);

/**
 * Claims an activity for the transaction of `ctx`: must be its first statement.
 * @returns false for a copy
 */
export async function claimActivity(ctx: Ctx, claim: Claim): Promise<boolean> {
  const rows = await ctx.db.execute(claiming(asPlaces(claim), sql`true`));
  return rows.length > 0;
}
