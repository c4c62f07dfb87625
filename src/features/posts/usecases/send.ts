import type { Ctx } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { JsonObject } from "../../../platform/json.ts";
import { type Recipients, recordOutbox } from "../../../platform/outbox.ts";
import { type Actor, actorById } from "../../actors/actors.queries.ts";
import { districtOf } from "../../district/district.queries.ts";
import { followersToReach } from "../../follows/recipients.queries.ts";
import { announceToRelays } from "../../peers/relays.activitypub.ts";
import { relaysToShareWith } from "../../peers/relays.queries.ts";
import {
  type Announcer,
  announcePlain,
  announceWrapped,
  createActivity,
  deleteActivity,
  undoAnnounce,
  updateActivity,
} from "../activities.activitypub.ts";
import { isOpen, reachesFollowers, type Visibility } from "../posts.model.ts";
import type { Post } from "../posts.queries.ts";

/** A post as a group of ours tells of it. All that is told of it keeps its order per host. */
interface Announced {
  readonly postId: Id;
  readonly uri: string;
  readonly groupId: Id;
  readonly groupUri: string;
  /** Only the group's followers may read it. */
  readonly forMembers?: boolean;
}

/** A post as its author tells of it, and the group of ours that passes it on. */
export interface Told extends Omit<Announced, "groupId" | "groupUri"> {
  readonly authorId: Id;
  /** A group of ours; null: none. */
  readonly groupId: Id | null;
  readonly groupUri: string | null;
  /** Default `public`, or `group` for members. */
  readonly visibility?: Visibility;
  /** Row ids of actors who are addressed by name. */
  readonly named?: readonly Id[];
}

const announcerOf = (ctx: Ctx, { groupUri }: Pick<Announced, "groupUri">): Announcer => ({
  groupUri,
  announceId: ctx.newId(),
  at: ctx.now(),
});

/** The part of the group, if there is one. */
function groupPart(post: Told): Announced | null {
  const { postId, uri, groupId, groupUri, forMembers } = post;
  // What is for partners alone is boosted by nobody.
  if (groupId === null || groupUri === null || post.visibility === "partners") return null;
  return { postId, uri, groupId, groupUri, ...(forMembers !== undefined && { forMembers }) };
}

/** Today's audience of the author, as far as it is addressed: of members those on microblog servers. */
function audienceOf({ authorId, groupId, forMembers, visibility = "public", named = [] }: Told): Recipients {
  if (visibility === "partners") return { partners: true };
  const actors = named.length > 0 ? { actors: named } : {};
  if (!forMembers) return { ...(reachesFollowers[visibility] && { followersOf: [authorId] }), ...actors };
  return { ...(groupId !== null && { followersOf: [groupId], announceForm: "plain" }), ...actors };
}

/** What stays on this server is told to nobody. */
const staysHere = ({ visibility }: Told): boolean => visibility === "local";

/**
 * Tells of a new post: `Create` by the author to the author's followers; one Announce by the group to each of its
 * followers, in the form that the follower's server understands (wire §2.5, check 51). What only members may read goes
 * to the members, on microblog servers by its author, and is boosted by nobody.
 */
export async function tellOfNew(ctx: Ctx, post: Told, document: JsonObject): Promise<void> {
  if (staysHere(post)) return;
  const { authorId, postId: recordFor, uri: orderingKey } = post;
  const create = createActivity(document);
  const recipients = { ...audienceOf(post), recordFor };
  await recordOutbox(ctx, { actorId: authorId, activity: create, recipients, orderingKey });
  await tellRelays(ctx, post, create);
  const announced = groupPart(post);
  if (announced) await announceNew(ctx, announced, document, create);
}

/**
 * Gives what everybody may read to the relays that an admin lets have it: the author's `Create`, and to those of the
 * LitePub dialect its id, announced by the instance (FEP-ae0c). They come into the ledger, so that edits and the end reach
 * them.
 */
async function tellRelays(ctx: Ctx, post: Told, create: JsonObject): Promise<void> {
  if ((post.visibility ?? "public") !== "public" || post.forMembers) return;
  const dialects = new Set((await relaysToShareWith(ctx)).map(({ dialect }) => dialect));
  const { authorId, postId: recordFor, uri: orderingKey } = post;
  if (dialects.has("mastodon")) {
    const recipients = { relays: "mastodon", recordFor } as const;
    await recordOutbox(ctx, { actorId: authorId, activity: create, recipients, orderingKey });
  }
  const instance = dialects.has("litepub") ? await instanceOf(ctx) : null;
  if (instance === null) return;
  const activity = announceToRelays(ctx.newId(), instance.uri, post.uri, ctx.now());
  const recipients = { relays: "litepub", recordFor } as const;
  await recordOutbox(ctx, { actorId: instance.id, activity, recipients, orderingKey });
}

async function instanceOf(ctx: Ctx): Promise<Actor | null> {
  const district = await districtOf(ctx);
  return district && actorById(ctx, district.instanceActorId);
}

/**
 * The group's own part in telling of a new post, whoever sent the post itself: plain for microblogs, wrapped for forums.
 * @param object id and author are enough
 * @param create the author's activity, as it is to be passed on
 */
export async function announceNew(ctx: Ctx, post: Announced, object: JsonObject, create: JsonObject): Promise<void> {
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
export function boost(ctx: Ctx, post: Announced, object: JsonObject): Promise<void> {
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
export function takeBoostBack(ctx: Ctx, post: Announced): Promise<void> {
  return recordOutbox(ctx, {
    actorId: post.groupId,
    activity: undoAnnounce({ ...announcerOf(ctx, post), announceId: post.postId }, post.uri),
    recipients: { followersOf: [post.groupId], announceForm: "plain" },
    orderingKey: post.uri,
  });
}

/** A post of any depth, and what it hangs in. */
interface Placed {
  readonly post: Pick<Post, "id" | "uri" | "authorId" | "visibility">;
  /** The group whose post or thread it is, ours or a peer's. */
  readonly group: Actor | null;
  /** Row ids of actors who are addressed by name. */
  readonly named: readonly Id[];
}

/** A post of any depth as it is told about; a peer's group is told as one of those named. */
export function toldAs({ post, group, named }: Placed): Told {
  const concerns = post.visibility === "public" || post.visibility === "group";
  const passesOn = group?.local && concerns ? group : null;
  const isTold = group && !group.local && (isOpen(post.visibility) || post.visibility === "group");
  return {
    postId: post.id,
    uri: post.uri,
    authorId: post.authorId,
    groupId: passesOn?.id ?? null,
    groupUri: passesOn?.uri ?? null,
    visibility: post.visibility,
    forMembers: post.visibility === "group",
    named: isTold ? [...named, group.id] : named,
  };
}

/**
 * Tells of an answer: `Create` by its author; a group of ours passes it on to those who understand the wrapped form of
 * forums, and to nobody else: a plain Announce would flood microblogs with comments (wire §2.5).
 */
export async function tellOfNewReply(tx: Ctx, reply: Placed, document: JsonObject): Promise<void> {
  const { post, group } = reply;
  const told = toldAs(reply);
  if (staysHere(told)) return;
  const create = createActivity(document);
  const recipients = { ...audienceOf(told), recordFor: post.id };
  await recordOutbox(tx, { actorId: post.authorId, activity: create, recipients, orderingKey: post.uri });
  await tellRelays(tx, told, create);
  await passOn(tx, group, post, create);
}

/** When edits are sent together: not before `notBefore`, the newest taking the place of the others. */
export type Merging = { readonly notBefore: Date } | null;

/**
 * Tells of an edit: whoever was ever given the post, and today's audience; of what only some may read only the latter,
 * since others may have lost it (T107). Microblog servers get no Announce.
 */
export async function tellOfEdit(ctx: Ctx, post: Told, document: JsonObject, merging: Merging): Promise<void> {
  if (staysHere(post)) return;
  const { authorId, postId, uri: orderingKey, visibility = "public" } = post;
  const update = updateActivity(document);
  const merge = (key: string) => (merging ? { merge: { key: `${key}:${orderingKey}`, ...merging } } : {});
  await recordOutbox(ctx, {
    actorId: authorId,
    activity: update,
    recipients: { ...audienceOf(post), ...(isOpen(visibility) && { ledgerOf: postId }), recordFor: postId },
    orderingKey,
    ...merge("update"),
  });
  const announced = groupPart(post);
  if (!announced) return;
  await recordOutbox(ctx, {
    actorId: announced.groupId,
    activity: announceWrapped(announcerOf(ctx, announced), update, announced.forMembers),
    recipients: { followersOf: [announced.groupId], announceForm: "wrapped", recordFor: postId },
    orderingKey,
    ...merge("announce-update"),
  });
}

/** Tells servers of our kind of a change that no reader would call an edit (wire §3.0): microblogs would show one. */
export async function tellOfSilentChange(ctx: Ctx, post: Told, document: JsonObject): Promise<void> {
  if (staysHere(post)) return;
  const { authorId, postId: recordFor, uri: orderingKey } = post;
  const update = updateActivity(document);
  const told = (actorId: Id, activity: JsonObject) => {
    const ofOurKind: Recipients = { followersOf: [actorId], announceForm: "wrapped", recordFor };
    const recipients = post.visibility === "partners" ? { partners: true, recordFor } : ofOurKind;
    return recordOutbox(ctx, { actorId, activity, recipients, orderingKey });
  };
  await told(authorId, update);
  const group = groupPart(post);
  if (group) await told(group.groupId, announceWrapped(announcerOf(ctx, group), update, group.forMembers));
}

/**
 * Tells those who are not addressed any more, of what only some may read, that it is gone. Not on servers where others
 * still read it: to them it is one post.
 */
export async function tellThoseLeftOut(
  ctx: Ctx,
  { authorId, uri, visibility }: Told,
  { named, leftOut }: { readonly named: readonly Actor[]; readonly leftOut: readonly Actor[] },
  before: JsonObject,
  deleted: Date,
): Promise<void> {
  if (visibility !== "followers" && visibility !== "direct") return;
  const followers = visibility === "followers" ? await followersToReach(ctx, [authorId]) : [];
  const hosts = new Set([...named, ...followers].map(({ host }) => host));
  const gone = leftOut.filter(({ host, local }) => !local && !hosts.has(host)).map(({ id }) => id);
  if (gone.length === 0) return;
  const activity = deleteActivity(before, deleted);
  await recordOutbox(ctx, { actorId: authorId, activity, recipients: { actors: gone }, orderingKey: uri });
}

/** Tells of a deletion: whoever was ever given the post. What of it still waits to be sent goes out before. */
export async function tellOfDeletion(ctx: Ctx, post: Told, document: JsonObject, deleted: Date): Promise<void> {
  if (staysHere(post)) return;
  const { authorId, postId, uri: orderingKey } = post;
  const removal = deleteActivity(document, deleted);
  const recipients = { ...audienceOf(post), ledgerOf: postId };
  await recordOutbox(ctx, { actorId: authorId, activity: removal, recipients, orderingKey });
  const announced = groupPart(post);
  if (!announced) return;
  await recordOutbox(ctx, {
    actorId: announced.groupId,
    activity: announceWrapped(announcerOf(ctx, announced), removal, announced.forMembers),
    recipients: { followersOf: [announced.groupId], announceForm: "wrapped" },
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
