import { eq, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { isAtOrBelow } from "../../platform/host-match.ts";
import type { Id } from "../../platform/ids.ts";
import { weekOf } from "./relays.model.ts";
import type { Relay } from "./relays.queries.ts";
import { relays } from "./relays.table.ts";

/** Writes down what a relay answered, and who speaks for it. */
export async function noteRelayAnswer(
  ctx: Ctx,
  relayId: Id,
  answer: { readonly state: Relay["state"]; readonly actorUri: string },
): Promise<void> {
  await ctx.db
    .update(relays)
    .set({ ...answer, answeredAt: ctx.now() })
    .where(eq(relays.id, relayId));
}

/** Counts one thing that an accepted relay pointed us to. A new week begins with it at one. */
export async function countFromRelay(ctx: Ctx, relayId: Id, what: "received" | "kept" | "dropped"): Promise<void> {
  const week = weekOf(ctx.now());
  const counted = (column: "received" | "kept" | "dropped") => {
    const one = column === "received" || column === what ? 1 : 0;
    return sql`case when ${relays.week} = ${week} then ${relays[column]} + ${one} else ${one} end`;
  };
  await ctx.db
    .update(relays)
    .set({
      lastReceivedAt: ctx.now(),
      week,
      received: counted("received"),
      kept: counted("kept"),
      dropped: counted("dropped"),
    })
    .where(eq(relays.id, relayId));
}

/** Ends the subscriptions at a server that was blocked, or below it; it is told nothing any more. */
export async function endRelaysOf(ctx: Ctx, host: string): Promise<void> {
  await ctx.db.delete(relays).where(isAtOrBelow(sql`${relays.host}`, sql`${host}::text`));
}
