import type { Actor } from "../../features/actors/actors.queries.ts";
import { type KnownDistrict, nextToLookAt } from "../../features/partners/directory.queries.ts";
import { type Candidate, noteAcquaintances, noteLook, noteMentions } from "../../features/partners/directory.store.ts";
import { RELATIONS } from "../../features/partners/partners.model.ts";
import { partnerView } from "../../features/partners/partners.queries.ts";
import { asList, httpUrl, idOf, isObject, textOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import { enqueueBackground } from "../../platform/background.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { JsonObject } from "../../platform/json.ts";
import { readTarget } from "../../platform/net/targets.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import { isBarredHost } from "../peer-rules.ts";
import { fetchCollection, fetchDocument, newFetchBudget } from "./fetch-document.ts";
import { askWebFinger } from "./lookup.ts";
import { type ResolveOptions, resolveActor } from "./resolve.ts";

/** Servers that are looked at within an hour (wire §4.6). */
const HOSTS_AN_HOUR = 20;
/** Entries that are read of one list. */
const MOST_NAMED = 500;
/** When there is nothing to look at: whom we met meanwhile is found then. */
const REST_MS = 60 * 60 * 1000;
/** Between two servers. */
const PAUSE_MS = 10_000;

/** Lets the directory go on after `delayMs`; a waiting look is not doubled. Call it at every start. */
export const scheduleDirectory = (ctx: Ctx, delayMs = 0): Promise<void> =>
  enqueueBackground(
    ctx,
    { kind: "directory" },
    { mergeKey: "directory", runAt: new Date(ctx.now().getTime() + delayMs) },
  );

/**
 * Looks at one district that we have met or that somebody named (wire §4.6): whether its own server says that it is one
 * and its handle leads back to it. Those we have to do with are asked whom they know; what is named there is looked at
 * in turn, and not asked any further: two steps from here. Nobody is ever followed by this.
 */
export async function directoryStep(ctx: Ctx): Promise<void> {
  await noteAcquaintances(ctx);
  const next = await nextToLookAt(ctx);
  if (!next) return scheduleDirectory(ctx, REST_MS);
  const { allowed, retryAfter } = await takePoint(ctx, "directory", HOSTS_AN_HOUR, 60 * 60);
  if (!allowed) return scheduleDirectory(ctx, retryAfter * 1000);
  const actor = (await isBarredHost(ctx, next.host)) ? null : await verified(ctx, next);
  const named = actor && next.depth === 1 ? await namedBy(ctx, actor) : null;
  await inTransaction(ctx, async (tx) => {
    await noteLook(tx, next.uri, actor);
    if (named) await noteMentions(tx, next.host, named);
    await scheduleDirectory(tx, PAUSE_MS);
  });
}

/**
 * The district with this ActivityPub id, if its own document says that it is one and its handle resolves to it; null: it
 * is none.
 * @throws AppError as `resolveActor`
 */
export async function verifiedDistrict(ctx: Ctx, uri: string, options: ResolveOptions): Promise<Actor | null> {
  const actor = await resolveActor(ctx, uri, options);
  if (actor.kind !== "district" || actor.uri !== uri) return null;
  return (await askWebFinger(ctx, actor.handle, actor.host)) === uri ? actor : null;
}

async function verified(ctx: Ctx, { uri }: KnownDistrict): Promise<Actor | null> {
  try {
    return await verifiedDistrict(ctx, uri, { maxAgeMs: 0 });
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** Whom a district that we follow, or that follows us, knows; null: it is none of these, or has no list to be read. */
async function namedBy(ctx: Ctx, actor: Actor): Promise<Candidate[] | null> {
  const view = await partnerView(ctx, actor.id);
  if (view === null || (view.state === "known" && view.said === null)) return null;
  const document: JsonObject = JSON.parse(actor.document || "{}");
  const instance = onHostOf(actor, idOf(isObject(document.generator) ? document.generator : null));
  if (instance === null) return null;
  try {
    const budget = newFetchBudget(3);
    const list = onHostOf(actor, idOf((await fetchDocument(ctx, instance, budget)).document["stv:knownDistricts"]));
    if (list === null) return null;
    return candidatesIn(ctx, (await fetchCollection(ctx, list, budget)).document);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

const onHostOf = ({ host }: Actor, value: string | null): string | null => {
  const uri = httpUrl(value);
  return uri !== null && hostOf(uri) === host ? uri : null;
};

const ADDRESS = /^(\[|[\d.]+(:|$))/;

/** A public name of somebody else; whether it leads inside a house is looked at again when it is asked. */
const mayBeAsked = (ctx: Ctx, uri: string, host: string): boolean =>
  host !== hostOf(ctx.origin) && host.includes(".") && !ADDRESS.test(host) && readTarget(ctx.config, uri) !== null;

/** What a list names, as far as it could be asked at all: never this server, never an address inside a house. */
function candidatesIn(ctx: Ctx, list: JsonObject): Candidate[] {
  const items = [...asList(list.orderedItems), ...asList(list.items)].slice(0, MOST_NAMED);
  const candidates = items.flatMap((item) => {
    const uri = httpUrl(isObject(item) ? textOf(item.id) : idOf(item));
    const host = uri === null ? null : hostOf(uri);
    if (uri === null || host === null || !mayBeAsked(ctx, uri, host)) return [];
    const said = isObject(item) ? item["stv:relation"] : null;
    const relation = RELATIONS.find((known) => known === said) ?? "known";
    return [{ uri, host, relation }];
  });
  return [...new Map(candidates.map((candidate) => [candidate.uri, candidate])).values()];
}
