import { and, eq, inArray, isNull, not, type SQLWrapper, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { arrayOf, type Id } from "../../platform/ids.ts";
import { preparedForReaders } from "../../platform/prepared.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import { isBlockedHost } from "../actors/blocked-hosts.queries.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { postBookmarks, postPins } from "./bookmarks.table.ts";
import { boostShownTo } from "./boosts.queries.ts";
import type { BoostVisibility, PostTag } from "./posts.model.ts";
import type { Post } from "./posts.queries.ts";
import { postAddressees, postReactions, posts, postTags } from "./posts.table.ts";

// What is shown of many posts at once: one statement each, whatever their number.

type Looking = { readonly actorId: Id } | null;

/** Of how many there are PostgreSQL knows nothing when it plans: or it would plan anew for a few. */
const ASKED = sql`any (array(select unnest(${sql.placeholder("ids")}::bigint[])))`;
const isAsked = sql`${posts.id} = ${ASKED}`;

const visibleByIds = preparedForReaders((db, reader) =>
  db
    .select()
    .from(posts)
    .where(and(isAsked, visibleTo(reader)))
    .prepare("visible_posts"),
);

/** Those of these posts that the reader may see. */
export async function visiblePosts(ctx: Ctx, reader: Looking, ids: readonly Id[]): Promise<Map<Id, Post>> {
  if (ids.length === 0) return new Map();
  const rows = await visibleByIds(ctx, reader).execute({ ids: arrayOf(ids), readerId: reader?.actorId });
  return new Map(rows.map((post) => [post.id, post]));
}

const authorsByIds = preparedForReaders((db, reader) =>
  db
    .select({ id: posts.id, authorId: posts.authorId })
    .from(posts)
    .where(and(isAsked, visibleTo(reader)))
    .prepare("authors_of_posts"),
);

/** Whose posts these are, as far as the reader may see them. */
export async function authorsOfPosts(ctx: Ctx, reader: Looking, ids: readonly Id[]): Promise<Map<Id, Id>> {
  if (ids.length === 0) return new Map();
  const rows = await authorsByIds(ctx, reader).execute({ ids: arrayOf(ids), readerId: reader?.actorId });
  return new Map(rows.map(({ id, authorId }) => [id, authorId]));
}

/** Somebody's boost of a post, as an entry of a timeline. */
export interface Boost {
  readonly id: Id;
  readonly postId: Id;
  readonly actorId: Id;
  /** Id of the Announce. */
  readonly uri: string;
  readonly createdAt: Date;
  readonly visibility: BoostVisibility;
}

/** Neither does the reader block or mute whoever boosted, nor is the reader blocked. */
const isTogetherWith = (readerId: SQLWrapper) => sql`not exists (
  select from relations
  where (relations.actor_id = ${readerId} and relations.target_id = ${postReactions.actorId})
    or (relations.actor_id = ${postReactions.actorId} and relations.target_id = ${readerId} and relations.kind = 'block'))`;

const boostsByIds = preparedForReaders((db, reader) => {
  const { id, postId, actorId, uri, createdAt, visibility } = postReactions;
  return db
    .select({ id, postId, actorId, uri, createdAt, visibility })
    .from(postReactions)
    .innerJoin(posts, eq(posts.id, postReactions.postId))
    .innerJoin(actors, eq(actors.id, postReactions.actorId))
    .where(
      and(
        sql`${postReactions.id} = ${ASKED}`,
        sql`${postReactions.kind} = 'boost'`,
        boostShownTo(reader, sql`post_reactions`),
        isNull(actors.suspendedAt),
        isNull(actors.deletedAt),
        not(isBlockedHost(sql`${actors.host}`)),
        reader === null ? undefined : isTogetherWith(reader.actorId),
        visibleTo(reader),
      ),
    )
    .prepare("visible_boosts");
});

/** Those of these boosts that the reader may see, with their post and their booster. */
export async function visibleBoosts(ctx: Ctx, reader: Looking, ids: readonly Id[]): Promise<Map<Id, Boost>> {
  if (ids.length === 0) return new Map();
  const rows = await boostsByIds(ctx, reader).execute({ ids: arrayOf(ids), readerId: reader?.actorId });
  return new Map(rows.map((boost) => [boost.id, boost]));
}

/** Hashtags, by post, in the order of the alphabet; posts without are missing from the map. */
export async function tagsOf(ctx: Ctx, postIds: readonly Id[]): Promise<Map<Id, PostTag[]>> {
  const found = new Map<Id, PostTag[]>();
  if (postIds.length === 0) return found;
  const rows = await ctx.db
    .select()
    .from(postTags)
    .where(inArray(postTags.postId, [...postIds]))
    .orderBy(postTags.tag);
  for (const { postId, tag, name } of rows) found.set(postId, [...(found.get(postId) ?? []), { tag, name }]);
  return found;
}

/** Who is addressed by name, by post, as far as we know them. */
export async function addresseesOfPosts(ctx: Ctx, postIds: readonly Id[]): Promise<Map<Id, Actor[]>> {
  const found = new Map<Id, Actor[]>();
  if (postIds.length === 0) return found;
  const rows = await ctx.db
    .select({ postId: postAddressees.postId, actor: actors })
    .from(postAddressees)
    .innerJoin(actors, eq(actors.id, postAddressees.actorId))
    .where(inArray(postAddressees.postId, [...postIds]))
    .orderBy(actors.id);
  for (const { postId, actor } of rows) found.set(postId, [...(found.get(postId) ?? []), actor]);
  return found;
}

/** Which of these posts a member has put aside. */
export async function bookmarkedAmong(ctx: Ctx, viewer: Viewer | null, postIds: readonly Id[]): Promise<Set<Id>> {
  if (viewer === null || postIds.length === 0) return new Set();
  const rows = await ctx.db
    .select({ id: postBookmarks.postId })
    .from(postBookmarks)
    .where(and(eq(postBookmarks.accountId, viewer.accountId), inArray(postBookmarks.postId, [...postIds])));
  return new Set(rows.map(({ id }) => id));
}

/** Which of these posts stand at the top of the page of whoever wrote them. */
export async function pinnedAmong(ctx: Ctx, postIds: readonly Id[]): Promise<Set<Id>> {
  if (postIds.length === 0) return new Set();
  const rows = await ctx.db
    .select({ id: postPins.postId })
    .from(postPins)
    .where(inArray(postPins.postId, [...postIds]));
  return new Set(rows.map(({ id }) => id));
}
