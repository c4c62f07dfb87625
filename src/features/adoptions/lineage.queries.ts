import { and, asc, eq, inArray, lt, sql } from "drizzle-orm";
import { hostOf } from "../../platform/ap-uris.ts";
import { enqueueBackground } from "../../platform/background.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { actors } from "../actors/actors.table.ts";
import type { Reader } from "../audience/audience.model.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { posts } from "../posts/posts.table.ts";
import type { ProjectNoteFields } from "../project-notes/project-notes.schemas.ts";
import { projectNotes } from "../project-notes/project-notes.table.ts";
import { blockedAmong } from "./adoptions.queries.ts";
import { lineageNodes } from "./adoptions.table.ts";
import { LINEAGE_LIMITS, type LineageNode } from "./lineage.model.ts";

type Row = typeof lineageNodes.$inferSelect;

const nodeOf = ({ rootUri: _root, position: _position, refreshedAt: _at, ...node }: Row): LineageNode => node;

/** A family tree as it is shown: with the paths of those notes that have a page here. */
export interface ShownLineage {
  readonly nodes: readonly LineageNode[];
  readonly paths: ReadonlyMap<string, string>;
  readonly refreshedAt: Date;
}

/** The stored nodes of the tree that a note is in, as they were found; none when nobody has looked yet. One statement. */
export async function storedLineage(
  ctx: Ctx,
  uri: string,
): Promise<{ nodes: LineageNode[]; refreshedAt: Date } | null> {
  const root = ctx.db.select({ uri: lineageNodes.rootUri }).from(lineageNodes).where(eq(lineageNodes.uri, uri));
  const rows = await ctx.db
    .select()
    .from(lineageNodes)
    .where(inArray(lineageNodes.rootUri, root))
    .orderBy(asc(lineageNodes.position))
    .limit(LINEAGE_LIMITS.nodes + LINEAGE_LIMITS.up);
  const [first] = rows;
  return first ? { nodes: rows.map(nodeOf), refreshedAt: first.refreshedAt } : null;
}

/** The family tree of a note for a reader, without what lies on blocked hosts. Three statements, never the network. */
export async function lineageFor(ctx: Ctx, reader: Reader, uri: string): Promise<ShownLineage | null> {
  const stored = await storedLineage(ctx, uri);
  if (!stored) return null;
  const hostsOf = stored.nodes.map((node) => hostOf(node.uri) ?? "");
  const [blocked, pages] = await Promise.all([
    blockedAmong(ctx, [...new Set(hostsOf)]),
    pagesOf(
      ctx,
      reader,
      stored.nodes.map((node) => node.uri),
    ),
  ]);
  const nodes = stored.nodes.filter((_, index) => !blocked.has(hostsOf[index] ?? ""));
  return { nodes, paths: pages, refreshedAt: stored.refreshedAt };
}

async function pagesOf(ctx: Ctx, reader: Reader, uris: readonly string[]): Promise<Map<string, string>> {
  const rows = await ctx.db
    .select({ id: posts.id, uri: posts.uri, slug: posts.slug, host: actors.host })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.authorId))
    .where(and(inArray(posts.uri, [...uris]), eq(posts.kind, "projectNote"), visibleTo(reader)));
  return new Map(rows.map((row) => [row.uri, pathOf(row)]));
}

const pathOf = ({ id, slug, host }: { id: Id; slug: string | null; host: string }): string =>
  slug === null ? `/projekte/${host}/${id}` : `/projekte/${slug}`;

/** A note that is here, ours or as it last arrived. */
export interface NoteHere {
  readonly path: string;
  readonly fields: ProjectNoteFields;
}

/** The note of that id with its page here, if the reader may see it. One statement. */
export async function noteHere(ctx: Ctx, reader: Reader, uri: string): Promise<NoteHere | null> {
  const [row] = await ctx.db
    .select({ id: posts.id, slug: posts.slug, host: actors.host, fields: projectNotes.fields })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.authorId))
    .innerJoin(projectNotes, eq(projectNotes.postId, posts.id))
    .where(and(eq(posts.uri, uri), visibleTo(reader)));
  return row ? { path: pathOf(row), fields: row.fields } : null;
}

const HOUR_MS = 60 * 60 * 1000;
/** How old a tree may be before it is looked at again because somebody reads it: a member, or anybody. */
const MAX_AGE_MS = { member: HOUR_MS, anybody: 24 * HOUR_MS } as const;

/**
 * Has a tree looked at again in the background when somebody reads it and it is old. Of a peer's note that is in no tree
 * yet only members ask: a crawler must not make us ask around.
 */
export async function keepFresh(
  ctx: Ctx,
  uri: string,
  shown: { readonly refreshedAt: Date } | null,
  reads: keyof typeof MAX_AGE_MS,
): Promise<void> {
  if (!ctx.config.federation || (shown === null && reads === "anybody")) return;
  const age = shown ? ctx.now().getTime() - shown.refreshedAt.getTime() : Number.POSITIVE_INFINITY;
  if (age < MAX_AGE_MS[reads]) return;
  await enqueueBackground(ctx, { kind: "lineage", uri }, { mergeKey: `lineage:${uri}` });
}

/** Roots of the trees that were not looked at for long, the oldest first. */
export async function staleLineages(ctx: Ctx, before: Date, limit: number): Promise<string[]> {
  const rows = await ctx.db
    .select({ uri: lineageNodes.uri })
    .from(lineageNodes)
    .where(and(lt(lineageNodes.refreshedAt, before), sql`${lineageNodes.parentUri} is null`))
    .orderBy(asc(lineageNodes.refreshedAt))
    .limit(limit);
  return rows.map(({ uri }) => uri);
}
