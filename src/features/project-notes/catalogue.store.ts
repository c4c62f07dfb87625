import { and, eq, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { isObject } from "../../platform/ap-read.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Json } from "../../platform/json.ts";
import { actors } from "../actors/actors.table.ts";
import type { Post } from "../posts/posts.queries.ts";
import { posts } from "../posts/posts.table.ts";
import type { NoteAdoption } from "./adopted.model.ts";
import { type CatalogueFacts, FACETS, type Facet, facetCode, factsOf, mapPoint } from "./catalogue.model.ts";
import { catalogueEntries, WIDENING } from "./catalogue.table.ts";
import { kitConfirmations } from "./kit-confirmations.table.ts";
import { kitDigest } from "./kit-digest.model.ts";
import type { ProjectNoteFields } from "./project-notes.schemas.ts";
import { projectNotes } from "./project-notes.table.ts";
import { foldedWords, foldText } from "./search-words.model.ts";

/** Grows when the rows of the catalogue are to be made anew from the notes: `indexNotes` does it at the next start. */
const INDEX_VERSION = 2;
const MAX_SEARCH_TEXT = 50_000;
const MOST_WORDS = 2000;
const SHORTEST_WORD = 4;
const LONGEST_WORD = 40;

type Note = Pick<typeof projectNotes.$inferSelect, "status" | "outcome" | "fields" | "districtName" | "districtUri"> & {
  readonly adoption?: NoteAdoption | null;
};
type NotePost = Pick<Post, "id" | "local" | "visibility" | "inReplyToUri">;

/**
 * Puts a note into the catalogue, or changes how it stands there. Call it in the transaction that writes the note. An
 * answer is no entry.
 */
export async function putInCatalogue(ctx: Ctx, post: NotePost, note: Note): Promise<void> {
  if (post.inReplyToUri !== null) return;
  const { fields } = note;
  const { at, kit, ...facts } = factsOf(fields);
  const values = {
    facets: facetsOf({ ...facts, outcome: [note.outcome], status: [note.status], district: [note.districtName] }),
    kit,
    at: at ?? (post.local ? null : await placeOfDistrict(ctx, note.districtUri)),
    ...textsOf(fields),
  };
  await ctx.db
    .insert(catalogueEntries)
    .values({ postId: post.id, ...values, here: isHere(sql`${post.id}::bigint`), arrivedAt: ctx.now() })
    .onConflictDoUpdate({ target: catalogueEntries.postId, set: values });
  if (post.local && note.adoption) await noteOrigin(ctx, note.adoption.originUri);
  // What is not for all is not even guessed at.
  if (post.visibility === "public") await addWords(ctx, `${fields.title} ${fields.summary} ${restOf(fields)}`);
}

/** Whether a note is ours, or was taken over by one of ours that goes on. */
const isHere = (postId: SQL | AnyPgColumn): SQL<boolean> => sql<boolean>`exists (
  select from posts origin where origin.id = ${postId} and (origin.local or exists (
    select from project_notes own join posts own_post on own_post.id = own.post_id
    where own.adoption ->> 'originUri' = origin.uri and own.adoption ->> 'state' <> 'stopped' and own_post.local)))`;

/** Notes in the catalogue whether the note with this ActivityPub id is in our district: after what came of it changed. */
export async function noteOrigin(ctx: Ctx, uri: string): Promise<void> {
  await ctx.db
    .update(catalogueEntries)
    .set({ here: isHere(catalogueEntries.postId) })
    .where(sql`${catalogueEntries.postId} in (select id from posts where uri = ${uri})`);
}

const facetsOf = (values: Readonly<Record<Facet, readonly string[]>>): string[] =>
  FACETS.flatMap((facet) => values[facet].map((value) => facetCode(facet, value)));

function textsOf(fields: ProjectNoteFields) {
  const title = sql`to_tsvector('german', ${foldText(fields.title)})`;
  const search = sql`setweight(${title}, 'A')
    || setweight(to_tsvector('german', ${foldText(fields.summary)}), 'B') || to_tsvector('german', ${foldText(restOf(fields))})`;
  return { title, search, widened: WIDENING, version: INDEX_VERSION };
}

/** Everything that a note says besides title and summary. */
function restOf(fields: ProjectNoteFields): string {
  const {
    goal,
    benefit,
    measures,
    targetGroups = [],
    topics = [],
    place,
    lessons = {},
    plainText,
    transferKit,
  } = fields;
  const lists = [targetGroups, topics, lessons.worked ?? [], lessons.didNotWork ?? [], lessons.wouldChange ?? []];
  const steps = (transferKit?.steps ?? []).flatMap(({ name, text }) => [name, text]);
  const texts = [...lists.flat(), place?.name, place?.city, goal, benefit, measures, plainText, ...steps];
  return texts
    .filter((text) => text !== undefined)
    .join("\n")
    .slice(0, MAX_SEARCH_TEXT)
    .toWellFormed();
}

/** Always in the same order, so that two notes that arrive at once never wait for each other in a circle. */
async function addWords(ctx: Ctx, text: string): Promise<void> {
  const fit = foldedWords(text).filter((word) => word.length >= SHORTEST_WORD && word.length <= LONGEST_WORD);
  const words = [...new Set(fit)].slice(0, MOST_WORDS).sort();
  if (words.length === 0) return;
  await ctx.db.execute(sql`
    insert into catalogue_words (word) select unnest(${sql.param(words)}::text[]) on conflict do nothing`);
}

/** Where a peer's district says that it is (`location` of its actor document). */
async function placeOfDistrict(ctx: Ctx, uri: string | null): Promise<CatalogueFacts["at"]> {
  if (uri === null) return null;
  const [row] = await ctx.db.select({ document: actors.document }).from(actors).where(eq(actors.uri, uri));
  const document: Json = row?.document ? JSON.parse(row.document) : null;
  const place = isObject(document) ? document.location : undefined;
  if (!isObject(place) || typeof place.latitude !== "number" || typeof place.longitude !== "number") return null;
  return Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180
    ? mapPoint(place.latitude, place.longitude)
    : null;
}

const BATCH = 200;
const { id, local, visibility, inReplyToUri } = posts;
const NOTE_POST = { id, local, visibility, inReplyToUri };

/** Makes what is missing of the catalogue, or was made by an older version. Stops and goes on as it likes. */
export async function indexNotes(ctx: Ctx): Promise<void> {
  let after: Id | undefined = "0";
  while (after !== undefined) after = await indexSome(ctx, after);
}

/** @returns the last note that was looked at; undefined when there is none left */
const indexSome = (ctx: Ctx, after: Id): Promise<Id | undefined> =>
  inTransaction(ctx, async (tx) => {
    const rows = await tx.db
      .select({ post: NOTE_POST, note: projectNotes })
      .from(projectNotes)
      .innerJoin(posts, eq(posts.id, projectNotes.postId))
      .leftJoin(catalogueEntries, eq(catalogueEntries.postId, projectNotes.postId))
      .where(sql`${projectNotes.postId} > ${after} and ${catalogueEntries.version} is distinct from ${INDEX_VERSION}
        and posts.in_reply_to_uri is null`)
      .orderBy(projectNotes.postId)
      .limit(BATCH)
      .for("update", { of: projectNotes });
    for (const { post, note } of rows) {
      await putInCatalogue(tx, post, note);
      await noteKitVersion(tx, note);
    }
    return rows.at(-1)?.post.id;
  });

/** Of notes from before kits had versions; what was said of their kits then, was said of the kit as it is. */
async function noteKitVersion(tx: Ctx, { postId, fields, kitDigest: known }: typeof projectNotes.$inferSelect) {
  const digest = kitDigest(fields);
  if (known !== "" || digest === "") return;
  await tx.db.update(projectNotes).set({ kitDigest: digest }).where(eq(projectNotes.postId, postId));
  const unversioned = and(eq(kitConfirmations.postId, postId), eq(kitConfirmations.kitDigest, ""));
  await tx.db.update(kitConfirmations).set({ kitDigest: digest }).where(unversioned);
}
