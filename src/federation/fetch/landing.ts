import { and, eq, inArray, sql } from "drizzle-orm";
import type { Actor, Party } from "../../features/actors/actors.queries.ts";
import { actors } from "../../features/actors/actors.table.ts";
import { districtOf } from "../../features/district/district.queries.ts";
import { followedFromHere } from "../../features/follows/follows.queries.ts";
import { follows } from "../../features/follows/follows.table.ts";
import type { WirePost } from "../../features/posts/posts.activitypub.ts";
import { type Deletion, type Received, receiveDeletion, receivePost } from "../../features/posts/posts.inbox.ts";
import { isPublic } from "../../features/posts/posts.model.ts";
import { postByUri, visiblePlace } from "../../features/posts/posts.queries.ts";
import { onProjectNoteDeleted, onProjectNoteReceived } from "../../features/project-notes/project-notes.inbox.ts";
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
}

/** Stores an arrival, and of a project note its fields. Call it inside a transaction. */
export async function storeArrival(ctx: Ctx, arrival: Arrival, groupId: Id | null): Promise<Received> {
  const received = await receivePost(ctx, { ...arrival, groupId });
  if (received.change !== "none" && received.post.kind === "projectNote") {
    await onProjectNoteReceived(ctx, { post: received.post, document: arrival.document });
  }
  return received;
}

/** Deletes a peer's post by its author's word, with all that hangs from it. Call it inside a transaction. */
export async function storeDeletion(ctx: Ctx, author: Party, uri: string): Promise<Deletion> {
  const deletion = await receiveDeletion(ctx, author, uri);
  if (deletion.change === "deleted" && deletion.post.kind === "projectNote") await onProjectNoteDeleted(ctx, uri);
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
  if (known.some(({ local, kind }) => local && kind !== "instance")) return "addressed";
  if (wire.inReplyTo !== null && (await visiblePlace(ctx, author.id, wire.inReplyTo))) return "reply";
  const groups = known.filter(({ type }) => type === "Group").map(({ id }) => id);
  return (await followedFromHere(ctx, groups)) ? "group" : null;
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
 * The group that a top-level post belongs to. One of ours takes posts only from partners, hosts where the district
 * follows somebody, unless the mode is `open` (decision 8); anybody may answer in its threads.
 */
export async function groupOf(ctx: Ctx, { wire, author }: Arrival): Promise<Id | null> {
  if (wire.inReplyTo !== null) return null;
  const groups = (await knownActors(ctx, [...wire.audience, ...wire.to, ...wire.cc])).filter(
    ({ type, uri }) => type === "Group" && uri !== author.uri,
  );
  const group = groups.find(({ uri }) => wire.audience.includes(uri)) ?? groups[0];
  if (!group) return null;
  return group.local && !(await mayOpenThreads(ctx, author.host)) ? null : group.id;
}

async function mayOpenThreads(ctx: Ctx, host: string): Promise<boolean> {
  const district = await districtOf(ctx);
  if (!district) return false;
  if (district.mode === "open") return true;
  const [row] = await ctx.db
    .select({ one: sql<number>`1` })
    .from(follows)
    .innerJoin(actors, eq(actors.id, follows.followeeId))
    .where(and(eq(follows.followerId, district.actorId), eq(follows.state, "accepted"), eq(actors.host, host)))
    .limit(1);
  return row !== undefined;
}
