import { objectUri } from "../../../platform/ap-uris.ts";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import { etagOf } from "../../../platform/etag.ts";
import type { Id } from "../../../platform/ids.ts";
import type { JsonObject } from "../../../platform/json.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { actorNotFound } from "../../actors/actors.errors.ts";
import { type Actor, actorById } from "../../actors/actors.queries.ts";
import { isBannedFrom } from "../../audience/bans.queries.ts";
import { createActivity } from "../activities.activitypub.ts";
import { commentDocument } from "../comments.activitypub.ts";
import { bannedFromGroup, commentProblem, notYourComment, postNotFound, threadLocked } from "../posts.errors.ts";
import { isOpen } from "../posts.model.ts";
import { canDeleteComment, MAX_COMMENT_LENGTH, visibilityOfReply } from "../posts.policy.ts";
import { type Post, visiblePost } from "../posts.queries.ts";
import { addPost } from "../posts.store.ts";
import { removePost } from "./remove.ts";
import { sendToPeers } from "./send.ts";

/**
 * Answers a post, ours or a peer's, as the viewer. Read by as many people as what it answers, never by more.
 * @param input.text as typed, 1–5000 characters
 * @throws AppError `posts.not-found`, `posts.comment-empty`, `posts.comment-too-long`, `posts.locked`, `posts.banned`
 */
export async function publishComment(
  ctx: Ctx,
  viewer: Viewer,
  input: { readonly postId: Id; readonly text: string; readonly language?: "de" | "en" },
): Promise<{ id: Id; uri: string; url: string }> {
  const text = input.text.trim();
  if (text === "") throw commentProblem("empty");
  if ([...text].length > MAX_COMMENT_LENGTH) throw commentProblem("too-long");
  const parent = await visiblePost(ctx, viewer, input.postId);
  if (!parent) throw postNotFound();
  const thread = await threadAround(ctx, viewer, parent);
  await checkGroup(ctx, thread);
  return inTransaction(ctx, async (tx) => {
    const row = rowOf(tx, thread, { text, language: input.language ?? "de" });
    const post = await addPost(tx, row.values, { addressees: row.addressees });
    if (!post) throw new Error("A fresh id was taken.");
    await sendToPeers(tx, post, thread, createActivity(row.document), {
      followersOf: [thread.author.id],
      actors: thread.told.filter(({ local }) => !local).map(({ id }) => id),
      recordFor: post.id,
    });
    return { id: post.id, uri: post.uri, url: post.url };
  });
}

async function checkGroup(ctx: Ctx, { root, group, author }: Thread): Promise<void> {
  if (root.lockedAt !== null) throw threadLocked();
  if (group && (await isBannedFrom(ctx, group.id, author.id))) throw bannedFromGroup();
}

/** The comment's surroundings: everything that must be read before the transaction. */
interface Thread {
  readonly author: Actor;
  readonly parent: Post;
  readonly parentAuthor: Actor;
  readonly root: Post;
  readonly rootAuthor: Actor;
  readonly group: Actor | null;
  /** Whose business it is: author of the parent, of the top post, the group. */
  readonly told: readonly Actor[];
}

async function threadAround(ctx: Ctx, viewer: Viewer, parent: Post): Promise<Thread> {
  const root = (parent.rootId && (await visiblePost(ctx, viewer, parent.rootId))) || parent;
  const group = root.groupId ? await actorById(ctx, root.groupId) : null;
  const [author, parentAuthor, rootAuthor] = await Promise.all([
    actorById(ctx, viewer.actorId),
    actorById(ctx, parent.authorId),
    actorById(ctx, root.authorId),
  ]);
  if (!author || !parentAuthor || !rootAuthor) throw actorNotFound();
  const known = [parentAuthor, rootAuthor, ...(group ? [group] : [])];
  const told = [...new Map(known.map((actor) => [actor.id, actor])).values()].filter(({ id }) => id !== author.id);
  return { author, parent, parentAuthor, root, rootAuthor, group, told };
}

function rowOf(ctx: Ctx, thread: Thread, input: { readonly text: string; readonly language: string }) {
  const { author, parent, parentAuthor, root, rootAuthor, group } = thread;
  const id = ctx.newId();
  const visibility = visibilityOfReply(parent.visibility);
  const page = root.local ? root.url : `${ctx.origin}/projekte/${rootAuthor.host}/${root.id}`;
  const now = ctx.now();
  const parts = {
    uri: objectUri(ctx.origin, id),
    url: `${page}#antwort-${id}`,
    visibility,
    publishedAt: now,
    ...input,
  };
  const document = commentDocument({
    ...parts,
    author,
    parent: { uri: parent.uri, author: parentAuthor },
    context: contextOf(parent),
    groupUri: group?.uri ?? null,
    copyTo: isOpen(visibility) ? [rootAuthor.uri] : [],
  });
  const text = JSON.stringify(document);
  const values = {
    id,
    uri: parts.uri,
    url: parts.url,
    local: true,
    authorId: author.id,
    groupId: root.groupId,
    kind: "note" as const,
    type: "Note",
    content: String(document.content),
    language: input.language,
    visibility,
    inReplyToUri: parent.uri,
    inReplyToId: parent.id,
    rootId: parent.rootId,
    publishedAt: now,
    updatedAt: now,
    document: text,
    etag: etagOf(text),
  };
  const addressees = isOpen(visibility) ? thread.told.map(({ uri }) => uri) : [parentAuthor.uri];
  return { values, document, addressees };
}

/** The conversation that a post says it belongs to. */
function contextOf(post: Post): string | null {
  const document: JsonObject = JSON.parse(post.document);
  return typeof document.context === "string" ? document.context : null;
}

/**
 * Deletes a comment of ours: its author, or a moderator. A Tombstone stays.
 * @throws AppError `posts.not-found`, `posts.not-yours`
 */
export async function deleteComment(ctx: Ctx, viewer: Viewer, postId: Id): Promise<void> {
  const post = await visiblePost(ctx, viewer, postId);
  if (!post) throw postNotFound();
  if (!canDeleteComment(viewer, post)) throw notYourComment();
  await inTransaction(ctx, (tx) => removePost(tx, post));
}
