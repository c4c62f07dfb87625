import type { Ctx } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { JsonObject } from "../../../platform/json.ts";
import { type Recipients, recordOutbox } from "../../../platform/outbox.ts";
import type { Actor } from "../../actors/actors.queries.ts";
import {
  type Announcer,
  announcePlain,
  announceWrapped,
  createActivity,
  deleteActivity,
  undoAnnounce,
  updateActivity,
} from "../activities.activitypub.ts";
import type { Post } from "../posts.queries.ts";

/**
 * A top-level post that is told about: by its author, and by the group of ours that passes it on. All that is told of it
 * keeps its order per host.
 */
export interface Told {
  readonly postId: Id;
  readonly uri: string;
  readonly authorId: Id;
  readonly groupId: Id;
  readonly groupUri: string;
  /** Only the group's followers may read it. */
  readonly forMembers?: boolean;
}

const announcerOf = (ctx: Ctx, { groupUri }: Pick<Told, "groupUri">): Announcer => ({
  groupUri,
  announceId: ctx.newId(),
  at: ctx.now(),
});

/**
 * Tells of a new post: `Create` by the author to the author's followers; one Announce by the group to each of its
 * followers, in the form that the follower's server understands (wire §2.5, check 51). What only members may read goes
 * to the members, on microblog servers by its author, and is boosted by nobody.
 */
export async function tellOfNew(ctx: Ctx, post: Told, document: JsonObject): Promise<void> {
  const { authorId, groupId, postId: recordFor, uri: orderingKey } = post;
  const create = createActivity(document);
  await recordOutbox(ctx, {
    actorId: authorId,
    activity: create,
    recipients: post.forMembers
      ? { followersOf: [groupId], announceForm: "plain", recordFor }
      : { followersOf: [authorId], recordFor },
    orderingKey,
  });
  await announceNew(ctx, post, document, create);
}

/**
 * The group's own part in telling of a new post, whoever sent the post itself: plain for microblogs, wrapped for forums.
 * @param object id and author are enough
 * @param create the author's activity, as it is to be passed on
 */
export async function announceNew(ctx: Ctx, post: Told, object: JsonObject, create: JsonObject): Promise<void> {
  const { groupId, postId: recordFor, forMembers } = post;
  if (!forMembers) await boost(ctx, post, object);
  await recordOutbox(ctx, {
    actorId: groupId,
    activity: announceWrapped(announcerOf(ctx, post), create, forMembers),
    recipients: { followersOf: [groupId], announceForm: "wrapped", recordFor },
    orderingKey: post.uri,
  });
}

/** The plain Announce alone: of a new post, or of what a working group of the district has. */
export function boost(ctx: Ctx, post: Omit<Told, "authorId">, object: JsonObject): Promise<void> {
  const { groupId, postId: recordFor } = post;
  return recordOutbox(ctx, {
    actorId: groupId,
    // The same id as in the group's outbox.
    activity: announcePlain({ ...announcerOf(ctx, post), announceId: recordFor }, object),
    recipients: { followersOf: [groupId], announceForm: "plain", recordFor },
    orderingKey: post.uri,
  });
}

/** Takes back what `boost` said. */
export function takeBoostBack(ctx: Ctx, post: Omit<Told, "authorId">): Promise<void> {
  return recordOutbox(ctx, {
    actorId: post.groupId,
    activity: undoAnnounce({ ...announcerOf(ctx, post), announceId: post.postId }, post.uri),
    recipients: { followersOf: [post.groupId], announceForm: "plain" },
    orderingKey: post.uri,
  });
}

/** When edits are sent together: not before `notBefore`, the newest taking the place of the others. */
export type Merging = { readonly notBefore: Date } | null;

/** Tells of an edit: whoever was ever given the post, and today's followers. Microblog servers get no Announce. */
export async function tellOfEdit(ctx: Ctx, post: Told, document: JsonObject, merging: Merging): Promise<void> {
  const { authorId, groupId, postId, uri: orderingKey } = post;
  const update = updateActivity(document);
  const merge = (key: string) => (merging ? { merge: { key: `${key}:${orderingKey}`, ...merging } } : {});
  await recordOutbox(ctx, {
    actorId: authorId,
    activity: update,
    recipients: { followersOf: [authorId], ledgerOf: postId, recordFor: postId },
    orderingKey,
    ...merge("update"),
  });
  await recordOutbox(ctx, {
    actorId: groupId,
    activity: announceWrapped(announcerOf(ctx, post), update),
    recipients: { followersOf: [groupId], announceForm: "wrapped", recordFor: postId },
    orderingKey,
    ...merge("announce-update"),
  });
}

/** Tells of a deletion: whoever was ever given the post. What of it still waits to be sent goes out before. */
export async function tellOfDeletion(ctx: Ctx, post: Told, document: JsonObject, deleted: Date): Promise<void> {
  const { authorId, groupId, postId, uri: orderingKey } = post;
  const removal = deleteActivity(document, deleted);
  await recordOutbox(ctx, {
    actorId: authorId,
    activity: removal,
    recipients: { followersOf: [authorId], ledgerOf: postId },
    orderingKey,
  });
  await recordOutbox(ctx, {
    actorId: groupId,
    activity: announceWrapped(announcerOf(ctx, post), removal),
    recipients: { followersOf: [groupId], announceForm: "wrapped" },
    orderingKey,
  });
}

/** The wrapped Announce of a group of ours for something that happened in one of its threads. */
export async function passOn(
  tx: Ctx,
  group: Pick<Actor, "id" | "uri" | "local"> | null,
  post: Pick<Post, "uri" | "visibility">,
  activity: JsonObject,
): Promise<void> {
  if (!group?.local || (post.visibility !== "public" && post.visibility !== "group")) return;
  const announcer = { groupUri: group.uri, announceId: tx.newId(), at: tx.now() };
  await recordOutbox(tx, {
    actorId: group.id,
    activity: announceWrapped(announcer, activity, post.visibility === "group"),
    recipients: { followersOf: [group.id], announceForm: "wrapped" },
    orderingKey: post.uri,
  });
}

/**
 * The author sends it; the district passes what everybody may read on to those who understand the wrapped form of
 * forums, and to nobody else: a plain Announce would flood microblogs with comments (wire §2.5).
 */
export async function sendToPeers(
  tx: Ctx,
  post: Post,
  { author, group }: { readonly author: Pick<Actor, "id">; readonly group: Actor | null },
  activity: JsonObject,
  recipients: Recipients,
): Promise<void> {
  if (post.visibility === "local") return;
  const narrowed = { ...recipients, ...audienceOf(post, group) };
  await recordOutbox(tx, { actorId: author.id, activity, recipients: narrowed, orderingKey: post.uri });
  await passOn(tx, group, post, activity);
}

/**
 * Whose followers get a comment. In a closed group of ours its members: those on forum servers through the group.
 */
function audienceOf({ visibility }: Post, group: Actor | null): Pick<Recipients, "followersOf" | "announceForm"> {
  if (visibility === "direct") return { followersOf: [] };
  if (visibility !== "group") return {};
  return group?.local ? { followersOf: [group.id], announceForm: "plain" } : { followersOf: [] };
}
