import { and, eq, isNull } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import { textToHtml } from "../../../platform/html.ts";
import type { Id } from "../../../platform/ids.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { actors } from "../../actors/actors.table.ts";
import { announceProfile, refreshActorDocument } from "../../actors/actors.usecases.ts";
import { listFollowRequests } from "../../follows/follows.queries.ts";
import { followPair, grantFollow } from "../../follows/follows.usecases.ts";
import { groupNotFound, modeRefused } from "../groups.errors.ts";
import { asksFirst, type GroupMode, isFederated, type LogAction, modesFrom } from "../groups.model.ts";
import type { Group } from "../groups.queries.ts";
import { changedGroupSchema } from "../groups.schemas.ts";
import { writeLog } from "../groups.store.ts";
import { groupLog, groups } from "../groups.table.ts";
import { checkModerates } from "./membership.ts";

const MODE_LINES: Readonly<Record<Exclude<GroupMode, "internal">, LogAction>> = {
  open: "modeOpen",
  members: "modeMembers",
  closed: "modeClosed",
};

/**
 * Changes what a group is called, what it says of itself, and its mode, and tells its followers (S6). A new mode is for
 * what comes: each post keeps its readers, and the log of earlier times is read by whom it was read before.
 * @param input as in `changedGroupSchema`
 * @throws AppError `groups.only-moderators`, `groups.not-found` (for the district, too), `groups.invalid`,
 *   `groups.mode-refused`
 */
export async function changeGroup(ctx: Ctx, viewer: Viewer, group: Group, input: unknown): Promise<void> {
  await checkModerates(ctx, viewer, group);
  const { name, about, mode } = readInput(changedGroupSchema, input, "groups.invalid");
  const { id } = group.actor;
  await inTransaction(ctx, async (tx) => {
    const before = await lockGroup(tx, id);
    if (!modesFrom(before.mode).includes(mode)) throw modeRefused();
    await tx.db
      .update(actors)
      .set({
        ...{ name, summary: textToHtml(about), updatedAt: tx.now() },
        manuallyApprovesFollowers: asksFirst(mode),
        discoverable: mode === "open" || mode === "members",
      })
      .where(eq(actors.id, id));
    await tx.db.update(groups).set({ mode, about }).where(eq(groups.actorId, id));
    const note = (action: LogAction) => writeLog(tx, { groupId: id, moderatorId: viewer.actorId, action });
    if (before.name !== name || before.about !== about) await note("edit");
    if (before.mode !== mode && mode !== "internal") {
      await keepLogFor(tx, id, before.mode);
      await note(MODE_LINES[mode]);
      if (!asksFirst(mode)) await grantWaiting(tx, id);
    }
    await tellOfGroup(tx, id, mode);
  });
}

/** Tells the followers of a group how it now is; an internal one has none elsewhere. Call it inside a transaction. */
export const tellOfGroup = (tx: Ctx, groupId: Id, mode: GroupMode): Promise<unknown> =>
  isFederated(mode) ? announceProfile(tx, groupId) : refreshActorDocument(tx, groupId);

/**
 * A group as it stands, for one change after the other. Call it inside a transaction.
 * @throws AppError `groups.not-found` when it is gone, or the district
 */
export async function lockGroup(tx: Ctx, groupId: Id) {
  const [row] = await tx.db
    .select({ mode: groups.mode, about: groups.about, name: actors.name, archivedAt: actors.archivedAt })
    .from(groups)
    .innerJoin(actors, eq(actors.id, groups.actorId))
    .where(and(eq(groups.actorId, groupId), isNull(actors.deletedAt)))
    .for("update");
  if (!row) throw groupNotFound();
  return row;
}

/** What stands in the log so far was written for the readers of that time. */
const keepLogFor = (tx: Ctx, groupId: Id, mode: GroupMode): PromiseLike<unknown> =>
  tx.db
    .update(groupLog)
    .set({ mode })
    .where(and(eq(groupLog.groupId, groupId), isNull(groupLog.mode)));

const REQUESTS = 100;

/** Where nobody is asked any more, nobody waits. */
async function grantWaiting(tx: Ctx, groupId: Id): Promise<void> {
  let waiting = REQUESTS;
  while (waiting === REQUESTS) {
    const requests = await listFollowRequests(tx, groupId, { limit: REQUESTS });
    for (const { followId } of requests) await grantFollow(tx, await followPair(tx, followId));
    waiting = requests.length;
  }
}
