import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import { textToHtml } from "../../../platform/html.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { proposeHandle } from "../../actors/actors.model.ts";
import { createLocalActor } from "../../actors/actors.usecases.ts";
import { requestFollow } from "../../follows/follows.usecases.ts";
import { asksFirst } from "../groups.model.ts";
import { type Group, groupById } from "../groups.queries.ts";
import { newGroupSchema } from "../groups.schemas.ts";
import { groupModerators, groups } from "../groups.table.ts";
import { admitInvited } from "./membership.ts";

/**
 * Makes a working or topic group. Whoever makes it is its first member and moderates it.
 * @param input as in `newGroupSchema`; without a handle one is made of the name
 * @throws AppError `groups.invalid`, `actors.handle-malformed`, `-reserved`, `-taken`
 */
export async function createGroup(ctx: Ctx, viewer: Viewer, input: unknown): Promise<Group> {
  const { name, handle, about, mode } = readInput(newGroupSchema, input, "groups.invalid");
  return inTransaction(ctx, async (tx) => {
    const actor = await createLocalActor(tx, {
      kind: "group",
      handle: handle.replace(/^@/, "") || proposeHandle(name),
      name,
      summary: textToHtml(about),
      manuallyApprovesFollowers: asksFirst(mode),
      discoverable: mode === "open" || mode === "members",
    });
    const createdAt = tx.now();
    await tx.db.insert(groups).values({ actorId: actor.id, mode, about, createdAt });
    await tx.db.insert(groupModerators).values({ groupId: actor.id, actorId: viewer.actorId, createdAt });
    await requestFollow(tx, viewer, actor.id);
    const group = await groupById(tx, actor.id);
    if (!group) throw new Error("A group was made and is not there.");
    await admitInvited(tx, group, viewer.actorId);
    return group;
  });
}
