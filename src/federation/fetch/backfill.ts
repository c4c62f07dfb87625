import { type Actor, actorById } from "../../features/actors/actors.queries.ts";
import { isPartner } from "../../features/partners/partners.queries.ts";
import { readCatalogue } from "../../features/partners/partners.store.ts";
import { asList, httpUrl, idOf, isObject, textOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import { type BackfillCursor, type BackgroundJob, enqueueBackground } from "../../platform/background.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { fetchDocument } from "./fetch-document.ts";
import { PAUSE_MS, waitForHost } from "./pace.ts";
import { resolvePost } from "./resolve.ts";

/** Objects that are fetched because somebody here began to follow. */
const MOST_OBJECTS = 20;
/** Collections and pages that are read for it (T092). */
const MOST_PAGES = 10;
/**
 * One step of reading what an actor published before we followed it: a page of a collection, or one object. The next
 * step is a job of its own a second later, so that a crash loses nothing and no worker waits. What cannot be had is
 * passed over.
 */
export async function backfillStep(ctx: Ctx, job: BackgroundJob & { kind: "backfill" }): Promise<void> {
  const actor = await actorById(ctx, job.actorId);
  if (!actor || actor.local || actor.suspendedAt !== null || actor.deletedAt !== null) return;
  const cursor = job.cursor ?? (await firstCursor(ctx, actor));
  if (cursor.pages.length === 0 && cursor.objects.length === 0) return;
  const wait = await waitForHost(ctx, actor.host);
  const next = wait > 0 ? cursor : await step(ctx, actor, cursor);
  if (next.left <= 0 || (next.objects.length === 0 && next.pages.length === 0)) return;
  const runAt = new Date(ctx.now().getTime() + (wait || PAUSE_MS));
  await enqueueBackground(ctx, { ...job, cursor: next }, { runAt, mergeKey: `backfill:${actor.id}`, host: actor.host });
}

/** A district's catalogue first; then what is pinned, then the newest. A partner's catalogue is read by itself, and whole. */
async function firstCursor(ctx: Ctx, actor: Actor): Promise<BackfillCursor> {
  if (await isPartner(ctx, actor.id)) {
    await readCatalogue(ctx, actor.id);
    return cursorOver([]);
  }
  const document: JsonObject = JSON.parse(actor.document || "{}");
  return cursorOver(ownAddresses(actor, [httpUrl(idOf(document["stv:projects"])), actor.featuredUri, actor.outboxUri]));
}

/** Reads what a partner published besides its catalogue, after that. */
export const readTheRest = (tx: Ctx, actor: Actor, runAt: Date): Promise<void> => {
  const cursor = cursorOver(ownAddresses(actor, [actor.featuredUri, actor.outboxUri]));
  const job = { kind: "backfill", actorId: actor.id, cursor } as const;
  return enqueueBackground(tx, job, { mergeKey: `backfill:${actor.id}`, host: actor.host, runAt });
};

const ownAddresses = (actor: Actor, addresses: readonly (string | null)[]): string[] =>
  addresses.flatMap((uri) => (uri !== null && hostOf(uri) === hostOf(actor.uri) ? [uri] : []));

const cursorOver = (pages: readonly string[]): BackfillCursor => ({ pages, objects: [], seen: [], left: MOST_OBJECTS });

async function step(ctx: Ctx, actor: Actor, cursor: BackfillCursor): Promise<BackfillCursor> {
  const [object, ...objects] = cursor.objects;
  if (object !== undefined) {
    await orNothing(resolvePost(ctx, object, { parents: 0 }));
    return { ...cursor, objects, left: cursor.left - 1 };
  }
  const [page, ...pages] = cursor.pages;
  if (page === undefined) return cursor;
  const seen = [...cursor.seen, page];
  const document = await orNothing(fetchDocument(ctx, page));
  const read = document ? readPage(document.document, actor) : { objects: [], next: [] };
  const more = read.next.filter((uri) => !seen.includes(uri) && !pages.includes(uri));
  return {
    ...cursor,
    seen,
    // Pages of this collection come before the next collection.
    pages: [...more, ...pages].slice(0, Math.max(0, MOST_PAGES - seen.length)),
    objects: read.objects.slice(0, cursor.left),
  };
}

/** The objects of a collection or page that lie where the actor may speak for them, and where to read on. */
function readPage(page: JsonObject, actor: Actor): { objects: string[]; next: string[] } {
  const host = hostOf(actor.uri);
  const items = [...asList(page.orderedItems), ...asList(page.items)];
  const objects = items.flatMap((item) => objectIn(item, host) ?? []);
  const next = [page.first, page.next].flatMap((value) => {
    const uri = httpUrl(idOf(value));
    return uri !== null && hostOf(uri) === host ? [uri] : [];
  });
  const embedded = isObject(page.first) ? readPage(page.first, actor) : { objects: [], next: [] };
  return { objects: [...new Set([...objects, ...embedded.objects])], next: [...next, ...embedded.next] };
}

const COLLECTED = new Set(["Create", "Announce"]);

/** An entry is an object or its id, or the activity that tells of it; tombstones are nothing to fetch. */
function objectIn(item: Json, host: string | null): string | null {
  if (isObject(item) && typeof item.type === "string" && COLLECTED.has(item.type)) {
    const uri = httpUrl(idOf(item.object));
    // A boost may name anybody's; a Create only the actor's own.
    return item.type === "Announce" || (uri !== null && hostOf(uri) === host) ? uri : null;
  }
  if (isObject(item) && item.type === "Tombstone") return null;
  const uri = httpUrl(isObject(item) ? textOf(item.id) : idOf(item));
  return uri !== null && hostOf(uri) === host ? uri : null;
}

async function orNothing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
