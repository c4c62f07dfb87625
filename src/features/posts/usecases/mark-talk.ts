import { and, eq, sql } from "drizzle-orm";
import type { Ctx } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { tellTalkRead } from "../../../platform/streams.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { type Talk, talkById } from "../direct-talks.queries.ts";
import { talkMarks } from "../direct-talks.table.ts";
import { talkNotFound } from "../posts.errors.ts";

/** Marks a conversation of the viewer as read, up to its newest message. @throws AppError `posts.talk-not-found` */
export async function readTalk(ctx: Ctx, viewer: Viewer, id: Id): Promise<Talk> {
  const talk = await mark(ctx, viewer, id, "readId");
  if (talk.unread) await tellTalkRead(ctx, viewer.actorId, talk.rootId);
  return { ...talk, unread: false };
}

/**
 * Marks a conversation of the viewer as unread; one in which nobody else wrote stays as it is.
 * @throws AppError `posts.talk-not-found`
 */
export async function unreadTalk(ctx: Ctx, { actorId }: Viewer, id: Id): Promise<Talk> {
  const talk = await talkOf(ctx, actorId, id);
  const its = and(eq(talkMarks.actorId, actorId), eq(talkMarks.rootId, talk.rootId));
  await ctx.db.update(talkMarks).set({ readId: "0" }).where(its);
  const now = await talkOf(ctx, actorId, id);
  if (now.unread !== talk.unread) await tellTalkRead(ctx, actorId, talk.rootId);
  return now;
}

/** Takes a conversation out of the viewer's list until somebody writes again. @throws AppError `posts.talk-not-found` */
export async function hideTalk(ctx: Ctx, viewer: Viewer, id: Id): Promise<void> {
  await mark(ctx, viewer, id, "hiddenId");
}

async function talkOf(ctx: Ctx, actorId: Id, id: Id): Promise<Talk> {
  const talk = await talkById(ctx, actorId, id);
  if (!talk) throw talkNotFound();
  return talk;
}

async function mark(ctx: Ctx, { actorId }: Viewer, id: Id, what: "readId" | "hiddenId"): Promise<Talk> {
  const talk = await talkOf(ctx, actorId, id);
  const target = [talkMarks.actorId, talkMarks.rootId];
  const set = { [what]: sql`greatest(${talkMarks[what]}, ${talk.lastId}::bigint)` };
  await ctx.db
    .insert(talkMarks)
    .values({ actorId, rootId: talk.rootId, [what]: talk.lastId })
    .onConflictDoUpdate({ target, set });
  return talk;
}

/** Forgets what somebody who is gone had read. Call it inside a transaction. */
export async function forgetTalks(ctx: Ctx, actorId: Id): Promise<void> {
  await ctx.db.delete(talkMarks).where(eq(talkMarks.actorId, actorId));
}
