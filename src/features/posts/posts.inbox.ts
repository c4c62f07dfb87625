import { eq, getTableColumns } from "drizzle-orm";
import { httpUrl, idOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { etagOf } from "../../platform/etag.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import { wireTime } from "../../platform/wire.ts";
import { type Actor, actorById, type Party } from "../actors/actors.queries.ts";
import type { Claim } from "../actors/claims.store.ts";
import { type Burial, buryPost, buryPostOnce } from "./burials.store.ts";
import { isWatched, tellOfChange } from "./changes.store.ts";
import { countReply } from "./counts.store.ts";
import { putAddressees, putTagsAnew } from "./hanging.store.ts";
import { addPoll, putPoll, removePoll } from "./polls.store.ts";
import type { WirePost } from "./posts.activitypub.ts";
import { isNewer, isPublic, type Visibility, visibilityOf } from "./posts.model.ts";
import { type Post, postByUri } from "./posts.queries.ts";
import { addPost, addPostOnce, adoptOrphans, type Hanging } from "./posts.store.ts";
import { posts } from "./posts.table.ts";
import { meetStrangers, strangersAmong } from "./strangers.store.ts";

/** Type of the row that stands for a post deleted before it came. */
const MARK = "Tombstone";

export interface ArrivedPost {
  /** What `readWire` made of the document. */
  readonly wire: WirePost;
  /** The document as received, or written anew from an activity that held it. */
  readonly text: string;
  readonly author: Party;
  /** The group that a top-level post belongs to; a reply takes its thread's. */
  readonly groupId?: Id | null;
  /** When an edit was sent that does not say so itself. */
  readonly sentAt?: Date | null;
  /** The version here of which its origin knows nothing (any more): what came replaces it although its own is lower. */
  readonly instead?: number | undefined;
}

export type Received =
  | { readonly change: "created" | "updated"; readonly post: Post }
  | { readonly change: "none"; readonly reason: NotTaken };

type NotTaken =
  | ("ours" | "deleted" | "vote" | "not-the-author" | "not-newer")
  | ("locked" | "archived" | "banned" | "not-a-member");

/**
 * Stores a peer's post, or a newer version of it, of whatever kind. Order of arrival does not matter: an older version
 * never replaces a newer one, what was deleted stays deleted, replies find their parents later. Call it inside a
 * transaction, after checking that id and author lie on the host that it came from.
 */
export async function receivePost(ctx: Ctx, arrived: ArrivedPost): Promise<Received> {
  if (arrived.wire.isVote) return { change: "none", reason: "vote" };
  const added = await create(ctx, arrived);
  if (added) return { change: "created", post: added };
  const known = await lockByUri(ctx, arrived.wire.uri);
  if (!known) throw new Error("A post was there and is gone: another transaction removed it.");
  if (!isForeignMark(known, arrived.author)) return receiveAgain(ctx, known, arrived);
  await ctx.db.delete(posts).where(eq(posts.id, known.id));
  return receivePost(ctx, arrived);
}

/** A post that is here, and whether members boosted or quote it. */
type Known = Post & { readonly watched: boolean };

async function lockByUri(ctx: Ctx, uri: string): Promise<Known | null> {
  const columns = { ...getTableColumns(posts), watched: isWatched };
  const [post] = await ctx.db.select(columns).from(posts).where(eq(posts.uri, uri)).for("update");
  return post ?? null;
}

/** Of a post that never came only somebody else on its host said that it is deleted: that keeps nobody from posting it. */
const isForeignMark = (known: Post, author: Party): boolean => known.type === MARK && known.authorId !== author.id;

async function receiveAgain(ctx: Ctx, known: Known, arrived: ArrivedPost): Promise<Received> {
  if (known.local) return { change: "none", reason: "ours" };
  if (known.authorId !== arrived.author.id) return { change: "none", reason: "not-the-author" };
  if (known.deletedAt) return { change: "none", reason: "deleted" };
  const times = timesOf(ctx, arrived);
  const { version } = arrived.wire;
  const isBack = arrived.instead === known.version && version !== null && version !== known.version;
  if (!isBack && !isNewer({ version, updatedAt: times.updatedAt }, known))
    return receiveTallies(ctx, known, arrived, times);
  // What a closed group took in stays there, whatever an edit says.
  const visibility = known.visibility === "group" ? "group" : await visibilityIn(ctx, arrived, known.groupId);
  const { publishedAt: _, ...said } = { ...valuesOf(arrived), visibility, ...times };
  const changed = turnsInto(known, arrived.wire) ? { ...said, kind: arrived.wire.kind, type: arrived.wire.type } : said;
  const [post] = await ctx.db.update(posts).set(changed).where(eq(posts.id, known.id)).returning();
  if (!post) throw new Error("A locked post is gone.");
  // The audience may have become narrower or wider: then the counters above change too.
  await countReply(ctx, known, -1);
  await countReply(ctx, post, 1);
  await putAddressees(ctx, post.id, namedIn(arrived));
  await meetStrangers(ctx, post.id, arrived.wire.mentions);
  await putTagsAnew(ctx, post.id, arrived.wire.tags);
  if (post.kind === "question" && arrived.wire.poll) await putPoll(ctx, post.id, arrived.wire.poll);
  if (post.kind !== "question" && known.kind === "question") await removePoll(ctx, post.id);
  if (known.watched && post.updatedAt > known.updatedAt) await tellOfChange(ctx, post.id);
  return { change: "updated", post };
}

/** A poll is added to a post, or taken away, under the same id (Mastodon); otherwise posts stay of their kind. */
const turnsInto = (known: Post, { kind, poll }: WirePost): boolean =>
  (known.kind === "note" && kind === "question" && poll !== null) || (known.kind === "question" && kind === "note");

/** Other servers tell of votes without calling it an edit: the same version, with other numbers (FEP-9967). */
async function receiveTallies(
  ctx: Ctx,
  known: Post,
  { wire }: ArrivedPost,
  { updatedAt }: { readonly updatedAt: Date },
): Promise<Received> {
  const isVoted = known.kind === "question" && wire.poll !== null;
  if (!isVoted || wire.version !== null || updatedAt < known.updatedAt) return { change: "none", reason: "not-newer" };
  await putPoll(ctx, known.id, wire.poll);
  return { change: "updated", post: known };
}

async function create(ctx: Ctx, arrived: ArrivedPost): Promise<Post | null> {
  const post = await addPost(ctx, await rowOf(ctx, arrived), hangingFrom(arrived));
  if (post) await adoptOrphans(ctx, post);
  if (post) await meetStrangers(ctx, post.id, arrived.wire.mentions);
  if (post && arrived.wire.poll) await addPoll(ctx, post.id, arrived.wire.poll);
  return post;
}

/**
 * The quick way for what comes most: stores a peer's post that is new here in one statement, outside of any
 * transaction, if the claim holds.
 * @returns null when nothing was done, and `receivePost` has to look more closely: claimed before, not new, replies
 *   wait for it, or more than a post is to be written (project notes, topics, polls, answers in a group's thread, mentions
 *   of people whom we do not know)
 * @param tells false: nobody here is addressed, nor waits for each post of the author
 */
export async function receiveNewPost(
  ctx: Ctx,
  arrived: ArrivedPost,
  claim: Claim,
  tells: boolean,
): Promise<Post | null> {
  const { kind, topics, poll, isVote } = arrived.wire;
  if (kind === "projectNote" || kind === "topic" || topics.length > 0 || poll || isVote) return null;
  const row = await rowOf(ctx, arrived);
  if (row.groupId !== null && row.inReplyToUri !== null) return null;
  if ((await strangersAmong(ctx, arrived.wire.mentions)).length > 0) return null;
  return addPostOnce(ctx, row, { ...hangingFrom(arrived), tells }, claim);
}

async function rowOf(ctx: Ctx, arrived: ArrivedPost) {
  const { wire, author } = arrived;
  const times = timesOf(ctx, arrived);
  const above = wire.inReplyTo === null ? null : await postByUri(ctx, wire.inReplyTo);
  const parent = above?.type === MARK ? null : above;
  const groupId = wire.inReplyTo === null ? (arrived.groupId ?? null) : (parent?.groupId ?? arrived.groupId ?? null);
  const id = ctx.newId(times.publishedAt);
  return {
    ...valuesOf(arrived),
    ...times,
    visibility: await visibilityIn(ctx, arrived, groupId),
    id,
    uri: wire.uri,
    local: false,
    authorId: author.id,
    // Kind and type stay what they were when the post came, but for what `turnsInto` says.
    kind: wire.kind,
    type: wire.type,
    groupId,
    inReplyToUri: wire.inReplyTo,
    inReplyToId: parent?.id ?? null,
    rootId: wire.inReplyTo === null ? id : (parent?.rootId ?? null),
  };
}

/**
 * No peer's clock places a post in the future, and none was edited before it was published. Where changes are numbered
 * (`stv:version`), `updated` names every visible edit: without it, only what was counted has changed.
 */
function timesOf(ctx: Ctx, { wire, sentAt }: ArrivedPost): { publishedAt: Date; updatedAt: Date } {
  const now = ctx.now();
  const past = (time: Date): number => Math.min(time.getTime(), now.getTime());
  const published = past(wire.publishedAt ?? wire.updatedAt ?? now);
  const unsaid = wire.version === null ? sentAt : null;
  const updated = past(wire.updatedAt ?? unsaid ?? wire.publishedAt ?? now);
  return { publishedAt: new Date(published), updatedAt: new Date(Math.max(published, updated)) };
}

/** Who may read it: of what names none but its group's followers, these (a closed group, wire §2.4), or its partners. */
async function visibilityIn(ctx: Ctx, { wire, author }: ArrivedPost, groupId: Id | null): Promise<Visibility> {
  const visibility = visibilityOf(wire.to, wire.cc, author.followersUri);
  if (visibility !== "direct" || groupId === null) return visibility;
  const group = await actorById(ctx, groupId);
  const named = (uri: string | null | undefined): boolean => uri != null && [...wire.to, ...wire.cc].includes(uri);
  if (named(group?.followersUri)) return "group";
  const speaks = group?.kind === "district" && group.host === author.host;
  return speaks && named(partnersNamedBy(group)) ? "partners" : "direct";
}

/** The collection of a district's partners, as its own document names it. */
function partnersNamedBy({ document, host }: Actor): string | null {
  const uri = httpUrl(idOf((JSON.parse(document || "{}") as JsonObject)["stv:partnerDistricts"]));
  return uri !== null && hostOf(uri) === host ? uri : null;
}

const valuesOf = ({ wire, text }: ArrivedPost) => ({
  url: wire.url,
  title: wire.title,
  summary: wire.summary,
  content: wire.content,
  plainContent: wire.plainContent,
  language: wire.language,
  sensitive: wire.sensitive,
  imageUrl: wire.imageUrl,
  imageAlt: wire.imageAlt,
  attachments: [...wire.attachments],
  emojis: [...wire.emojis],
  version: wire.version ?? 1,
  document: text,
  etag: etagOf(text),
});

const hangingFrom = (arrived: ArrivedPost): Hanging => ({ tags: arrived.wire.tags, addressees: namedIn(arrived) });

function namedIn({ wire, author }: ArrivedPost): string[] {
  const named = [...wire.to, ...wire.cc, ...wire.mentions, ...wire.audience];
  return [...new Set(named)].filter((uri) => !isPublic(uri) && uri !== author.followersUri);
}

/** What became of a deletion. `post`: as it was before. */
export type Deletion =
  | { readonly change: "deleted"; readonly post: Post }
  | { readonly change: "marked" }
  | { readonly change: "none" };

/**
 * Deletes a peer's post by its author's word. Of a post that never came a mark stays, so that it is not taken when it
 * comes late (90 days). Call it inside a transaction.
 */
export async function receiveDeletion(ctx: Ctx, author: Party, uri: string): Promise<Deletion> {
  const known = await lockByUri(ctx, uri);
  if (known) {
    if (!mayDelete(known, author)) return { change: "none" };
    await buryPost(ctx, known, burialOf(ctx, known));
    return { change: "deleted", post: known };
  }
  const mark = await addPost(ctx, markOf(ctx, author, uri));
  return mark ? { change: "marked" } : receiveDeletion(ctx, author, uri);
}

/**
 * The quick way for most deletions: one statement, outside of any transaction, if the claim holds.
 * @returns false when nothing was done, and `receiveDeletion` has to look more closely
 * @param isNoPost whether an id that is none of a post we know is one of something else that we know
 */
export async function receiveQuickDeletion(
  ctx: Ctx,
  author: Party,
  uri: string,
  claim: Claim,
  isNoPost: (ctx: Ctx, uri: string) => Promise<boolean>,
): Promise<boolean> {
  const known = await postByUri(ctx, uri);
  if (!known && (await isNoPost(ctx, uri))) return false;
  if (!known) return (await addPostOnce(ctx, markOf(ctx, author, uri), { tells: false }, claim)) !== null;
  const isMore = known.kind === "projectNote" || known.groupId !== null;
  if (isMore || !mayDelete(known, author)) return false;
  return buryPostOnce(ctx, known, burialOf(ctx, known), claim);
}

const mayDelete = (known: Post, author: Party): boolean =>
  !known.local && known.deletedAt === null && known.authorId === author.id;

function burialOf(ctx: Ctx, { uri, type }: Post): Burial {
  const tombstone = tombstoneText(ctx, uri, type);
  return { tombstone, etag: etagOf(tombstone) };
}

function markOf(ctx: Ctx, author: Party, uri: string) {
  const tombstone = tombstoneText(ctx, uri, null);
  const now = ctx.now();
  return {
    id: ctx.newId(),
    uri,
    url: uri,
    local: false,
    authorId: author.id,
    kind: "other" as const,
    type: MARK,
    visibility: "direct" as const,
    publishedAt: now,
    updatedAt: now,
    document: tombstone,
    etag: etagOf(tombstone),
    deletedAt: now,
  };
}

function tombstoneText(ctx: Ctx, uri: string, formerType: string | null): string {
  const tombstone: JsonObject = {
    "@context": "https://www.w3.org/ns/activitystreams",
    id: uri,
    type: "Tombstone",
    ...(formerType !== null && { formerType }),
    deleted: wireTime(ctx.now()),
  };
  return JSON.stringify(tombstone);
}
