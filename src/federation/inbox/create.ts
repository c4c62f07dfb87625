import { actorById } from "../../features/actors/actors.queries.ts";
import { holdBack, retitle, takeIntoGroup } from "../../features/groups/groups.store.ts";
import { readWire, type WirePost } from "../../features/posts/posts.activitypub.ts";
import { receiveNewPost } from "../../features/posts/posts.inbox.ts";
import { type Post, postByUri } from "../../features/posts/posts.queries.ts";
import { passOn } from "../../features/posts/usecases/send.ts";
import { readQuote } from "../../features/quotes/quotes.activitypub.ts";
import { idOf, isObject, timeOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import {
  type Admission,
  type Arrival,
  addressesUs,
  admissionOf,
  groupOf,
  isShutOut,
  relevanceOf,
  storeArrival,
} from "../fetch/landing.ts";
import { fetchArrival, resolveActor, resolveParents } from "../fetch/resolve.ts";
import {
  accepted,
  asDocument,
  claimOf,
  type Handler,
  type Incoming,
  ignored,
  type Outcome,
  unsigned,
  writeOnce,
} from "./incoming.ts";
import { receiveVote } from "./vote.ts";

export const receiveCreate: Handler = (ctx, incoming) => receiveObject(ctx, incoming);

/**
 * A newer version of an account or of a post. Accounts are read from their own id (WordPress sends nothing else); a post
 * that we do not have yet is taken as a new one, since its Create may still be on the way (T068).
 */
export const receiveUpdate: Handler = async (ctx, incoming) => {
  const { actor, activity, budget } = incoming;
  if (idOf(activity.object) !== actor.uri) return receiveObject(ctx, incoming);
  await resolveActor(ctx, actor.uri, { maxAgeMs: 0, budget });
  return writeOnce(ctx, incoming, async () => accepted);
};

/**
 * Create and Update of a post (R1). Its id must lie on the actor's host and the actor be its one author. A simple note
 * that its author sends itself is taken as it came; whatever has a `stv:kind`, or came by id only, is read from its own
 * id, so that what we keep is what its origin serves (wire §5.1, 5).
 */
async function receiveObject(ctx: Ctx, incoming: Incoming): Promise<Outcome> {
  const { actor, followed, activity, budget } = incoming;
  const uri = idOf(activity.object);
  if (uri === null) return ignored("no-object");
  if (hostOf(uri) !== actor.host) return ignored("foreign-object");
  const sent = isObject(activity.object) ? readWire(activity.object) : null;
  if (sent) {
    if (!isOwn(sent, actor.uri)) return ignored("not-the-author");
    if (sent.isVote) return receiveVote(ctx, incoming, sent);
    if (!followed && (await relevanceOf(ctx, sent, actor)) === null) return ignored("not-asked-for");
  } else if (isObject(activity.object) && activity.object.type !== undefined) return ignored("not-a-post");
  const arrival = await arrivalFrom(ctx, incoming, uri, sent);
  if (incoming.shunned && (await isShutOut(ctx, arrival.wire, actor))) return ignored("blocked-by-addressee");
  if (arrival.author.id !== actor.id) return ignored("not-the-author");
  if (!sent && !followed && (await relevanceOf(ctx, arrival.wire, actor)) === null) return ignored("not-asked-for");
  const isForUs = addressesUs(ctx, arrival.wire);
  if (isForUs) await resolveParents(ctx, arrival.wire.inReplyTo, { budget });
  const groupId = await groupOf(ctx, arrival);
  const admission = groupId === null ? await admissionOf(ctx, arrival.wire, arrival.author) : null;
  const isSimple = incoming.type === "Create" && admission === null && readQuote(arrival.document) === null;
  const tells = isForUs || incoming.awaited;
  if (isSimple && (await receiveNewPost(ctx, { ...arrival, groupId }, claimOf(ctx, incoming), tells))) return accepted;
  return writeOnce(ctx, incoming, async (tx) => {
    const received = await storeArrival(tx, arrival, groupId);
    // What somebody looked up before it was sent to the group is known, and new to the group all the same.
    const post = received.change === "none" ? await postByUri(tx, arrival.wire.uri) : received.post;
    if (admission && post && (await land(tx, admission, post, incoming))) return accepted;
    if (received.change === "none") return ignored(received.reason);
    await shareInGroup(tx, received.post, incoming);
    return accepted;
  });
}

/** Puts a new thread where its group wants it: in the group, or before a moderator. @returns whether it did */
async function land(tx: Ctx, { group, verdict }: Admission, post: Post, { activity }: Incoming): Promise<boolean> {
  if (post.groupId !== null || post.deletedAt !== null || verdict === "refuse") return false;
  if (verdict === "post") return takeIntoGroup(tx, group, post, unsigned(activity));
  await holdBack(tx, group, post, unsigned(activity));
  return true;
}

/** Exactly one author, the sender. snac2 names it on the activity only. */
const isOwn = ({ attributedTo }: WirePost, actorUri: string): boolean =>
  attributedTo.length === 0 || (attributedTo.length === 1 && attributedTo[0] === actorUri);

async function arrivalFrom(ctx: Ctx, incoming: Incoming, uri: string, sent: WirePost | null): Promise<Arrival> {
  const { activity, type, actor, budget } = incoming;
  const sentAt = type === "Update" ? (timeOf(activity.updated) ?? timeOf(activity.published) ?? ctx.now()) : null;
  if (!sent || !isObject(activity.object) || sent.stvKind !== null) {
    return { ...(await fetchArrival(ctx, uri, budget)), ...(sentAt && { sentAt }) };
  }
  const object = addressed(activity.object, activity);
  const { document, text } = asDocument(object, activity);
  const wire = object === activity.object ? sent : (readWire(document) ?? sent);
  return { wire, document, text, author: actor, ...(sentAt && { sentAt }) };
}

/** Some put the addressing on the activity only. */
const addressed = (object: Incoming["activity"], { to, cc }: Incoming["activity"]): Incoming["activity"] =>
  object.to === undefined && object.cc === undefined
    ? { ...object, ...(to !== undefined && { to }), ...(cc !== undefined && { cc }) }
    : object;

/**
 * Comments and edits in a thread of a group of ours go on to its wrapped followers (check 54), never to microblogs
 * (check 52).
 */
async function shareInGroup(tx: Ctx, post: Post, incoming: Incoming): Promise<void> {
  if (post.groupId === null || incoming.id === null) return;
  const group = await actorById(tx, post.groupId);
  if (!group?.local) return;
  await retitle(tx, post);
  await passOn(tx, group, post, unsigned(incoming.activity));
}
