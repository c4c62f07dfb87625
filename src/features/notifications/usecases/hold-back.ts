import { and, eq, or, sql } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { notifications } from "../../../platform/notifications.table.ts";
import { tellMerged } from "../../../platform/streams.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { nobodyAsks } from "../notifications.errors.ts";
import { policyOf, sendersOf } from "../policy.queries.ts";
import { policyChangeSchema } from "../policy.schemas.ts";
import { notificationPermissions, notificationPolicies } from "../policy.table.ts";

type Reader = Pick<Viewer, "actorId">;

/**
 * Changes what becomes of notices of people whom the viewer does not know well, from now on.
 * @param input what of `Policy` changes
 * @throws AppError `errors.input` with its fields
 */
export async function changePolicy(ctx: Ctx, viewer: Reader, input: unknown): Promise<void> {
  const change = readInput(policyChangeSchema, input);
  const { actorId } = viewer;
  const values = { ...(await policyOf(ctx, viewer)), ...change };
  await ctx.db
    .insert(notificationPolicies)
    .values({ actorId, ...values })
    .onConflictDoUpdate({ target: notificationPolicies.actorId, set: { actorId, ...change } });
}

const areFrom = (viewer: Reader, ids: readonly number[]) =>
  and(
    eq(notifications.recipientId, viewer.actorId),
    eq(notifications.held, true),
    sql`${notifications.fromId} in (${sendersOf(viewer, ids)})`,
  );

/**
 * Lets in who sent these: all that is held back of them is told now, and nothing is held back any more.
 * @param ids of what is held back; what is nobody's or another member's counts for nothing
 * @returns how many notifications came in
 */
export function letIn(ctx: Ctx, viewer: Reader, ids: readonly number[]): Promise<number> {
  return inTransaction(ctx, async (tx) => {
    await tx.db.execute(sql`
      insert into ${notificationPermissions} (actor_id, from_id, created_at)
      select distinct ${viewer.actorId}::bigint, sender.from_id, ${tx.now().toISOString()}::timestamptz
      from (${sendersOf(viewer, ids)}) as sender
      on conflict do nothing`);
    const rows = await tx.db
      .update(notifications)
      .set({ held: false })
      .where(areFrom(viewer, ids))
      .returning({ id: notifications.id });
    if (rows.length > 0) await tellMerged(tx, viewer.actorId);
    return rows.length;
  });
}

/** Takes away all that is held back of who sent these; what they send next is held back again. @returns how many */
export async function turnAway(ctx: Ctx, viewer: Reader, ids: readonly number[]): Promise<number> {
  const rows = await ctx.db.delete(notifications).where(areFrom(viewer, ids)).returning({ id: notifications.id });
  return rows.length;
}

/** The same of one, who must be there. @throws AppError `notifications.nobody-asks` */
export async function answerOne(ctx: Ctx, viewer: Reader, id: number, answer: typeof letIn): Promise<void> {
  if ((await answer(ctx, viewer, [id])) === 0) throw nobodyAsks();
}

/** Forgets the rules of somebody who is gone, and that others let them in. Call it inside a transaction. */
export async function forgetPolicy(tx: Ctx, actorId: Id): Promise<void> {
  await tx.db.delete(notificationPolicies).where(eq(notificationPolicies.actorId, actorId));
  await tx.db
    .delete(notificationPermissions)
    .where(or(eq(notificationPermissions.actorId, actorId), eq(notificationPermissions.fromId, actorId)));
}
