import { desc, eq } from "drizzle-orm";
import { timeOf } from "../../platform/ap-read.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { isId } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { QuotesOf } from "../../ui/env.ts";
import type { Filtered } from "../../ui/parts/filter-view.ts";
import type { ShownPost } from "../../ui/parts/post-view.ts";
import { type Actor, actorById } from "../actors/actors.queries.ts";
import { postViews, readingPathOf } from "./post-view.queries.ts";
import { isOpen } from "./posts.model.ts";
import { type Post, postById, type ThreadEntry, threadOf, visiblePost } from "./posts.queries.ts";
import { postRevisions } from "./posts.table.ts";

export interface Found {
  readonly post: Post;
  readonly author: Actor;
}

/**
 * The post behind the address of a page, if the viewer may see it: `handle` of its author, and `host` for others'.
 * @returns `gone` for a post of ours that everybody could read and that was deleted
 */
export async function postAt(
  ctx: Ctx,
  viewer: Viewer | null,
  { id, handle, host }: { readonly id: string; readonly handle?: string; readonly host?: string },
): Promise<Found | "gone" | null> {
  if (!isId(id)) return null;
  const post = await postById(ctx, id);
  const author = post && (await actorById(ctx, post.authorId));
  if (!post || !author) return null;
  const isHere = handle === undefined ? author.host === host && !post.local : author.handle === handle && post.local;
  if (!isHere) return null;
  if (post.deletedAt !== null) return post.local && isOpen(post.visibility) ? "gone" : null;
  return (await visiblePost(ctx, viewer, id)) ? { post, author } : null;
}

export interface ShownThread {
  readonly post: ShownPost;
  readonly replies: readonly ShownReply[];
  readonly above: { readonly parent: string | null; readonly root: string | null };
}

interface ShownReply {
  readonly post: ShownPost;
  readonly replies: readonly ShownReply[];
}

/** A post with what was answered to it, and the pages of what it answers. */
export async function threadAt(
  ctx: Ctx,
  viewer: Viewer | null,
  { post, author }: Found,
  { quotesOf, filtered }: { readonly quotesOf: QuotesOf; readonly filtered: Filtered },
): Promise<ShownThread> {
  const thread = post.rootId === null ? [] : await threadOf(ctx, viewer, post.rootId);
  const below = post.rootId === post.id ? thread : (find(thread, post.id)?.replies ?? []);
  const [shown, ...others] = await postViews(ctx, viewer, [{ post, author }, ...flat(below)], quotesOf);
  if (!shown) throw new Error("a post without a view");
  const views = new Map((await filtered(others, "thread")).map((view) => [view.id, view]));
  const nest = (entries: readonly ThreadEntry[]): ShownReply[] =>
    entries.flatMap((entry) => {
      const view = views.get(entry.post.id);
      return view ? [{ post: view, replies: nest(entry.replies) }] : [];
    });
  const [parent, root] = await Promise.all([pageOf(ctx, viewer, post.inReplyToId), pageOf(ctx, viewer, post.rootId)]);
  return { post: shown, replies: nest(below), above: { parent, root } };
}

const flat = (entries: readonly ThreadEntry[]): ThreadEntry[] =>
  entries.flatMap((entry) => [entry, ...flat(entry.replies)]);

const find = (entries: readonly ThreadEntry[], id: string): ThreadEntry | undefined =>
  flat(entries).find(({ post }) => post.id === id);

async function pageOf(ctx: Ctx, viewer: Viewer | null, id: string | null): Promise<string | null> {
  const post = id === null ? null : await visiblePost(ctx, viewer, id);
  const author = post && (await actorById(ctx, post.authorId));
  return post && author ? readingPathOf(ctx, post, author) : null;
}

const MOST_VERSIONS = 100;

/** All texts that a post of ours had, the present one first, at most 101. */
export async function versionsOf(ctx: Ctx, post: Post) {
  const earlier = await ctx.db
    .select({ version: postRevisions.version, document: postRevisions.document })
    .from(postRevisions)
    .where(eq(postRevisions.postId, post.id))
    .orderBy(desc(postRevisions.version))
    .limit(MOST_VERSIONS);
  return [{ version: post.version, document: post.document }, ...earlier].map(({ version, document }) => {
    const { content, updated, published } = JSON.parse(document) as JsonObject;
    // A peer's may say neither, or what is no date.
    const at = timeOf(updated) ?? timeOf(published) ?? post.updatedAt;
    return { version, at, title: null, content: String(content ?? ""), document };
  });
}

export async function hasHistory(ctx: Ctx, post: Post): Promise<boolean> {
  if (!post.local || post.updatedAt <= post.publishedAt) return false;
  const [row] = await ctx.db
    .select({ version: postRevisions.version })
    .from(postRevisions)
    .where(eq(postRevisions.postId, post.id))
    .limit(1);
  return row !== undefined;
}
