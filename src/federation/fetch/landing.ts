import { inArray } from "drizzle-orm";
import type { Actor, Party } from "../../features/actors/actors.queries.ts";
import { actors } from "../../features/actors/actors.table.ts";
import { onNoteGone, onNoteStored } from "../../features/adoptions/adoptions.inbox.ts";
import { federationModeOf } from "../../features/district/district.queries.ts";
import { followedFromHere } from "../../features/follows/follows.queries.ts";
import { whoBlocks } from "../../features/follows/relations.queries.ts";
import { type PostingVerdict, postingVerdict } from "../../features/groups/groups.policy.ts";
import { type Group, groupsAmong, refusalOfAnswer, standingIn } from "../../features/groups/groups.queries.ts";
import { isPartnerHost } from "../../features/partners/partners.queries.ts";
import type { WirePost } from "../../features/posts/posts.activitypub.ts";
import { type Deletion, type Received, receiveDeletion, receivePost } from "../../features/posts/posts.inbox.ts";
import { isPublic, visibilityOf } from "../../features/posts/posts.model.ts";
import { postByUri, visiblePlace } from "../../features/posts/posts.queries.ts";
import { onProjectNoteDeleted, onProjectNoteReceived } from "../../features/project-notes/project-notes.inbox.ts";
import { noteQuote } from "../../features/quotes/quotes.store.ts";
import { onTopicsReceived } from "../../features/topics/topics.inbox.ts";
import { onKitStored } from "../../features/transfer/confirmations.store.ts";
import { localActorId } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";

/** A peer's post that was read and checked, and is not stored yet. */
export interface Arrival {
  readonly wire: WirePost;
  /** The document with the usual term names. */
  readonly document: JsonObject;
  /** The document as received, or written anew from the activity that held it. */
  readonly text: string;
  readonly author: Party;
  /** When an edit was sent, in case it does not say so itself. */
  readonly sentAt?: Date;
  /** See `ArrivedPost`. */
  readonly instead?: number | undefined;
}

/**
 * Stores an arrival, and of a project note its fields; not an answer that its thread takes no more, or not from its
 * author. Call it inside a transaction.
 */
export async function storeArrival(ctx: Ctx, arrival: Arrival, groupId: Id | null): Promise<Received> {
  const { uri, inReplyTo } = arrival.wire;
  const answer = inReplyTo === null ? null : { uri, inReplyTo, authorId: arrival.author.id };
  const refusal = answer && (await refusalOfAnswer(ctx, answer));
  if (refusal) return { change: "none", reason: refusal };
  const received = await receivePost(ctx, { ...arrival, groupId });
  if (received.change !== "none") {
    await noteQuote(ctx, received.post.id, arrival.document, received.change === "created");
  }
  if (received.change !== "none") await onTopicsReceived(ctx, received.post, arrival.wire);
  if (received.change !== "none" && received.post.kind === "projectNote") {
    await onProjectNoteReceived(ctx, { post: received.post, document: arrival.document });
    await onNoteStored(ctx, received.post, arrival.document);
    await onKitStored(ctx, received.post);
  }
  return received;
}

/** Deletes a peer's post by its author's word, with all that hangs from it. Call it inside a transaction. */
export async function storeDeletion(ctx: Ctx, author: Party, uri: string): Promise<Deletion> {
  const deletion = await receiveDeletion(ctx, author, uri);
  if (deletion.change === "deleted" && deletion.post.kind === "projectNote") {
    await onProjectNoteDeleted(ctx, uri);
    await onNoteGone(ctx, deletion.post);
  }
  return deletion;
}

/** Ids named in the addressing of a post. */
const namedIn = ({ to, cc, mentions, audience }: WirePost): string[] => [
  ...new Set([...audience, ...to, ...cc, ...mentions]),
];

/**
 * Why we keep a post that somebody sent us, or null: then it is nobody's business here. We keep what comes from
 * somebody followed from here, is addressed to somebody here, answers a post that we know (and that its author may
 * see), or belongs to a group that is followed from here; and newer versions of what we keep. Everything else that was
 * not asked for is ignored, whoever signs it: an inbox is no notice board.
 */
export async function relevanceOf(
  ctx: Ctx,
  wire: WirePost,
  author: Party,
): Promise<"known" | "followed" | "addressed" | "reply" | "group" | null> {
  if (await postByUri(ctx, wire.uri)) return "known";
  if (await followedFromHere(ctx, [author.id])) return "followed";
  const named = namedIn(wire);
  const known = await knownActors(ctx, named);
  if (known.some(({ local, kind, type }) => local && kind !== "instance" && type !== "Group")) return "addressed";
  if (known.some(({ local, type }) => local && type === "Group") && (await concernsGroup(ctx, wire, author))) {
    return "addressed";
  }
  if (wire.inReplyTo !== null && (await visiblePlace(ctx, author.id, wire.inReplyTo))) return "reply";
  const groups = known.filter(({ type, local }) => type === "Group" && !local).map(({ id }) => id);
  return (await followedFromHere(ctx, groups)) ? "group" : null;
}

/** What a group of ours does not take is nothing to us either; whoever answers somebody and names it may talk on. */
const concernsGroup = async (ctx: Ctx, wire: WirePost, author: Party): Promise<boolean> =>
  wire.inReplyTo !== null || ((await admissionOf(ctx, wire, author))?.verdict ?? "refuse") !== "refuse";

/** Whether a post answers, or is meant only for, people here who block its author: then it has no effect. */
export async function isShutOut(ctx: Ctx, wire: WirePost, author: Party): Promise<boolean> {
  const parent = wire.inReplyTo === null ? null : await postByUri(ctx, wire.inReplyTo);
  const named = (await knownActors(ctx, namedIn(wire))).filter(({ local, kind }) => local && kind !== "instance");
  const blocking = await whoBlocks(
    ctx,
    [...named.map(({ id }) => id), ...(parent ? [parent.authorId] : [])],
    author.id,
  );
  if (parent && blocking.has(parent.authorId)) return true;
  return named.length > 0 && named.every(({ id }) => blocking.has(id)) && !(await followedFromHere(ctx, [author.id]));
}

type KnownActor = Pick<Actor, "id" | "uri" | "type" | "kind" | "local">;

/** Those of the ids that we know as actors. Collections and Public are none: often there is nothing to ask. */
async function knownActors(ctx: Ctx, ids: readonly string[]): Promise<KnownActor[]> {
  const uris = ids.filter((id) => !isPublic(id) && !id.endsWith("/followers"));
  if (uris.length === 0) return [];
  return ctx.db
    .select({ id: actors.id, uri: actors.uri, type: actors.type, kind: actors.kind, local: actors.local })
    .from(actors)
    .where(inArray(actors.uri, uris));
}

/** Whether a post names somebody here: then the conversation around it is worth being fetched. */
export const addressesUs = (ctx: Ctx, wire: WirePost): boolean =>
  namedIn(wire).some((uri) => localActorId(ctx.origin, uri) !== null);

/**
 * The group elsewhere that a top-level post belongs to. Groups of ours take in what was sent to them, not what we come
 * across (`admissionOf`).
 */
export async function groupOf(ctx: Ctx, { wire, author }: Pick<Arrival, "wire" | "author">): Promise<Id | null> {
  if (wire.inReplyTo !== null) return null;
  const named = await knownActors(ctx, [...wire.audience, ...wire.to, ...wire.cc]);
  const groups = named.filter(({ type, uri }) => type === "Group" && uri !== author.uri);
  const group = groups.find(({ uri }) => wire.audience.includes(uri)) ?? groups.find(({ local }) => local) ?? groups[0];
  return group && !group.local ? group.id : null;
}

/** What a group of ours does with a thread that was sent to it. */
export interface Admission {
  readonly group: Group;
  readonly verdict: PostingVerdict;
}

/**
 * Whether a post opens a thread in a group of ours (R4, R5): it answers nothing, names the group by audience, address or
 * mention, and its author may write there. A closed group takes what was sent to it, others only what everybody may read.
 * @returns null when it names none of ours
 */
export async function admissionOf(ctx: Ctx, wire: WirePost, author: Party): Promise<Admission | null> {
  if (wire.inReplyTo !== null) return null;
  const own = namedIn(wire).filter((uri) => localActorId(ctx.origin, uri) !== null);
  const groups = (await groupsAmong(ctx, own)).filter(({ mode }) => mode !== "internal");
  const group = groups.find(({ actor }) => wire.audience.includes(actor.uri)) ?? groups[0];
  if (!group) return null;
  const visibility = visibilityOf(wire.to, wire.cc, author.followersUri);
  if (group.mode !== "closed" && visibility !== "public") return { group, verdict: "refuse" };
  const [standing, partner] = await Promise.all([
    standingIn(ctx, group.actor.id, author.id),
    isPartnerHost(ctx, author.host),
  ]);
  const welcome = (await federationModeOf(ctx)) === "open";
  return { group, verdict: postingVerdict(group.mode, { ...standing, local: false, partner, welcome }) };
}
