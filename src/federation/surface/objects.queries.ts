import { and, desc, eq, lt, sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import type { Actor } from "../../features/actors/actors.queries.ts";
import type { Reader } from "../../features/audience/audience.model.ts";
import { visibleTo } from "../../features/audience/audience.queries.ts";
import { listedFor } from "../../features/audience/listing.queries.ts";
import type { PostKind } from "../../features/posts/posts.model.ts";
import { postRevisions, posts } from "../../features/posts/posts.table.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { etagOf } from "../../platform/etag.ts";
import { type Id, isId } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import { OBJECT_CONTEXTS, withContext } from "../../platform/wire.ts";
import { PAGE_SIZE, type PageEntry } from "./paging.ts";

/** A local object as it is served. */
export interface ServedObject {
  readonly id: Id;
  readonly uri: string;
  readonly url: string;
  readonly authorUri: string;
  readonly groupUri: string | null;
  readonly rootId: Id | null;
  readonly kind: PostKind;
  readonly document: string;
  readonly etag: string;
  readonly version: number;
  /** Everybody may see it. */
  readonly public: boolean;
  /** It was public, and its document is a tombstone now. */
  readonly gone: boolean;
  /** A moderator took it out of its group, which may be taken back (FEP-4f05): a tombstone answers for it. */
  readonly removed: boolean;
}

interface Row extends Omit<ServedObject, "gone"> {
  readonly wasPublic: boolean;
  readonly deleted: boolean;
}

/**
 * The one statement of a GET, compiled once: with the rule for strangers in it, so that a public object costs nothing
 * more. postgres.js prepares it once a connection.
 */
const SERVED = new PgDialect().sqlToQuery(sql`
  select posts.id, posts.uri, posts.url, author.uri as "authorUri", audience.uri as "groupUri",
    posts.root_id as "rootId", posts.kind, posts.document, posts.etag, posts.version, posts.deleted_at is not null as deleted,
    posts.removed_at is not null and posts.deleted_at is null as removed,
    posts.visibility in ('public', 'unlisted') as "wasPublic", ${visibleTo(null)} as public
  from posts
  join actors author on author.id = posts.author_id
  left join actors audience on audience.id = posts.group_id
  where posts.id = ${sql.placeholder("id")} and posts.local`).sql;

/**
 * A local object, if the asker may see it. What is not public is for those who are named in it or follow its author,
 * and for the instance actors of their servers (decision 1). Whoever signed is found out in the same way for objects
 * that exist and for ids that do not, so that the time taken tells nothing (T100).
 * @param signer finds out who signed the request
 */
export async function servedObject(
  ctx: Ctx,
  id: string,
  signer: () => Promise<Actor | null>,
): Promise<ServedObject | null> {
  const [row] = isId(id) ? await ctx.sql.unsafe<Row[]>(SERVED, [id], { prepare: true }) : [];
  if (row?.public) return { ...row, gone: false };
  if (row?.deleted && row.wasPublic) return { ...row, gone: true };
  if (row?.removed && row.wasPublic) return tombstoneFor(row);
  const reader = readerFor(await signer());
  if (reader === null) return null;
  const [allowed] = await ctx.db
    .select({ id: posts.id })
    .from(posts)
    .where(and(eq(posts.id, row?.id ?? "0"), visibleTo(reader)));
  return row && allowed ? { ...row, gone: false } : null;
}

function tombstoneFor(row: Row): ServedObject {
  const { type, id } = JSON.parse(row.document) as JsonObject;
  const tombstone = { id: id ?? row.uri, type: "Tombstone", ...(type !== undefined && { formerType: type }) };
  const document = JSON.stringify(withContext(OBJECT_CONTEXTS, tombstone));
  return { ...row, document, etag: etagOf(document), gone: true };
}

/** An instance actor reads for its whole host; anybody else for nobody else. */
function readerFor(signer: Actor | null): Reader {
  if (!signer || signer.suspendedAt !== null || signer.deletedAt !== null) return null;
  return signer.type === "Application" ? { host: signer.host } : { actorId: signer.id };
}

const asEntry = ({ id, uri }: { readonly id: Id; readonly uri: string }): PageEntry => ({ id, item: uri });

/** Collections that hang from an object: the direct replies to it, or the whole thread with the object itself. */
export type ThreadPart = "antworten" | "kontext";

/** What strangers may see of a thread, remote posts included. */
const inThread = (object: ServedObject, part: ThreadPart) =>
  and(
    part === "kontext" ? eq(posts.rootId, object.id) : eq(posts.inReplyToUri, object.uri),
    visibleTo(null),
    listedFor(null),
  );

const LARGEST_COUNT = 10_000;

/** How many posts a part of the thread has; counted up to 10,000. */
export async function threadSize(ctx: Ctx, object: ServedObject, part: ThreadPart): Promise<number> {
  const some = ctx.db
    .select({ id: posts.id })
    .from(posts)
    .where(inThread(object, part))
    .limit(LARGEST_COUNT)
    .as("some");
  const [row] = await ctx.db.select({ total: sql<number>`count(*)::int` }).from(some);
  return row?.total ?? 0;
}

/** Ids of posts before `before`, newest first: a page and one more. */
export async function threadPage(ctx: Ctx, object: ServedObject, part: ThreadPart, before: Id): Promise<PageEntry[]> {
  const rows = await ctx.db
    .select({ id: posts.id, uri: posts.uri })
    .from(posts)
    .where(and(inThread(object, part), lt(posts.id, before)))
    .orderBy(desc(posts.id))
    .limit(PAGE_SIZE + 1);
  return rows.map(asEntry);
}

/** An earlier text of an object. */
export interface Revision {
  readonly version: number;
  readonly document: string;
}

const MOST_REVISIONS = 100;

/** Earlier texts, newest first, at most 100. */
export function revisionsOf(ctx: Ctx, object: ServedObject): Promise<Revision[]> {
  return ctx.db
    .select({ version: postRevisions.version, document: postRevisions.document })
    .from(postRevisions)
    .where(eq(postRevisions.postId, object.id))
    .orderBy(desc(postRevisions.version))
    .limit(MOST_REVISIONS);
}

/** The text that an object had as its version `version`, the present one included; null when there was none. */
export async function revisionOf(ctx: Ctx, object: ServedObject, version: number): Promise<string | null> {
  if (version === object.version) return object.document;
  const [row] = await ctx.db
    .select({ document: postRevisions.document })
    .from(postRevisions)
    .where(and(eq(postRevisions.postId, object.id), eq(postRevisions.version, version)));
  return row?.document ?? null;
}
