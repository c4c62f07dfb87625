import { and, count, eq, isNotNull, isNull, type SQL } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import { recordOutbox } from "../../platform/outbox.ts";
import type { Actor, Party } from "../actors/actors.queries.ts";
import { groupBans } from "../audience/bans.table.ts";
import { followBetween } from "../follows/follows.queries.ts";
import { refuseFollow } from "../follows/follows.usecases.ts";
import { announceWrapped, pinActivity } from "../posts/activities.activitypub.ts";
import type { Post } from "../posts/posts.queries.ts";
import { posts } from "../posts/posts.table.ts";
import { collectionsOf, moderationActivity } from "./groups.activitypub.ts";
import { tooManyPins } from "./groups.errors.ts";
import { isFederated, MOST_PINS, type ModerationAction } from "./groups.model.ts";
import type { Group } from "./groups.queries.ts";
import { sayAgain, takeBack, writeLog } from "./groups.store.ts";
import { groupModerators, groupPins } from "./groups.table.ts";

/** What a moderator does, with the rows that it is about: a post, or a person. */
export type Act = {
  readonly action: ModerationAction;
  /** Plain text; empty: none given. */
  readonly reason: string;
  /** End of a ban. */
  readonly until: Date | null;
} & ({ readonly post: Post; readonly actor?: never } | { readonly actor: Actor; readonly post?: never });

/**
 * Does what a moderator of a group of ours decided, notes it in the log and tells the followers. Call it inside a
 * transaction, after checking that `by` moderates the group and that the post is in it.
 * @param received the act as a moderator elsewhere sent it, to be passed on as it came
 * @returns false when it was so already
 * @throws AppError `groups.too-many-pins`
 */
export async function moderate(tx: Ctx, group: Group, by: Party, act: Act, received?: JsonObject): Promise<boolean> {
  if (!(await applyAct(tx, group.actor.id, act))) return false;
  if (act.action === "ban") await endMembership(tx, group.actor, act.actor);
  await writeLog(tx, {
    groupId: group.actor.id,
    moderatorId: by.id,
    action: act.action,
    actorId: act.actor?.id ?? act.post?.authorId ?? null,
    postId: act.post?.id ?? null,
    reason: act.reason,
    until: act.until,
  });
  if (isFederated(group.mode)) await tell(tx, group, by, act, received);
  return true;
}

/** The rows alone: for groups of ours, and for those elsewhere that told us of the act. */
export function applyAct(tx: Ctx, groupId: Id, act: Act): Promise<boolean> {
  return act.post ? applyToPost(tx, groupId, act.action, act.post) : applyToActor(tx, groupId, act, act.actor);
}

async function applyToPost(tx: Ctx, groupId: Id, action: ModerationAction, post: Post): Promise<boolean> {
  const here = eq(posts.id, post.id);
  const change = (values: Partial<typeof posts.$inferInsert>, onlyIf: SQL) =>
    tx.db.update(posts).set(values).where(and(here, onlyIf)).returning({ id: posts.id });
  switch (action) {
    case "remove":
      await tx.db.delete(groupPins).where(eq(groupPins.postId, post.id));
      return (await change({ removedAt: tx.now(), removedById: groupId }, isNull(posts.removedAt))).length > 0;
    case "restore":
      // What this server's moderators hid is not the group's to show.
      return (await change({ removedAt: null, removedById: null }, eq(posts.removedById, groupId))).length > 0;
    case "lock":
      return (await change({ lockedAt: tx.now() }, isNull(posts.lockedAt))).length > 0;
    case "unlock":
      return (await change({ lockedAt: null }, isNotNull(posts.lockedAt))).length > 0;
    case "pin":
      return pin(tx, groupId, post.id);
    case "unpin": {
      const pinned = and(eq(groupPins.groupId, groupId), eq(groupPins.postId, post.id));
      return (await tx.db.delete(groupPins).where(pinned).returning({ id: groupPins.postId })).length > 0;
    }
    default:
      return false;
  }
}

async function pin(tx: Ctx, groupId: Id, postId: Id): Promise<boolean> {
  const values = { groupId, postId, createdAt: tx.now() };
  const added = await tx.db.insert(groupPins).values(values).onConflictDoNothing().returning({ id: groupPins.postId });
  if (added.length === 0) return false;
  const [row] = await tx.db.select({ pins: count() }).from(groupPins).where(eq(groupPins.groupId, groupId));
  if ((row?.pins ?? 0) > MOST_PINS) throw tooManyPins();
  return true;
}

async function applyToActor(tx: Ctx, groupId: Id, act: Act, { id: actorId }: Actor): Promise<boolean> {
  const createdAt = tx.now();
  switch (act.action) {
    case "ban": {
      const set = { until: act.until, createdAt };
      const target = [groupBans.groupId, groupBans.actorId];
      await tx.db
        .insert(groupBans)
        .values({ groupId, actorId, ...set })
        .onConflictDoUpdate({ target, set });
      return true;
    }
    case "unban": {
      const ban = and(eq(groupBans.groupId, groupId), eq(groupBans.actorId, actorId));
      return (await tx.db.delete(groupBans).where(ban).returning({ id: groupBans.actorId })).length > 0;
    }
    case "appoint": {
      const values = { groupId, actorId, createdAt };
      const added = await tx.db.insert(groupModerators).values(values).onConflictDoNothing().returning();
      return added.length > 0;
    }
    case "dismiss": {
      const named = and(eq(groupModerators.groupId, groupId), eq(groupModerators.actorId, actorId));
      return (await tx.db.delete(groupModerators).where(named).returning()).length > 0;
    }
    default:
      return false;
  }
}

/** Who is banned is no member and no moderator any more, and the server of somebody elsewhere is told. */
async function endMembership(tx: Ctx, group: Actor, actor: Actor | undefined): Promise<void> {
  if (!actor) return;
  const named = and(eq(groupModerators.groupId, group.id), eq(groupModerators.actorId, actor.id));
  await tx.db.delete(groupModerators).where(named);
  const follow = await followBetween(tx, actor.id, group.id);
  if (follow) await refuseFollow(tx, { follow, follower: actor, followee: group });
}

/** Forums get the act wrapped; microblogs what they understand of it: pins, and the end of a boost. */
async function tell(tx: Ctx, group: Group, by: Party, act: Act, received?: JsonObject): Promise<void> {
  const { actor } = group;
  const collections = collectionsOf(actor);
  const forMembers = group.mode === "closed";
  const objectUri = act.post?.uri ?? act.actor?.uri ?? "";
  const around = { by: by.uri, group: collections, number: tx.newId(), forMembers };
  const activity = received ?? moderationActivity({ ...act, objectUri }, around);
  const announcer = { groupUri: actor.uri, announceId: tx.newId(), at: tx.now() };
  await recordOutbox(tx, {
    actorId: actor.id,
    activity: announceWrapped(announcer, activity, forMembers),
    recipients: { followersOf: [actor.id], announceForm: "wrapped" },
    orderingKey: act.post?.uri ?? actor.uri,
  });
  if (act.post && act.action === "remove") await takeBack(tx, group, act.post);
  if (act.post && act.action === "restore") await sayAgain(tx, group, act.post);
  if (act.post && !forMembers && (act.action === "pin" || act.action === "unpin")) {
    await recordOutbox(tx, {
      actorId: actor.id,
      activity: pinActivity(act.action, collections, act.post.uri, tx.newId()),
      recipients: { followersOf: [actor.id], announceForm: "plain" },
      orderingKey: act.post.uri,
    });
  }
}
