import { and, eq, lte, or, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { severances } from "./follows.table.ts";
import type { RelationKind } from "./relations.model.ts";
import { actorNotes, hostBlocks, relations } from "./relations.table.ts";

/** The writes that use cases and inbox share. Call them inside a transaction. */

/** Writes a block or mute down; one that stands already takes the new end. */
export async function putRelation(
  ctx: Ctx,
  relation: { readonly actorId: Id; readonly targetId: Id; readonly kind: RelationKind; readonly until?: Date | null },
): Promise<void> {
  const until = relation.until ?? null;
  await ctx.db
    .insert(relations)
    .values({ id: ctx.newId(), ...relation, until, createdAt: ctx.now() })
    .onConflictDoUpdate({ target: [relations.actorId, relations.targetId, relations.kind], set: { until } });
}

/** Whoever parts from somebody is not told any more of what they did before either. */
export async function forgetTold(ctx: Ctx, actorId: Id, from: SQL): Promise<void> {
  await ctx.db.execute(sql`delete from notifications where recipient_id = ${actorId} and from_id in (${from})`);
}

/** @returns false when there was none */
export async function removeRelation(ctx: Ctx, actorId: Id, targetId: Id, kind: RelationKind): Promise<boolean> {
  const rows = await ctx.db
    .delete(relations)
    .where(and(eq(relations.actorId, actorId), eq(relations.targetId, targetId), eq(relations.kind, kind)))
    .returning({ id: relations.id });
  return rows.length > 0;
}

/** Who moved is still blocked and muted by whoever did so before (wire §2.6). */
export async function carryRelations(ctx: Ctx, from: Id, to: Id): Promise<void> {
  const rows = await ctx.db.select().from(relations).where(eq(relations.targetId, from));
  for (const { actorId, kind, until } of rows) {
    if (actorId !== to) await putRelation(ctx, { actorId, targetId: to, kind, until });
  }
}

/** Ends every relation by and to somebody who is gone, with what they wrote down about others and others about them, and what they lost. */
export async function forgetRelations(ctx: Ctx, actorId: Id): Promise<void> {
  await ctx.db.delete(relations).where(or(eq(relations.actorId, actorId), eq(relations.targetId, actorId)));
  await ctx.db.delete(actorNotes).where(or(eq(actorNotes.actorId, actorId), eq(actorNotes.targetId, actorId)));
  await ctx.db.delete(hostBlocks).where(eq(hostBlocks.actorId, actorId));
  await ctx.db.delete(severances).where(eq(severances.actorId, actorId));
}

/** Removes the mutes whose time is over. */
export async function endMutes(ctx: Ctx): Promise<void> {
  const now = ctx.now().toISOString();
  await ctx.db.delete(relations).where(lte(relations.until, sql`${now}::timestamptz`));
}
