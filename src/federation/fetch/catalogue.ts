import { type Actor, actorById, actorByUri } from "../../features/actors/actors.queries.ts";
import { type CatalogueItem, catalogueRead, digestHere, nextItem } from "../../features/partners/catalogue.queries.ts";
import {
  type CatalogueEntry,
  forgetItems,
  noteEntries,
  noteItem,
  noteRead,
  noteVanished,
} from "../../features/partners/catalogue.store.ts";
import { type CatalogueRead, isPartner } from "../../features/partners/partners.queries.ts";
import { readCatalogue } from "../../features/partners/partners.store.ts";
import { postByUri } from "../../features/posts/posts.queries.ts";
import { asList, httpUrl, idOf, isObject, textOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { errorText } from "../../platform/error-text.ts";
import { AppError } from "../../platform/errors.ts";
import type { Id } from "../../platform/ids.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { isGone } from "../inbox/gone.ts";
import { isBarredHost } from "../peer-rules.ts";
import { readTheRest } from "./backfill.ts";
import { fetchIfChanged, newFetchBudget } from "./fetch-document.ts";
import { groupOf, storeArrival, storeDeletion } from "./landing.ts";
import { PAUSE_MS, waitForHost } from "./pace.ts";
import { fetchArrival, resolveActor } from "./resolve.ts";

/** Entries that a catalogue may have (decision 16), and pages that are read at most for it. */
const MOST_ITEMS = 10_000;
const MOST_PAGES = 250;
/** Of ours there are 50 on a page; whoever has more on one loses the rest. */
const MOST_ON_PAGE = 200;
/** Requests that may fail in a row before it is left for the next night. */
const MOST_FAILURES = 8;

/** What a step found out on the network, to be written in one transaction. */
type Finding = (tx: Ctx) => Promise<Next>;
/** Go on after so many milliseconds, or not at all. */
type Next = number | null;

/**
 * One step of reading a partner's catalogue (wire §4.5, §5.2): the catalogue itself, a page of it, an author, or a note:
 * one request. What it brought and the next step are written in one transaction, so that a crash at any point costs at
 * most the step. Whoever is no partner any more is not read on.
 */
export async function catalogueStep(ctx: Ctx, { actorId }: { readonly actorId: Id }): Promise<void> {
  const actor = await actorById(ctx, actorId);
  if (!actor || actor.local || (await isBarredHost(ctx, actor.host)) || !(await isPartner(ctx, actorId))) return;
  const wait = await waitForHost(ctx, actor.host);
  if (wait > 0) return goOn(ctx, actor, wait);
  const read = await catalogueRead(ctx, actorId);
  const write = await look(ctx, actor, read);
  await inTransaction(ctx, async (tx) => {
    const next = await write(tx);
    if (next !== null) await goOn(tx, actor, next);
  });
}

const goOn = (tx: Ctx, { id }: Actor, afterMs: number): Promise<void> =>
  readCatalogue(tx, id, new Date(tx.now().getTime() + afterMs));

async function look(ctx: Ctx, actor: Actor, read: CatalogueRead | null): Promise<Finding> {
  try {
    if (read?.phase === "pages" && read.nextPage !== null) return await lookAtPage(ctx, actor, read, read.nextPage);
    if (read?.phase === "objects") return await lookAtNext(ctx, actor, read);
    return await lookAtCatalogue(ctx, actor, read);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return failed(actor, read, error);
  }
}

/** Waits longer each time. What was read stays, and the next night goes on from there. */
function failed({ id }: Actor, read: CatalogueRead | null, error: AppError): Finding {
  const failures = (read?.failures ?? 0) + 1;
  const isNowhere = error.kind === "notFound" || error.kind === "gone";
  const isOver = isNowhere || failures >= MOST_FAILURES;
  const lastError = errorText(error).slice(0, 500);
  return async (tx) => {
    await noteRead(tx, id, {
      failures: isOver ? 0 : failures,
      lastError,
      ...(isNowhere && { phase: "idle" as const }),
    });
    return isOver ? null : pauseAfter(failures);
  };
}

/** The first is longer than it is remembered that something could not be had. */
const pauseAfter = (failures: number): number => PAUSE_MS * 2 ** (Math.min(failures, MOST_FAILURES) + 4);

const addressOf = (actor: Actor): string | null => {
  const document: JsonObject = JSON.parse(actor.document || "{}");
  const uri = httpUrl(idOf(document["stv:projects"]));
  return uri !== null && hostOf(uri) === actor.host ? uri : null;
};

async function lookAtCatalogue(ctx: Ctx, actor: Actor, read: CatalogueRead | null): Promise<Finding> {
  const { id } = actor;
  const address = addressOf(actor);
  if (address === null) throw new AppError("notFound", "partners.no-catalogue", "It names no catalogue.");
  const here = await digestHere(ctx, actor);
  // "Not changed" tells something only while what is here is what was there.
  const etag = read?.toldDigest === here ? read.etag : null;
  const changed = await fetchIfChanged(ctx, address, etag);
  const now = ctx.now();
  const begun = { startedAt: now, failures: 0, lastError: null, pages: 0 };
  if (changed === null) return idle(actor, read, { ...begun, finishedAt: now });
  const { document } = changed;
  const total = countOf(document.totalItems);
  const toldDigest = textOf(document["stv:digest"])?.slice(0, 64) ?? null;
  const toldEtag = changed.etag || null;
  if (toldDigest === here) {
    return idle(actor, read, { ...begun, total, toldDigest, etag: toldEtag, finishedAt: now });
  }
  const nextPage = pageIn(document.first, actor);
  if (nextPage === null) return idle(actor, read, { ...begun, total, finishedAt: now, lastError: "It has no pages." });
  return async (tx) => {
    const told = { toldDigest, toldEtag, etag: null, finishedAt: null };
    const round = (read?.round ?? 0) + 1;
    await noteRead(tx, id, { ...begun, ...told, total, phase: "pages", nextPage, round });
    return PAUSE_MS;
  };
}

/** Nothing more to be read, for now. After the first time what is published besides the catalogue is read, too. */
const idle =
  (actor: Actor, read: CatalogueRead | null, values: Parameters<typeof noteRead>[2]): Finding =>
  async (tx) => {
    await noteRead(tx, actor.id, { ...values, phase: "idle", nextPage: null });
    const isFirst = read === null || (read.phase !== "idle" && read.round === 1);
    if (isFirst) await readTheRest(tx, actor, new Date(tx.now().getTime() + PAUSE_MS));
    return null;
  };

const countOf = (value: Json | undefined): number | null =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? Math.min(value, 2 ** 31 - 1) : null;

function pageIn(value: Json | undefined, { host }: Actor): string | null {
  const uri = httpUrl(idOf(value));
  return uri !== null && hostOf(uri) === host ? uri : null;
}

async function lookAtPage(ctx: Ctx, actor: Actor, read: CatalogueRead, page: string): Promise<Finding> {
  const changed = await fetchIfChanged(ctx, page, null);
  const document = changed?.document ?? {};
  const entries = entriesIn(document, actor);
  const pages = read.pages + 1;
  const next = pageIn(document.next, actor);
  return async (tx) => {
    const { fresh, all } = await noteEntries(tx, actor.id, read.round, entries);
    const goesOn = next !== null && fresh > 0 && all < MOST_ITEMS && pages < MOST_PAGES;
    const known = { pages, failures: 0, lastError: null };
    if (goesOn) await noteRead(tx, actor.id, { ...known, nextPage: next });
    else {
      // Only whoever has seen all of it can say what is missing there.
      if (next === null) await noteVanished(tx, actor, read.round);
      await noteRead(tx, actor.id, { ...known, phase: "objects", nextPage: null });
    }
    return PAUSE_MS;
  };
}

/** The entries of a page that lie where the district may speak for them. */
function entriesIn(page: JsonObject, { host }: Actor): CatalogueEntry[] {
  const entries = [...asList(page.orderedItems), ...asList(page.items)].slice(0, MOST_ON_PAGE).flatMap((item) => {
    const uri = httpUrl(isObject(item) ? textOf(item.id) : idOf(item));
    if (uri === null || hostOf(uri) !== host) return [];
    const entry = isObject(item) ? item : {};
    const authorUri = httpUrl(idOf(entry.attributedTo));
    return {
      uri,
      version: countOf(entry["stv:version"]),
      authorUri: authorUri !== null && hostOf(authorUri) === host ? authorUri : null,
      deleted: entry.type === "Tombstone",
    };
  });
  return [...new Map(entries.map((entry) => [entry.uri, entry])).values()];
}

async function lookAtNext(ctx: Ctx, actor: Actor, read: CatalogueRead): Promise<Finding> {
  const item = await nextItem(ctx, actor.id);
  if (!item) return finished(ctx, actor, read);
  try {
    if (item.state === "gone") return await lookAtMissing(ctx, actor, item);
    return await lookAtNote(ctx, actor, item);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const isPassing = error.kind === "upstream" || error.kind === "limited";
    const failures = isPassing ? read.failures + 1 : 0;
    return async (tx) => {
      await noteItem(tx, item, isPassing ? "again" : "failed");
      await noteRead(tx, actor.id, { failures, lastError: errorText(error).slice(0, 500) });
      return failures === 0 ? PAUSE_MS : pauseAfter(failures);
    };
  }
}

/** All that could be had is here. The ETag counts from now on only if nothing is missing. */
async function finished(ctx: Ctx, actor: Actor, read: CatalogueRead): Promise<Finding> {
  const { toldDigest, toldEtag } = read;
  const isSame = toldDigest !== null && toldDigest === (await digestHere(ctx, actor));
  const end = idle(actor, read, { finishedAt: ctx.now(), failures: 0, etag: isSame ? toldEtag : null });
  return async (tx) => {
    await forgetItems(tx, actor.id);
    return end(tx);
  };
}

/** A note, or first the account of who wrote it: one request each. */
async function lookAtNote(ctx: Ctx, actor: Actor, item: CatalogueItem): Promise<Finding> {
  const budget = newFetchBudget(2);
  if (item.authorUri !== null && !(await actorByUri(ctx, item.authorUri))) {
    await resolveActor(ctx, item.authorUri, { budget });
    return onward(actor, async () => {});
  }
  // Asked before its origin is: what comes meanwhile is not replaced.
  const kept = await postByUri(ctx, item.uri);
  const arrival = { ...(await fetchArrival(ctx, item.uri, budget)), instead: kept?.version };
  const isTheirs = arrival.wire.kind === "projectNote" && (await groupOf(ctx, arrival)) === actor.id;
  return onward(actor, async (tx) => {
    if (isTheirs) await storeArrival(tx, arrival, actor.id);
    await noteItem(tx, item, isTheirs ? "done" : "failed");
  });
}

/** Something that is here and, as it seems, no longer there: its own id says whether it is deleted. */
async function lookAtMissing(ctx: Ctx, actor: Actor, item: CatalogueItem): Promise<Finding> {
  const post = await postByUri(ctx, item.uri);
  const author = post && (await actorById(ctx, post.authorId));
  const gone = author !== null && author.host === actor.host && (await isGone(ctx, item.uri, newFetchBudget(2), true));
  return onward(actor, async (tx) => {
    if (gone && author) await storeDeletion(tx, author, item.uri);
    await noteItem(tx, item, "done");
  });
}

const onward =
  ({ id }: Actor, write: (tx: Ctx) => Promise<void>): Finding =>
  async (tx) => {
    await write(tx);
    await noteRead(tx, id, { failures: 0 });
    return PAUSE_MS;
  };
