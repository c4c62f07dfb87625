import { and, desc, eq, getTableColumns, inArray, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { type Id, isId } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { accounts } from "../accounts/accounts.table.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { listedFor } from "../audience/listing.queries.ts";
import { editsFor } from "../organisations/organisations.queries.ts";
import { postStats, posts } from "../posts/posts.table.ts";
import { standingConfirmation } from "./kit-confirmations.queries.ts";
import {
  type NoteAuthor,
  type Outcome,
  type PlainCheck,
  type ProjectNoteView,
  type Status,
  topicKey,
} from "./project-notes.model.ts";
import { canCheckPlain, canDelete, canEdit } from "./project-notes.policy.ts";
import type { ProjectNoteFields } from "./project-notes.schemas.ts";
import { plainChecks, projectNoteAuthors, projectNotes } from "./project-notes.table.ts";
import { tsqueryOf } from "./search-words.model.ts";
import { isTransferReady } from "./transfer-kit.model.ts";

const { document: _document, ...shown } = getTableColumns(posts);

/** Whether the viewer is a co-author. */
const coAuthor = (viewer: Viewer | null): SQL<boolean> =>
  viewer === null
    ? sql<boolean>`false`
    : sql<boolean>`exists (select from project_note_authors
        where project_note_authors.post_id = posts.id and project_note_authors.account_id = ${viewer.accountId})`;

const rowsFor = (ctx: Ctx, viewer: Viewer | null) =>
  ctx.db
    .select({
      post: shown,
      note: projectNotes,
      author: actors,
      comments: sql<number>`coalesce(${postStats.comments}, 0)`,
      likes: sql<number>`coalesce(${postStats.likes}, 0)`,
      boosts: sql<number>`coalesce(${postStats.boosts}, 0)`,
      confirmed: standingConfirmation(ctx.now()),
      coAuthor: coAuthor(viewer),
      actsForAuthor: editsFor(viewer, sql`posts.author_id`),
    })
    .from(posts)
    .innerJoin(projectNotes, eq(projectNotes.postId, posts.id))
    .innerJoin(actors, eq(actors.id, posts.authorId))
    .leftJoin(postStats, eq(postStats.postId, posts.id));

type Row = Awaited<ReturnType<typeof rowsFor>>[number];

export const authorOf = ({ id, name, handle, host, uri, url, iconUrl, emojis, local }: Actor): NoteAuthor => ({
  id,
  name,
  handle,
  host,
  uri,
  url,
  iconUrl,
  emojis,
  local,
});

interface People {
  readonly coAuthors: readonly NoteAuthor[];
  readonly actedBy: NoteAuthor | null;
  readonly plainCheck: PlainCheck | null;
}

const NOBODY: People = { coAuthors: [], actedBy: null, plainCheck: null };

function viewOf(viewer: Viewer | null, row: Row, people = NOBODY): ProjectNoteView {
  const { post, note, author } = row;
  const ownership = {
    local: post.local,
    deleted: post.deletedAt !== null,
    authorId: post.authorId,
    coAuthor: row.coAuthor,
    actsForAuthor: row.actsForAuthor,
  };
  return {
    id: post.id,
    uri: post.uri,
    url: post.url,
    path: post.slug === null ? `/projekte/${author.host}/${post.id}` : `/projekte/${post.slug}`,
    slug: post.slug,
    local: post.local,
    isOwn: viewer?.actorId === post.authorId,
    canEdit: canEdit(viewer, ownership),
    canDelete: canDelete(viewer, ownership),
    canCheckPlain: note.fields.plainText !== undefined && canCheckPlain(viewer, ownership),
    author: authorOf(author),
    ...people,
    onBehalf: post.actedById !== null,
    actsForAuthor: row.actsForAuthor,
    district: { name: note.districtName, uri: note.districtUri },
    structure: note.structure,
    fields: note.fields,
    status: note.status,
    outcome: note.outcome,
    adoption: note.adoption,
    transferReady: isTransferReady(note.fields, row.confirmed),
    content: post.content,
    emojis: post.emojis,
    sensitive: post.sensitive,
    plainContent: post.plainContent,
    language: post.language ?? "de",
    stats: { comments: row.comments, likes: row.likes, boosts: row.boosts },
    forPartners: post.visibility === "partners",
    publishedAt: post.publishedAt,
    updatedAt: post.updatedAt,
    version: post.version,
  };
}

/** The structured half of a note, for who shows its post. */
export interface NoteFacts {
  readonly fields: ProjectNoteFields;
  readonly status: Status;
  readonly outcome: Outcome;
  readonly districtName: string;
  readonly transferReady: boolean;
}

/**
 * The structured halves of the notes among these posts, by post; what could not be read is missing. One statement.
 * Whoever asks has checked that the posts may be seen.
 */
export async function noteFactsOf(ctx: Ctx, postIds: readonly Id[]): Promise<Map<Id, NoteFacts>> {
  if (postIds.length === 0) return new Map();
  const rows = await ctx.db
    .select({ note: projectNotes, confirmed: standingConfirmation(ctx.now()) })
    .from(projectNotes)
    .where(and(inArray(projectNotes.postId, [...postIds]), eq(projectNotes.structure, "ok")));
  return new Map(
    rows.map(({ note: { postId, fields, status, outcome, districtName }, confirmed }): [Id, NoteFacts] => [
      postId,
      { fields, status, outcome, districtName, transferReady: isTransferReady(fields, confirmed) },
    ]),
  );
}

async function oneNote(ctx: Ctx, viewer: Viewer | null, condition: SQL | undefined): Promise<ProjectNoteView | null> {
  const [row] = await rowsFor(ctx, viewer).where(and(condition, visibleTo(viewer)));
  if (!row) return null;
  return viewOf(viewer, row, row.post.local ? await peopleOf(ctx, row) : NOBODY);
}

/** Who wrote a note of ours besides its author; who wrote it in an organisation's name only for its editors. */
async function peopleOf(ctx: Ctx, { post, actsForAuthor }: Row): Promise<People> {
  const [coAuthors, plainCheck] = await Promise.all([coAuthorsOf(ctx, post.id), plainCheckOf(ctx, post.id)]);
  if (!actsForAuthor || post.actedById === null) return { coAuthors, actedBy: null, plainCheck };
  const [row] = await ctx.db
    .select({ actor: actors })
    .from(accounts)
    .innerJoin(actors, eq(actors.id, accounts.actorId))
    .where(eq(accounts.id, post.actedById));
  return { coAuthors, actedBy: row ? authorOf(row.actor) : null, plainCheck };
}

async function plainCheckOf(ctx: Ctx, postId: Id): Promise<PlainCheck | null> {
  // Who closed the account stands for nothing any more.
  const [row] = await ctx.db
    .select({ by: actors, at: plainChecks.checkedAt, byReader: plainChecks.byReader })
    .from(plainChecks)
    .innerJoin(actors, eq(actors.id, plainChecks.checkedById))
    .where(and(eq(plainChecks.postId, postId), isNull(actors.deletedAt), isNull(actors.suspendedAt)));
  return row ? { ...row, by: authorOf(row.by) } : null;
}

async function coAuthorsOf(ctx: Ctx, postId: Id): Promise<NoteAuthor[]> {
  const rows = await ctx.db
    .select({ actor: actors })
    .from(projectNoteAuthors)
    .innerJoin(accounts, eq(accounts.id, projectNoteAuthors.accountId))
    .innerJoin(actors, eq(actors.id, accounts.actorId))
    .where(eq(projectNoteAuthors.postId, postId))
    .orderBy(actors.name);
  return rows.map(({ actor }) => authorOf(actor));
}

/** A note of ours by the last part of its address, if the viewer may see it. */
export const projectNoteBySlug = (ctx: Ctx, viewer: Viewer | null, slug: string): Promise<ProjectNoteView | null> =>
  oneNote(ctx, viewer, eq(posts.slug, slug));

/** A note of ours or a peer's by its row id, if the viewer may see it. Anything that is no id is not found. */
export const projectNoteById = async (ctx: Ctx, viewer: Viewer | null, id: string): Promise<ProjectNoteView | null> =>
  isId(id) ? oneNote(ctx, viewer, eq(posts.id, id)) : null;

/** The structured half of a note, whoever may see it: check before showing. */
export async function noteOf(ctx: Ctx, postId: Id): Promise<typeof projectNotes.$inferSelect | null> {
  const [note] = await ctx.db.select().from(projectNotes).where(eq(projectNotes.postId, postId));
  return note ?? null;
}

/** Whether a public note of ours stood there and was deleted: its page answers 410. */
export async function deletedNoteAt(ctx: Ctx, at: { readonly slug: string } | { readonly id: Id }): Promise<boolean> {
  const place = "slug" in at ? eq(posts.slug, at.slug) : eq(posts.id, isId(at.id) ? at.id : "0");
  const [row] = await ctx.db
    .select({ id: posts.id })
    .from(posts)
    .where(
      and(
        place,
        eq(posts.kind, "projectNote"),
        eq(posts.local, true),
        eq(posts.visibility, "public"),
        isNotNull(posts.deletedAt),
      ),
    );
  return row !== undefined;
}

/** The stored ActivityPub document of a note that the viewer may see; of a deleted one of ours the Tombstone. */
export async function noteDocument(
  ctx: Ctx,
  viewer: Viewer | null,
  id: string,
): Promise<{ text: string; etag: string; deleted: boolean } | null> {
  if (!isId(id)) return null;
  const tombstone = sql`(posts.local and posts.deleted_at is not null and posts.visibility = 'public')`;
  const [row] = await ctx.db
    .select({ text: posts.document, etag: posts.etag, deletedAt: posts.deletedAt })
    .from(posts)
    .where(and(eq(posts.id, id), eq(posts.kind, "projectNote"), sql`(${tombstone} or ${visibleTo(viewer)})`));
  return row ? { text: row.text, etag: row.etag, deleted: row.deletedAt !== null } : null;
}

export interface NoteFilters {
  readonly outcomes?: readonly Outcome[] | undefined;
  readonly statuses?: readonly Status[] | undefined;
  /** A topic or hashtag, however it is written. */
  readonly topic?: string | undefined;
  /** Name or ActivityPub id of a district. */
  readonly district?: string | undefined;
  /** Words to be found, as people type them (German stems; quotes and `-` as usual). */
  readonly text?: string | undefined;
  /** Actor of an author. */
  readonly authorId?: Id | undefined;
}

export interface NoteListing extends NoteFilters {
  /** `own`: of this district; `all`: with received ones. */
  readonly scope: "own" | "all";
  /** Only notes older than this id. */
  readonly before?: Id | undefined;
  /** At most this many, 1–100. */
  readonly limit: number;
}

function narrowed(filters: NoteFilters): (SQL | undefined)[] {
  const { outcomes = [], statuses = [], topic, district, text, authorId } = filters;
  return [
    outcomes.length > 0 ? inArray(projectNotes.outcome, [...outcomes]) : undefined,
    statuses.length > 0 ? inArray(projectNotes.status, [...statuses]) : undefined,
    topic
      ? sql`exists (select from post_tags where post_tags.post_id = posts.id and post_tags.tag = ${topicKey(topic)})`
      : undefined,
    district ? sql`${district} in (${projectNotes.districtName}, ${projectNotes.districtUri})` : undefined,
    text
      ? sql`posts.id in (
          select post_id from catalogue_entries where search @@ to_tsquery('german', ${tsqueryOf(text.slice(0, 500))}))`
      : undefined,
    authorId ? eq(posts.authorId, authorId) : undefined,
  ];
}

/** Notes that the viewer may see, newest first, by id: a page's last id is the next page's `before`. One statement. */
export async function listProjectNotes(
  ctx: Ctx,
  viewer: Viewer | null,
  listing: NoteListing,
): Promise<ProjectNoteView[]> {
  const { scope, before, limit } = listing;
  const rows = await rowsFor(ctx, viewer)
    .where(
      and(
        // Literal, so that every plan may use the index of project notes.
        sql`${posts.kind} = 'projectNote'`,
        isNull(posts.inReplyToUri),
        scope === "own" ? eq(posts.local, true) : undefined,
        before !== undefined ? lt(posts.id, isId(before) ? before : "0") : undefined,
        ...narrowed(listing),
        visibleTo(viewer),
        // Who looks at the notes of one author has chosen to.
        listing.authorId === undefined ? listedFor(viewer) : undefined,
      ),
    )
    .orderBy(desc(posts.id))
    .limit(Math.min(Math.max(limit, 1), 100));
  return rows.map((row) => viewOf(viewer, row));
}

/** Some notes in the order of their ids as given; without those that the viewer may not see. One statement. */
export async function notesByIds(ctx: Ctx, viewer: Viewer | null, ids: readonly Id[]): Promise<ProjectNoteView[]> {
  if (ids.length === 0) return [];
  const rows = await rowsFor(ctx, viewer).where(and(inArray(posts.id, [...ids]), visibleTo(viewer)));
  const found = new Map(rows.map((row) => [row.post.id, viewOf(viewer, row)]));
  return ids.flatMap((id) => found.get(id) ?? []);
}
