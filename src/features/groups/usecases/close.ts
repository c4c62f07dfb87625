import { and, asc, eq, isNull, ne, or } from "drizzle-orm";
import { enqueueBackground } from "../../../platform/background.ts";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { recordOutbox } from "../../../platform/outbox.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { deleteOfActor } from "../../actors/actors.activitypub.ts";
import { actorById } from "../../actors/actors.queries.ts";
import { actors } from "../../actors/actors.table.ts";
import { groupBans } from "../../audience/bans.table.ts";
import { listFollowRequests } from "../../follows/follows.queries.ts";
import { removeFollow } from "../../follows/follows.store.ts";
import { follows } from "../../follows/follows.table.ts";
import { followPair, refuseFollow } from "../../follows/follows.usecases.ts";
import { posts } from "../../posts/posts.table.ts";
import { removePost } from "../../posts/usecases/remove.ts";
import { addressDiffers } from "../groups.errors.ts";
import { isFederated } from "../groups.model.ts";
import type { Group } from "../groups.queries.ts";
import { writeLog } from "../groups.store.ts";
import { groupInvitations, groupLog, groupModerators, groupPins, groupSubmissions, groups } from "../groups.table.ts";
import { lockGroup, tellOfGroup } from "./change.ts";
import { checkModerates } from "./membership.ts";

/**
 * Closes a group so that it can only be read, or opens it again: nobody joins, writes or answers in it. What waits for
 * its moderators is declined.
 * @throws AppError `groups.only-moderators`, `groups.not-found` (for the district, too)
 */
export async function archiveGroup(ctx: Ctx, viewer: Viewer, group: Group, archived: boolean): Promise<void> {
  await checkModerates(ctx, viewer, group);
  const { id } = group.actor;
  await inTransaction(ctx, async (tx) => {
    const { mode, archivedAt } = await lockGroup(tx, id);
    if ((archivedAt !== null) === archived) return;
    const now = tx.now();
    await tx.db
      .update(actors)
      .set({ archivedAt: archived ? now : null, updatedAt: now })
      .where(eq(actors.id, id));
    if (archived) await declineWaiting(tx, id);
    await writeLog(tx, { groupId: id, moderatorId: viewer.actorId, action: archived ? "archive" : "reopen" });
    await tellOfGroup(tx, id, mode);
  });
}

const REQUESTS = 100;

async function declineWaiting(tx: Ctx, groupId: Id): Promise<void> {
  let waiting = REQUESTS;
  while (waiting === REQUESTS) {
    const requests = await listFollowRequests(tx, groupId, { limit: REQUESTS });
    for (const { followId } of requests) await refuseFollow(tx, await followPair(tx, followId));
    waiting = requests.length;
  }
  await tx.db
    .update(groupSubmissions)
    .set({ turnedAwayAt: tx.now() })
    .where(and(eq(groupSubmissions.groupId, groupId), isNull(groupSubmissions.turnedAwayAt)));
}

/**
 * Deletes a group for ever: a tombstone stands in its place (410), `Delete` goes to every server that we know, and a
 * background job removes what was written in it. The short name is never given again.
 * @param address the group's short name, typed as a confirmation
 * @throws AppError `groups.only-moderators`, `groups.not-found` (for the district, too), `groups.address-differs`
 */
export async function deleteGroup(ctx: Ctx, viewer: Viewer, group: Group, address: string): Promise<void> {
  await checkModerates(ctx, viewer, group);
  const { actor } = group;
  if (address.trim().replace(/^@/, "").toLowerCase() !== actor.handle) throw addressDiffers();
  await inTransaction(ctx, async (tx) => {
    const { mode } = await lockGroup(tx, actor.id);
    const deletedAt = tx.now();
    await tx.db
      .update(actors)
      .set({ name: actor.handle, summary: "", iconUrl: null, imageUrl: null, document: "", etag: "", deletedAt })
      .where(eq(actors.id, actor.id));
    await tx.db.update(groups).set({ about: "" }).where(eq(groups.actorId, actor.id));
    for (const table of [groupModerators, groupInvitations, groupPins, groupSubmissions, groupBans, groupLog]) {
      await tx.db.delete(table).where(eq(table.groupId, actor.id));
    }
    if (isFederated(mode)) {
      await recordOutbox(tx, {
        actorId: actor.id,
        activity: deleteOfActor(actor, deletedAt),
        recipients: { everybody: true },
        orderingKey: actor.uri,
      });
    }
    await enqueueBackground(tx, { kind: "empty-group", actorId: actor.id });
  });
}

/** Posts that one run of the background job removes. */
const BATCH = 50;

/**
 * Removes what was written in a deleted group, some posts a run: of ours a Tombstone stays, others' are hidden. A project
 * note only loses its group. Runs again until nothing is left; then nobody follows the group any more.
 */
export async function emptyGroup(ctx: Ctx, groupId: Id): Promise<void> {
  const actor = await actorById(ctx, groupId);
  if (!actor?.local || actor.deletedAt === null) return;
  const left = await ctx.db
    .select()
    .from(posts)
    .where(
      and(eq(posts.groupId, groupId), eq(posts.local, true), ne(posts.kind, "projectNote"), isNull(posts.deletedAt)),
    )
    .orderBy(asc(posts.id))
    .limit(BATCH);
  for (const post of left) await inTransaction(ctx, (tx) => removePost(tx, post));
  if (left.length === BATCH) return enqueueBackground(ctx, { kind: "empty-group", actorId: groupId });
  await inTransaction(ctx, async (tx) => {
    const inGroup = eq(posts.groupId, groupId);
    await tx.db
      .update(posts)
      .set({ removedAt: tx.now(), removedById: groupId })
      .where(and(inGroup, eq(posts.local, false), isNull(posts.removedAt)));
    await tx.db
      .update(posts)
      .set({ groupId: null })
      .where(and(inGroup, eq(posts.local, true), eq(posts.kind, "projectNote")));
    const rows = await tx.db
      .select({ id: follows.id })
      .from(follows)
      .where(or(eq(follows.followerId, groupId), eq(follows.followeeId, groupId)));
    for (const { id } of rows) await removeFollow(tx, id);
  });
}
