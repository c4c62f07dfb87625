import { objectUri } from "../../../platform/ap-uris.ts";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { JsonObject } from "../../../platform/json.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { actorNotFound } from "../../actors/actors.errors.ts";
import { type Actor, actorById } from "../../actors/actors.queries.ts";
import { districtOf } from "../../district/district.queries.ts";
import { actingFor } from "../../organisations/organisations.usecases.ts";
import { hashtagsIn, memberTextToHtml } from "../member-text.model.ts";
import { membersAmong, mentionedActors } from "../mentions.queries.ts";
import { type OnceOptions, writtenBefore } from "../once.store.ts";
import { nobodyMentioned, noSuchGroup, organisationIsOpen, unknownMention } from "../posts.errors.ts";
import type { Visibility } from "../posts.model.ts";
import { canActIn } from "../posts.policy.ts";
import { type CheckedPost, type CheckedTexts, type PostInput, postInput } from "../posts.schemas.ts";
import { addPost } from "../posts.store.ts";
import type { QuoteParts } from "../quoting.activitypub.ts";
import { summaryFor } from "../summary.model.ts";
import type { PostParts } from "../writing.activitypub.ts";
import {
  emojisOf,
  exchangeUploads,
  handlesIn,
  pageOf,
  picturesOf,
  threadPageOf,
  wholeSecond,
  writePost,
} from "../written.store.ts";
import { ask, newPoll } from "./ask.ts";
import { tellOfNew } from "./send.ts";

export interface PublishedPost {
  readonly id: Id;
  /** ActivityPub id. */
  readonly uri: string;
  /** The page for people. */
  readonly url: string;
}

/** What a group of ours makes of a post in it. */
export interface GroupPlace {
  readonly visibility: Extract<Visibility, "public" | "group" | "local">;
  /** What follows from it besides, in the same transaction. */
  readonly alsoTell?: (tx: Ctx, post: { readonly id: Id; readonly uri: string }, document: JsonObject) => Promise<void>;
}

export interface PublishOptions extends OnceOptions {
  /**
   * Asks a group of ours for the place of a new post: null when one of the actors (row ids: the viewer, and the
   * organisation in whose name it is) may not post there. Default: everybody may in the district, nobody elsewhere.
   */
  readonly placeIn?: (ctx: Ctx, group: Actor, actorIds: readonly Id[]) => Promise<GroupPlace | null>;
  /** Handle of the organisation of ours in whose name it is written; the viewer's own name when missing. */
  readonly as?: string | undefined;
  /** Row id of the app that it was written in. */
  readonly applicationId?: Id | null | undefined;
  /** Makes a quote of it; given by the feature of quotes, told who writes. */
  readonly quote?: ((ctx: Ctx, author: Actor) => Promise<Quoting>) | undefined;
}

/** What a post quotes, and what is written with it in the same transaction. */
export interface Quoting {
  readonly parts: QuoteParts;
  readonly alongside: (tx: Ctx, post: PublishedPost, document: JsonObject) => Promise<void>;
}

/**
 * Publishes a post as the viewer: a short one (Note), with a title a long one (Article), or a poll (Question). Rows,
 * document and what is to be sent in one transaction. Whom the text mentions must be known here already.
 * @param input checked here, whoever calls
 * @throws AppError `posts.invalid` with one entry a field; `posts.no-such-group`, `.no-such-picture`,
 *   `.nobody-mentioned`, `.unknown-mention`, `.many-mentions`, `.organisation-open`; `organisations.not-found`,
 *   `.not-editor`
 */
export async function publishPost(
  ctx: Ctx,
  viewer: Viewer,
  input: PostInput,
  options: PublishOptions = {},
): Promise<PublishedPost> {
  const post = readInput(postInput, { ...input, quotes: options.quote !== undefined }, "posts.invalid");
  const prepared = await prepare(ctx, viewer, post, options);
  return inTransaction(ctx, (tx) => publish(tx, viewer, post, prepared, options));
}

/** Publishes what was checked, outside of groups, in the transaction of `tx`. Errors as for `publishPost`. */
export async function publishIn(
  tx: Ctx,
  viewer: Viewer,
  post: CheckedPost,
  options: Pick<PublishOptions, "applicationId">,
): Promise<PublishedPost> {
  return publish(tx, viewer, post, await prepare(tx, viewer, post, options), {});
}

/** What must be read before the transaction. */
interface Prepared {
  readonly author: Actor;
  readonly group: Actor | null;
  readonly place: GroupPlace | null;
  readonly visibility: Visibility;
  readonly people: ReadonlyMap<string, Actor>;
  readonly images: PostParts["images"];
  readonly quoting: Quoting | null;
  /** Id of our district, if the post is for its partners. */
  readonly partnersOf: string | null;
  readonly applicationId: Id | null;
}

async function prepare(ctx: Ctx, viewer: Viewer, post: CheckedPost, options: PublishOptions): Promise<Prepared> {
  const acting = options.as === undefined ? viewer : await actingFor(ctx, viewer, options.as);
  const [author, group, district] = await Promise.all([
    actorById(ctx, acting.actorId),
    post.groupId ? standingGroup(ctx, post.groupId) : null,
    districtOf(ctx),
  ]);
  if (!author) throw actorNotFound();
  const place = group && (await placeFor(ctx, group, [...new Set([viewer.actorId, author.id])], options));
  const visibility = place?.visibility ?? post.visibility;
  if (acting !== viewer && !canActIn(visibility)) throw organisationIsOpen();
  const [people, images] = await Promise.all([
    peopleIn(ctx, post.text, visibility, group?.id ?? null),
    picturesOf(ctx, viewer, post.images),
  ]);
  const partnersOf = visibility === "partners" ? (district?.actorUri ?? null) : null;
  const quoting = options.quote ? await options.quote(ctx, author) : null;
  const { applicationId = null } = options;
  return { author, group, place, visibility, people, images, partnersOf, quoting, applicationId };
}

async function standingGroup(ctx: Ctx, id: Id): Promise<Actor> {
  const group = await actorById(ctx, id);
  const standing = group?.local && group.type === "Group" && !group.suspendedAt && !group.deletedAt;
  if (!group || !standing) throw noSuchGroup();
  return group;
}

async function placeFor(
  ctx: Ctx,
  group: Actor,
  actorIds: readonly Id[],
  { placeIn }: PublishOptions,
): Promise<GroupPlace> {
  const inDistrict: GroupPlace | null = group.kind === "district" ? { visibility: "public" } : null;
  const place = placeIn ? await placeIn(ctx, group, actorIds) : inDistrict;
  if (!place) throw noSuchGroup();
  return place;
}

/**
 * Whom a text mentions, by `handleKey`. What only those mentioned may read must reach everybody whom it names; of what
 * only a group, partners or this server may read nobody else is told.
 * @throws AppError `posts.nobody-mentioned`, `.unknown-mention`, `.many-mentions`
 */
export async function peopleIn(
  ctx: Ctx,
  text: string,
  visibility: Visibility,
  groupId: Id | null,
): Promise<Map<string, Actor>> {
  const handles = handlesIn(text);
  const people = await mentionedActors(ctx, handles);
  if (visibility === "direct") {
    if (handles.length === 0) throw nobodyMentioned();
    if (people.size < handles.length) throw unknownMention();
  }
  if (visibility === "local" || visibility === "partners") return new Map([...people].filter(([, { local }]) => local));
  if (visibility !== "group" || groupId === null) return people;
  const members = await membersAmong(ctx, groupId, [...people.values()]);
  return new Map([...people].filter(([, { id }]) => members.has(id)));
}

async function publish(
  tx: Ctx,
  viewer: Viewer,
  post: CheckedPost,
  prepared: Prepared,
  once: OnceOptions,
): Promise<PublishedPost> {
  const id = tx.newId();
  const earlier = await writtenBefore(tx, viewer, once, id);
  if (earlier) return { id: earlier.id, uri: earlier.uri, url: earlier.url };
  return addWritten(tx, viewer, id, await partsOf(tx, id, post, prepared), prepared);
}

/** Writes a new post at the top of a thread and tells of it. Call it inside a transaction. */
async function addWritten(
  tx: Ctx,
  viewer: Viewer,
  id: Id,
  parts: PostParts,
  { author, group, place, people, quoting, applicationId }: Prepared,
): Promise<PublishedPost> {
  const { document, values } = writePost(parts);
  const { uri, url, publishedAt, tags, visibility, poll } = parts;
  const groupId = group?.id ?? null;
  const actedById = author.id === viewer.actorId ? null : viewer.accountId;
  const row = {
    id,
    uri,
    url,
    local: true,
    authorId: author.id,
    actedById,
    applicationId,
    groupId,
    rootId: id,
    publishedAt,
    ...values,
  };
  const named = [...new Map([...people.values()].map((actor) => [actor.id, actor])).values()];
  const addressees = named.map((actor) => actor.uri);
  if (!(await addPost(tx, row, { tags, addressees }))) throw new Error("A fresh id was taken.");
  if (poll) await ask(tx, id, poll);
  await exchangeUploads(tx, viewer, [], parts.images);
  const told = { postId: id, uri, authorId: author.id, groupId, groupUri: group?.uri ?? null, visibility };
  const forMembers = visibility === "group";
  await tellOfNew(tx, { ...told, forMembers, named: named.map((actor) => actor.id) }, document);
  await place?.alsoTell?.(tx, { id, uri }, document);
  await quoting?.alongside(tx, { id, uri, url }, document);
  return { id, uri, url };
}

async function partsOf(tx: Ctx, id: Id, post: CheckedPost, prepared: Prepared): Promise<PostParts> {
  const { author, group, visibility, people, images, partnersOf, quoting } = prepared;
  const now = wholeSecond(tx.now());
  const texts = textsOf(tx, post, people);
  const poll = post.poll ? newPoll(post.poll, now) : null;
  return {
    origin: tx.origin,
    uri: objectUri(tx.origin, id),
    url: group ? threadPageOf(tx, group, id) : pageOf(tx, author, id),
    author,
    visibility,
    groupUri: group?.uri ?? null,
    partnersOf,
    mentioned: [...people.values()],
    inReplyTo: null,
    context: null,
    ...texts,
    images,
    poll,
    emojis: await emojisOf(tx, { ...texts, poll }),
    quote: quoting?.parts,
    quoters: post.quoters,
    publishedAt: now,
    updatedAt: now,
    version: 1,
    now,
  };
}

/** What follows from the texts alone. */
export function textsOf(
  ctx: Ctx,
  { title, summary, sensitive, text, language }: Omit<CheckedTexts, "images" | "quotes">,
  people: ReadonlyMap<string, Actor>,
) {
  const warning = summary || null;
  return {
    title: title || null,
    summary: title ? summaryFor(summary || text, language) : warning,
    // What is folded away is sensitive to peers, too.
    sensitive: sensitive || (!title && warning !== null),
    text,
    content: memberTextToHtml(text, { origin: ctx.origin, people }),
    language,
    tags: hashtagsIn(text),
  };
}
