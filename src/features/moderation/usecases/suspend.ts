import { eq, or, sql } from "drizzle-orm";
import { enqueueBackground } from "../../../platform/background.ts";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { dropWordsOf } from "../../../platform/outbox.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { accountByActor } from "../../accounts/accounts.queries.ts";
import { accounts } from "../../accounts/accounts.table.ts";
import { endAccess } from "../../accounts/accounts.usecases.ts";
import { actorNotFound } from "../../actors/actors.errors.ts";
import { type Actor, actorById } from "../../actors/actors.queries.ts";
import { actors } from "../../actors/actors.table.ts";
import { removeFollow } from "../../follows/follows.store.ts";
import { follows } from "../../follows/follows.table.ts";
import { lostOf, tellOfSeverance } from "../../follows/severances.store.ts";
import { lastAdmin, mayNotSuspend } from "../moderation.errors.ts";
import { canSuspend } from "../moderation.policy.ts";
import { otherAdmin } from "../moderation.queries.ts";
import { type SuspensionInput, suspensionSchema } from "../moderation.schemas.ts";
import { addDecision } from "../moderation.store.ts";

/**
 * Suspends an account, ours or another server's: nobody sees it or its posts, nothing of it has an effect. Of ours all
 * sessions and tokens end at once, and what waits to be sent is dropped; of another server's all follows from and to here
 * end. No `Delete` is sent, since a suspension can be lifted.
 * @throws AppError `actors.not-found`, `moderation.may-not-suspend`, `moderation.last-admin`, `errors.input`
 */
export async function suspendActor(ctx: Ctx, viewer: Viewer, actorId: Id, input: SuspensionInput): Promise<void> {
  const why = readInput(suspensionSchema, input);
  const target = await targetOf(ctx, viewer, actorId);
  await inTransaction(ctx, async (tx) => {
    await suspend(tx, target, why.statement);
    await note(tx, viewer, target, "suspend", why);
  });
}

/** Lets an account in again. Follows, sessions and dropped deliveries do not come back. Errors as for `suspendActor`. */
export async function unsuspendActor(ctx: Ctx, viewer: Viewer, actorId: Id, input: SuspensionInput): Promise<void> {
  const why = readInput(suspensionSchema, input);
  const target = await targetOf(ctx, viewer, actorId);
  await inTransaction(ctx, async (tx) => {
    await tx.db.update(actors).set({ suspendedAt: null }).where(eq(actors.id, target.id));
    await tx.db.update(accounts).set({ suspendedAt: null, suspendedFor: null }).where(eq(accounts.actorId, target.id));
    await enqueueBackground(tx, { kind: "check-kits", whose: { uri: target.uri } });
    await note(tx, viewer, target, "unsuspend", why);
  });
}

/** The account that is meant, if the viewer may suspend it. */
export async function targetOf(ctx: Ctx, viewer: Viewer, actorId: Id): Promise<Actor> {
  const target = await actorById(ctx, actorId);
  if (!target || target.deletedAt !== null) throw actorNotFound();
  if (!canSuspend(viewer, target)) throw mayNotSuspend();
  return target;
}

/** The effects alone; call it inside a transaction, after `targetOf`. @throws AppError `moderation.last-admin` */
export async function suspend(tx: Ctx, target: Actor, statement: string): Promise<void> {
  const suspendedAt = tx.now();
  await tx.db.update(actors).set({ suspendedAt }).where(eq(actors.id, target.id));
  await enqueueBackground(tx, { kind: "check-kits", whose: { uri: target.uri } });
  if (!target.local) return endFollowsOf(tx, target);
  await dropWordsOf(tx, target.id, sql`select uri from posts where author_id = ${target.id}`);
  const account = await accountByActor(tx, target.id);
  if (!account) return;
  if (account.role === "admin" && (await otherAdmin(tx, account.accountId)) === null) throw lastAdmin();
  await tx.db.update(accounts).set({ suspendedAt, suspendedFor: statement }).where(eq(accounts.id, account.accountId));
  await endAccess(tx, account.accountId);
}

async function endFollowsOf(tx: Ctx, { id: actorId, handle, host }: Actor): Promise<void> {
  const rows = await tx.db
    .select()
    .from(follows)
    .where(or(eq(follows.followerId, actorId), eq(follows.followeeId, actorId)));
  for (const { id } of rows) await removeFollow(tx, id);
  await tellOfSeverance(tx, { kind: "account_suspension", targetName: `${handle}@${host}` }, lostOf(rows));
}

const note = (
  tx: Ctx,
  viewer: Viewer,
  target: Actor,
  action: "suspend" | "unsuspend",
  why: ReturnType<typeof suspensionSchema.parse>,
): Promise<void> =>
  addDecision(tx, { ...why, action, subjectId: target.id, local: target.local, decidedById: viewer.accountId });
