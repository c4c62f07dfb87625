import { and, desc, eq, gt, isNotNull, lt, or, type SQL, sql } from "drizzle-orm";
import { actors } from "../../features/actors/actors.table.ts";
import { visibleTo } from "../../features/audience/audience.queries.ts";
import { posts } from "../../features/posts/posts.table.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import { wireTime } from "../../platform/wire.ts";
import type { ServedActor } from "./actors.queries.ts";
import { collectionPage, PAGE_SIZE, pagedCollection } from "./paging.ts";

/** So long a partner that was away finds out here what was deleted. */
const TOMBSTONE_DAYS = 90;

/** A district's own public project notes, living or deleted. Received ones stand in their own district's catalogue. */
const inCatalogue = (actor: ServedActor): SQL | undefined =>
  and(
    eq(posts.groupId, actor.id),
    eq(posts.local, true),
    eq(posts.kind, "projectNote"),
    eq(posts.visibility, "public"),
  );

const recentlyDeleted = (ctx: Ctx): SQL | undefined =>
  and(isNotNull(posts.deletedAt), gt(posts.deletedAt, new Date(ctx.now().getTime() - TOMBSTONE_DAYS * 86_400_000)));

/**
 * The catalogue of a district's project notes (wire §4.5). `stv:digest` is the XOR of SHA-256(id LF version) over the
 * living ones, so that a partner sees with one request whether it lacks anything (the technique of FEP-8fcf).
 */
export async function catalogue(ctx: Ctx, actor: ServedActor, id: string): Promise<JsonObject> {
  const living = visibleTo(null);
  const [row] = await ctx.db
    .select({
      total: sql<number>`(count(*) filter (where ${living}))::int`,
      digest: sql<string | null>`(bit_xor(('x' || encode(
        sha256(convert_to(${posts.uri} || chr(10) || ${posts.version}, 'UTF8')), 'hex'))::bit(256))
        filter (where ${living}))::text`,
      changedAt: sql<string | null>`max(greatest(${posts.updatedAt}, ${posts.deletedAt}))`,
    })
    .from(posts)
    .where(and(inCatalogue(actor), or(living, recentlyDeleted(ctx))));
  return pagedCollection(id, row?.total ?? 0, {
    attributedTo: actor.uri,
    "stv:digest": hexOf(row?.digest ?? "0"),
    ...(row?.changedAt && { "stv:changedAt": wireTime(new Date(row.changedAt)) }),
  });
}

/** 256 binary digits as 64 hexadecimal ones. */
const hexOf = (bits: string): string => BigInt(`0b${bits}`).toString(16).padStart(64, "0");

/** A page of the catalogue: of each note just enough for a partner to see whether it has it. */
export async function cataloguePage(ctx: Ctx, actor: ServedActor, before: Id): Promise<JsonObject> {
  const rows = await ctx.db
    .select({ post: posts, author: actors.uri })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.authorId))
    .where(and(inCatalogue(actor), lt(posts.id, before), or(visibleTo(null), recentlyDeleted(ctx))))
    .orderBy(desc(posts.id))
    .limit(PAGE_SIZE + 1);
  const entries = rows.map(({ post, author }) => ({ id: post.id, item: entryOf(post, author) }));
  return collectionPage(`${actor.uri}/projekte`, before, entries);
}

function entryOf(post: typeof posts.$inferSelect, author: string): JsonObject {
  if (post.deletedAt !== null) {
    return { id: post.uri, type: "Tombstone", formerType: post.type, deleted: wireTime(post.deletedAt) };
  }
  return {
    id: post.uri,
    type: post.type,
    ...(post.title !== null && { name: post.title }),
    attributedTo: author,
    updated: wireTime(post.updatedAt),
    "stv:kind": "ProjectNote",
    "stv:version": post.version,
  };
}
