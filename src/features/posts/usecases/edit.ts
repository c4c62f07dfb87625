import { isDeepStrictEqual } from "node:util";
import { eq } from "drizzle-orm";
import { asList, textOf } from "../../../platform/ap-read.ts";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { JsonObject } from "../../../platform/json.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { actorNotFound } from "../../actors/actors.errors.ts";
import { type Actor, actorById } from "../../actors/actors.queries.ts";
import { districtOf } from "../../district/district.queries.ts";
import { focusUpload } from "../../media/media.usecases.ts";
import { canActFor } from "../../organisations/organisations.policy.ts";
import { membershipIn } from "../../organisations/organisations.queries.ts";
import { tellOfChange } from "../changes.store.ts";
import { putAddressees, putTags } from "../hanging.store.ts";
import { mentionsIn } from "../member-text.model.ts";
import { addresseesOf, mentionedActors } from "../mentions.queries.ts";
import { pollsOf } from "../polls.queries.ts";
import { neverWider, notYourPost, organisationIsOpen, postNotFound, readersStay, titleStays } from "../posts.errors.ts";
import {
  isOpen,
  isWider,
  MERGE_INTERVAL_MS,
  type Poll,
  type Quoters,
  type Visibility,
  whenToSend,
} from "../posts.model.ts";
import { canActIn, canEditPost } from "../posts.policy.ts";
import { type Post, postByUri, sourceOf, visiblePost, whoMayRead } from "../posts.queries.ts";
import { type CheckedPollChange, type CheckedTexts, type PostChange, postChange } from "../posts.schemas.ts";
import { postRevisions, posts } from "../posts.table.ts";
import { type QuoteParts, quotersIn, quoteWrittenIn } from "../quoting.activitypub.ts";
import { nextVersion } from "../versions.store.ts";
import type { PostParts } from "../writing.activitypub.ts";
import {
  emojisOf,
  exchangeUploads,
  handlesIn,
  picturesOf,
  timeOfEdit,
  uploadIdsOf,
  wholeSecond,
  writePost,
} from "../written.store.ts";
import { askAnew, changedPoll, newlyAsked } from "./ask.ts";
import { type PublishedPost, peopleIn, publishIn, textsOf } from "./publish.ts";
import { removePost } from "./remove.ts";
import { tellOfEdit, tellThoseLeftOut, toldAs } from "./send.ts";

export interface EditOptions {
  /** Edits within this time are sent together. Milliseconds. */
  readonly mergeInterval?: number;
}

/**
 * Replaces what a post or an answer of the viewer's, or of an organisation that the viewer writes for, says; nothing happens when it says the same as before. When fewer
 * people may read it from now on, the old post is deleted everywhere and a new one takes its place: its former readers
 * never get the new text (T107).
 * @returns where it is now
 * @throws AppError `posts.not-found`, `.not-yours`, `.invalid`, `.never-wider`, `.readers-stay`, `.title-missing`,
 *   `.title-new`, `.poll-over`, `.organisation-open`, and those of `publishPost` about mentions and pictures
 */
export async function editPost(
  ctx: Ctx,
  viewer: Viewer,
  id: Id,
  input: PostChange,
  { mergeInterval = MERGE_INTERVAL_MS }: EditOptions = {},
): Promise<PublishedPost> {
  return inTransaction(ctx, async (tx) => {
    const post = await lockOwn(tx, viewer, id);
    const quotes = quoteWrittenIn(JSON.parse(post.document)) !== null;
    const change = readInput(postChange, { ...input, quotes }, "posts.invalid");
    const visibility = change.visibility ?? post.visibility;
    checkChange(post, change, visibility);
    if (post.authorId !== viewer.actorId && !canActIn(visibility)) throw organisationIsOpen();
    const isAnother = visibility === "followers" || visibility === "direct" || visibility === "partners";
    if (isClosing(post.visibility, visibility) && isAnother) {
      await removePost(tx, post);
      const quoters = change.quoters ?? "everybody";
      const poll = change.poll ? newlyAsked(change.poll) : undefined;
      return publishIn(tx, viewer, { ...change, visibility, quoters, poll }, { applicationId: post.applicationId });
    }
    await replace(tx, viewer, post, { ...change, visibility }, mergeInterval);
    return { id: post.id, uri: post.uri, url: post.url };
  });
}

async function lockOwn(tx: Ctx, viewer: Viewer, id: Id): Promise<Post> {
  if (!(await visiblePost(tx, viewer, id))) throw postNotFound();
  const [post] = await tx.db.select().from(posts).where(eq(posts.id, id)).for("update");
  if (!post || post.deletedAt) throw postNotFound();
  const forAuthor = canActFor(await membershipIn(tx, viewer, post.authorId));
  if (!canEditPost(viewer, post, forAuthor)) throw notYourPost();
  return post;
}

function checkChange(post: Post, { title, quotes }: PostChanged, visibility: Visibility): void {
  if (isWider(visibility, post.visibility)) throw neverWider();
  const isGroups = post.visibility === "group" || post.visibility === "local";
  const isFixed = post.inReplyToUri !== null || post.kind === "question" || isGroups || quotes;
  if (isFixed && visibility !== post.visibility) throw readersStay();
  if ((post.kind === "article") !== Boolean(title)) throw titleStays(!title);
}

/** Whether some lose the post altogether; public and unlisted are read by the same people. */
const isClosing = (before: Visibility, after: Visibility): boolean => isWider(before, after) && !isOpen(after);

type PostChanged = CheckedTexts & {
  readonly quoters?: Quoters | undefined;
  readonly poll?: CheckedPollChange | null | undefined;
};
type Change = PostChanged & { readonly visibility: Visibility };

async function replace(tx: Ctx, viewer: Viewer, post: Post, change: Change, interval: number): Promise<void> {
  const before: JsonObject = JSON.parse(post.document);
  const place = await placeOf(tx, post, change, before);
  const images = await picturesOf(tx, viewer, change.images, uploadIdsOf(post.attachments));
  const current = { ...place.parts, images, updatedAt: post.updatedAt, version: post.version };
  const { poll } = place.parts;
  const samePolicy = place.parts.quoters === quotersIn(before);
  const samePoll = isDeepStrictEqual(poll, place.poll);
  if (samePolicy && samePoll && saysTheSame(post, writePost(current).values, change.text)) return;
  const now = tx.now();
  const updatedAt = timeOfEdit(now, post);
  const { document, values } = writePost({ ...current, updatedAt, version: await nextVersion(tx, post) });
  const { sentAt, merged } = whenToSend(now, post.updateSentAt, false, interval);
  await tx.db.insert(postRevisions).values({
    postId: post.id,
    version: post.version,
    document: post.document,
    editorId: viewer.accountId,
    createdAt: now,
  });
  await tx.db
    .update(posts)
    .set({ ...values, updateSentAt: sentAt })
    .where(eq(posts.id, post.id));
  if (!samePoll) await askAnew(tx, post.id, poll);
  await exchangeUploads(tx, viewer, post.attachments, images);
  for (const { mediaId, focus } of change.images) if (focus) await focusUpload(tx, mediaId, focus);
  await putTags(tx, post.id, place.parts.tags);
  await tellOfChange(tx, post.id);
  const { group, named, leftOut } = place;
  const inThread = post.inReplyToUri !== null && group ? [group.uri] : [];
  await putAddressees(tx, post.id, [...named.map(({ uri }) => uri), ...inThread]);
  const told = toldAs({ post: { ...post, visibility: change.visibility }, group, named: named.map((one) => one.id) });
  await tellOfEdit(tx, told, document, merged ? { notBefore: sentAt } : null);
  if (!isOpen(change.visibility)) await tellThoseLeftOut(tx, told, { named, leftOut }, before, now);
}

const SAID = ["title", "summary", "content", "language", "visibility", "sensitive", "attachments"] as const;

const saysTheSame = (post: Post, values: ReturnType<typeof writePost>["values"], text: string): boolean =>
  sourceOf(post) === text && SAID.every((name) => isDeepStrictEqual(plain(values[name]), plain(post[name])));

/** As it is stored: members that are `undefined` are not there. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

interface Place {
  readonly parts: Omit<PostParts, "images" | "updatedAt" | "version">;
  readonly group: Actor | null;
  /** What it asked until now. */
  readonly poll: Poll | null;
  /** Who is addressed by name from now on, and who was and is not any more. */
  readonly named: readonly Actor[];
  readonly leftOut: readonly Actor[];
}

async function placeOf(tx: Ctx, post: Post, change: Change, before: JsonObject): Promise<Place> {
  const [author, group, addressed, polls, people, district] = await Promise.all([
    actorById(tx, post.authorId),
    post.groupId ? actorById(tx, post.groupId) : null,
    addresseesOf(tx, post.id),
    pollsOf(tx, [post.id]),
    peopleFor(tx, post, change),
    districtOf(tx),
  ]);
  if (!author) throw actorNotFound();
  const poll = polls.get(post.id) ?? null;
  const changed = change.poll ? changedPoll(poll, change.poll, wholeSecond(tx.now())) : null;
  const asked = change.poll === undefined ? poll : changed;
  const earlier = addressed.filter(({ id }) => id !== post.groupId);
  const carried = post.inReplyToUri === null ? [] : await carriedOn(tx, earlier, sourceOf(post));
  const named = [...new Map([...carried, ...people.values()].map((actor) => [actor.id, actor])).values()];
  const tagged = new Set(asList(before.tag).flatMap((tag) => mentionIn(tag as JsonObject)));
  const texts = textsOf(tx, change, people);
  const isMentioned = (actor: Actor): boolean => tagged.has(actor.uri) || [...people.values()].includes(actor);
  const parts = {
    ...texts,
    origin: tx.origin,
    uri: post.uri,
    url: post.url,
    author,
    visibility: change.visibility,
    groupUri: group?.uri ?? null,
    partnersOf: change.visibility === "partners" ? (district?.actorUri ?? null) : null,
    mentioned: post.inReplyToUri === null ? named : named.filter(isMentioned),
    copyTo: isOpen(change.visibility) ? carried.map(({ uri }) => uri) : [],
    inReplyTo: post.inReplyToUri,
    context: textOf(before.context),
    poll: asked,
    emojis: await emojisOf(tx, { ...texts, poll: asked }),
    quote: await quoteOf(tx, before),
    quoters: change.quoters ?? quotersIn(before),
    publishedAt: post.publishedAt,
    now: tx.now(),
  };
  const leftOut = earlier.filter(({ id }) => named.every((actor) => actor.id !== id));
  return { parts, group, poll, named, leftOut };
}

/** What it quotes stays what it is. */
async function quoteOf(tx: Ctx, before: JsonObject): Promise<QuoteParts | null> {
  const quote = quoteWrittenIn(before);
  return quote && { ...quote, url: (await postByUri(tx, quote.uri))?.url ?? quote.uri };
}

const mentionIn = (tag: JsonObject): string[] =>
  tag.type === "Mention" && typeof tag.href === "string" ? [tag.href] : [];

/** Whom the new text mentions; below what only some may read nobody else (T108). */
async function peopleFor(tx: Ctx, post: Post, { text, visibility }: Change): Promise<ReadonlyMap<string, Actor>> {
  if (post.inReplyToUri === null) return peopleIn(tx, text, visibility, post.groupId);
  const people = await mentionedActors(tx, handlesIn(text));
  if (isOpen(visibility) || post.inReplyToId === null) return isOpen(visibility) ? people : new Map();
  const readers = await whoMayRead(tx, post.inReplyToId, [...people.values()]);
  return new Map([...people].filter(([, actor]) => readers.includes(actor)));
}

/** Who is told of an answer without being mentioned in its text: whoever is answered, and the author at the top. */
async function carriedOn(tx: Ctx, addressed: readonly Actor[], text: string): Promise<Actor[]> {
  const mentioned = [...(await mentionedActors(tx, mentionsIn(text))).values()].map(({ id }) => id);
  return addressed.filter(({ id }) => !mentioned.includes(id));
}
