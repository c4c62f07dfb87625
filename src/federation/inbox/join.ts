import { idOf } from "../../platform/ap-read.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { localActor, receiveFollow } from "./follow.ts";
import { type Handler, type Incoming, ignored } from "./incoming.ts";
import { receiveUndo } from "./undo.ts";

/** Smithereen and Hubzilla join a group where others follow it (R7): the same, and answered by the same Accept. */
export const receiveJoin: Handler = async (ctx, incoming) =>
  (await isOurGroup(ctx, incoming)) ? receiveFollow(ctx, incoming) : ignored("not-a-group");

/** The end of a membership: an Undo that names the group in place of the Follow. */
export const receiveLeave: Handler = async (ctx, incoming) =>
  (await isOurGroup(ctx, incoming)) ? receiveUndo(ctx, incoming) : ignored("not-a-group");

const isOurGroup = async (ctx: Ctx, { activity }: Incoming): Promise<boolean> =>
  (await localActor(ctx, idOf(activity.object)))?.type === "Group";
