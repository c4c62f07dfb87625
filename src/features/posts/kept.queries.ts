import { and, desc, eq, isNull, not, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { type Keyset, keysetOf, newestFirst } from "../../platform/keyset.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import { isBlockedHost } from "../actors/blocked-hosts.queries.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { postBookmarks, postPins } from "./bookmarks.table.ts";
import { boostShownTo } from "./boosts.queries.ts";
import type { ReactionKind } from "./posts.model.ts";
import type { Post } from "./posts.queries.ts";
import { postReactions, posts } from "./posts.table.ts";

/** A line of a list of posts that is in the order of what somebody did with them. */
export interface KeptEntry {
  /** What the list is paged by: when it was put aside, or liked. */
  readonly id: Id;
  readonly postId: Id;
}

/** What a member has put aside, as far as she may still see it, the newest first. */
export async function bookmarksOf(ctx: Ctx, viewer: Viewer, page: Keyset): Promise<readonly KeptEntry[]> {
  const { where, order } = keysetOf(postBookmarks.id, page);
  const rows = await ctx.db
    .select({ id: postBookmarks.id, postId: postBookmarks.postId })
    .from(postBookmarks)
    .innerJoin(posts, eq(posts.id, postBookmarks.postId))
    .where(and(eq(postBookmarks.accountId, viewer.accountId), where, visibleTo(viewer)))
    .orderBy(order)
    .limit(page.limit);
  return newestFirst(rows, page);
}

/** What a member likes, as far as she may still see it, the newest like first. */
export async function favouritesOf(ctx: Ctx, viewer: Viewer, page: Keyset): Promise<readonly KeptEntry[]> {
  const { where, order } = keysetOf(postReactions.id, page);
  const rows = await ctx.db
    .select({ id: postReactions.id, postId: postReactions.postId })
    .from(postReactions)
    .innerJoin(posts, eq(posts.id, postReactions.postId))
    .where(
      and(eq(postReactions.actorId, viewer.actorId), sql`${postReactions.kind} = 'like'`, where, visibleTo(viewer)),
    )
    .orderBy(order)
    .limit(page.limit);
  return newestFirst(rows, page);
}

/** At most so many posts stand at the top of somebody's page. */
export const MOST_PINS = 5;

/** What stands at the top of somebody's page, as far as the reader may see it, the newest pin first. */
export async function pinnedPosts(ctx: Ctx, reader: { readonly actorId: Id } | null, actorId: Id): Promise<Post[]> {
  const rows = await ctx.db
    .select({ post: posts })
    .from(postPins)
    .innerJoin(posts, eq(posts.id, postPins.postId))
    .where(and(eq(postPins.actorId, actorId), visibleTo(reader)))
    .orderBy(desc(postPins.createdAt), desc(posts.id))
    .limit(MOST_PINS);
  return rows.map(({ post }) => post);
}

/** Somebody who liked or boosted. */
export interface Reactor {
  /** What the list is paged by. */
  readonly id: Id;
  readonly actor: Actor;
}

/** Who liked or boosted a post, the newest first; nobody when the reader may not see it. */
export async function reactorsOf(
  ctx: Ctx,
  reader: { readonly actorId: Id } | null,
  { postId, kind }: { readonly postId: Id; readonly kind: ReactionKind },
  page: Keyset,
): Promise<readonly Reactor[]> {
  const { where, order } = keysetOf(postReactions.id, page);
  const rows = await ctx.db
    .select({ id: postReactions.id, actor: actors })
    .from(postReactions)
    .innerJoin(posts, eq(posts.id, postReactions.postId))
    .innerJoin(actors, eq(actors.id, postReactions.actorId))
    .where(
      and(
        eq(postReactions.postId, postId),
        eq(postReactions.kind, kind),
        boostShownTo(reader, sql`post_reactions`),
        isNull(actors.suspendedAt),
        isNull(actors.deletedAt),
        not(isBlockedHost(sql`${actors.host}`)),
        where,
        visibleTo(reader),
      ),
    )
    .orderBy(order)
    .limit(page.limit);
  return newestFirst(rows, page);
}
