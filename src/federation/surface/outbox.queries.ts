import { and, desc, eq, isNull, lt, type SQL, sql } from "drizzle-orm";
import { actors } from "../../features/actors/actors.table.ts";
import { visibleTo } from "../../features/audience/audience.queries.ts";
import { listedFor } from "../../features/audience/listing.queries.ts";
import { announcePlain, bare, createActivity } from "../../features/posts/activities.activitypub.ts";
import { posts } from "../../features/posts/posts.table.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import type { ServedActor } from "./actors.queries.ts";
import { collectionPage, type PageEntry } from "./paging.ts";

const PAGE = 20;
/** A page stays below what peers read at all (1 MB), however long the notes are. Characters. */
const LARGEST_PAGE = 600_000;
const LARGEST_COUNT = 10_000;

const isGroup = (actor: ServedActor): boolean => actor.kind === "group" || actor.kind === "district";

/** Public top-level objects: of a person or organisation its own, of a group what was posted in it. */
const inOutbox = (actor: ServedActor): SQL | undefined =>
  and(
    isGroup(actor) ? eq(posts.groupId, actor.id) : and(eq(posts.authorId, actor.id), eq(posts.local, true)),
    isNull(posts.deletedAt),
    isNull(posts.inReplyToUri),
    eq(posts.visibility, "public"),
    visibleTo(null),
    listedFor(null),
  );

/** How many activities the outbox holds; counted up to 10,000. */
export async function outboxSize(ctx: Ctx, actor: ServedActor): Promise<number> {
  const some = ctx.db.select({ id: posts.id }).from(posts).where(inOutbox(actor)).limit(LARGEST_COUNT).as("some");
  const [row] = await ctx.db.select({ total: sql<number>`count(*)::int` }).from(some);
  return row?.total ?? 0;
}

/** A page of the outbox: `Create` with the stored object, or a group's `Announce` of the object's id. */
export async function outboxPage(ctx: Ctx, actor: ServedActor, before: Id): Promise<JsonObject> {
  const rows = await ctx.db
    .select({ id: posts.id, uri: posts.uri, document: posts.document, at: posts.publishedAt, author: actors.uri })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.authorId))
    .where(and(lt(posts.id, before), inOutbox(actor)))
    .orderBy(desc(posts.id))
    .limit(PAGE + 1);
  const entries = rows.map(
    (row): PageEntry => ({
      id: row.id,
      item: bare(isGroup(actor) ? announce(actor, row) : createActivity(JSON.parse(row.document))),
    }),
  );
  const lengths = rows.map((row) => row.document.length);
  const size = isGroup(actor) ? PAGE : Math.min(PAGE, fitting(lengths));
  return collectionPage(`${actor.uri}/outbox`, before, entries, size);
}

/** How many of these texts fit on a page; at least one. */
function fitting(lengths: readonly number[]): number {
  let total = 0;
  const over = lengths.findIndex((length) => {
    total += length;
    return total > LARGEST_PAGE;
  });
  return over === -1 ? lengths.length : Math.max(over, 1);
}

/** One Announce a post, whenever it is asked for: the post's id is the Announce's too. */
const announce = (
  group: ServedActor,
  post: { readonly id: Id; readonly uri: string; readonly at: Date; readonly author: string },
): JsonObject =>
  announcePlain({ groupUri: group.uri, announceId: post.id, at: post.at }, { id: post.uri, attributedTo: post.author });
