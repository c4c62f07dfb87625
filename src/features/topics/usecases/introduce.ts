import { isDeepStrictEqual } from "node:util";
import { and, eq, isNull } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { JsonObject } from "../../../platform/json.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { putTags } from "../../posts/hanging.store.ts";
import { MERGE_INTERVAL_MS, whenToSend } from "../../posts/posts.model.ts";
import type { Post } from "../../posts/posts.queries.ts";
import { addPost } from "../../posts/posts.store.ts";
import { postRevisions, posts } from "../../posts/posts.table.ts";
import { removePost } from "../../posts/usecases/remove.ts";
import { tellOfEdit, tellOfNew } from "../../posts/usecases/send.ts";
import { nextVersion } from "../../posts/versions.store.ts";
import { timeOfEdit, wholeSecond } from "../../posts/written.store.ts";
import { surroundingsOf } from "../../project-notes/usecases/publish.ts";
import { notYourTopic, onlyNetworkers, topicNotFound } from "../topics.errors.ts";
import { canChangeTopic, canIntroduce } from "../topics.policy.ts";
import { type TopicInput, topicSchema } from "../topics.schemas.ts";
import { putTopic, reserveWords, type TopicPlace, topicPath, writeTopic } from "../topics.store.ts";

/** A topic page of ours. */
export interface TopicAt {
  readonly id: Id;
  /** ActivityPub id. */
  readonly uri: string;
  /** Where it is read on this server. */
  readonly path: string;
}

/**
 * Publishes what our district says about a topic, and what its words mean here: rows, document and what is to be sent
 * in one transaction.
 * @throws AppError `topics.only-networkers`, `.invalid` with one entry a field, `.taken`, `project-notes.no-district`
 */
export async function introduceTopic(ctx: Ctx, viewer: Viewer, input: TopicInput): Promise<TopicAt> {
  if (!canIntroduce(viewer)) throw onlyNetworkers();
  const topic = readInput(topicSchema, input, "topics.invalid");
  return inTransaction(ctx, async (tx) => {
    await reserveWords(tx, topic);
    const { author, district } = await surroundingsOf(tx, viewer.actorId);
    const now = wholeSecond(tx.now());
    const { visibility } = topic;
    const place = { id: tx.newId(), author, district, visibility, publishedAt: now, updatedAt: now, version: 1 };
    const { document, values, uri, url, tags } = await writeTopic(tx, place, topic);
    const { id } = place;
    const row = {
      id,
      uri,
      url,
      local: true,
      authorId: author.id,
      groupId: district.actorId,
      rootId: id,
      publishedAt: now,
    };
    if (!(await addPost(tx, { ...row, ...values }, { tags }))) throw new Error("A fresh id was taken.");
    await putTopic(tx, id, topic);
    await tellOfNew(tx, toldOf(place, uri), document);
    return { id, uri, path: topicPath(topic.name) };
  });
}

const toldOf = ({ id, author, district, visibility }: TopicPlace, uri: string) => ({
  postId: id,
  uri,
  authorId: author.id,
  groupId: district.actorId,
  groupUri: district.actorUri,
  visibility,
});

export interface ReviseOptions {
  /** Edits within this time are sent together. Milliseconds. */
  readonly mergeInterval?: number;
}

/**
 * Replaces what a topic page of ours says; who may read it stays. Nothing happens when it says the same as before.
 * @throws AppError `topics.not-found`, `.not-yours`, `.invalid`, `.taken`
 */
export async function reviseTopic(
  ctx: Ctx,
  viewer: Viewer,
  id: Id,
  input: TopicInput,
  { mergeInterval = MERGE_INTERVAL_MS }: ReviseOptions = {},
): Promise<TopicAt> {
  const topic = readInput(topicSchema, input, "topics.invalid");
  return inTransaction(ctx, async (tx) => {
    const post = await lockTopic(tx, viewer, id);
    await reserveWords(tx, topic, id);
    const place = await nextPlace(tx, post);
    const { document, values, uri, url, tags } = await writeTopic(tx, place, topic);
    const at = { id, uri, path: topicPath(topic.name) };
    if (isDeepStrictEqual(saidIn(document), saidIn(JSON.parse(post.document)))) return at;
    const now = tx.now();
    const { sentAt, merged } = whenToSend(now, post.updateSentAt, false, mergeInterval);
    const { version, document: before } = post;
    await tx.db
      .insert(postRevisions)
      .values({ postId: id, version, document: before, editorId: viewer.accountId, createdAt: now });
    await tx.db
      .update(posts)
      .set({ ...values, url, updateSentAt: sentAt })
      .where(eq(posts.id, id));
    await putTags(tx, id, tags);
    await putTopic(tx, id, topic);
    await tellOfEdit(tx, toldOf(place, uri), document, merged ? { notBefore: sentAt } : null);
    return at;
  });
}

/** What of a document makes it another one for its readers. */
const saidIn = ({ "stv:version": _version, updated: _updated, ...said }: JsonObject): JsonObject => said;

async function nextPlace(tx: Ctx, post: Post): Promise<TopicPlace> {
  const { id, authorId, publishedAt } = post;
  const { author, district } = await surroundingsOf(tx, authorId);
  const updatedAt = timeOfEdit(tx.now(), post);
  const visibility = post.visibility === "partners" ? "partners" : "public";
  return { id, author, district, visibility, publishedAt, updatedAt, version: await nextVersion(tx, post) };
}

async function lockTopic(tx: Ctx, viewer: Viewer, id: Id): Promise<Post> {
  const [post] = await tx.db
    .select()
    .from(posts)
    .where(and(eq(posts.id, id), eq(posts.kind, "topic"), isNull(posts.deletedAt)))
    .for("update");
  if (!post) throw topicNotFound();
  if (!canChangeTopic(viewer, post)) throw notYourTopic();
  return post;
}

/**
 * Deletes a topic page of ours for ever: a Tombstone stays, and our words mean what they meant before.
 * @throws AppError `topics.not-found`, `.not-yours`
 */
export const withdrawTopic = (ctx: Ctx, viewer: Viewer, id: Id): Promise<void> =>
  inTransaction(ctx, async (tx) => removePost(tx, await lockTopic(tx, viewer, id)));
