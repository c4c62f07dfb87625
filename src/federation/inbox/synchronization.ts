import { actorById } from "../../features/actors/actors.queries.ts";
import { followersDigest } from "../../features/follows/synchronization.model.ts";
import { ownFollowersOf } from "../../features/follows/synchronization.queries.ts";
import { keepListedFollowers } from "../../features/follows/synchronization.store.ts";
import { asList, httpUrl, idOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import { type BackgroundJob, enqueueBackground } from "../../platform/background.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { JsonObject } from "../../platform/json.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import { fetchCollection } from "../fetch/fetch-document.ts";
import type { Signer } from "../gate.queries.ts";

const LONGEST_HEADER = 8_000;
/** What was sent before it, a Follow or its answer, is worked off by then. */
const DELAY_MS = 30_000;
/** Lists of one actor that are fetched, however often the digests differ. */
const FETCHES = { points: 6, seconds: 3600 };

type Wish = BackgroundJob & { kind: "synchronize-followers" };

/**
 * Takes note of a `Collection-Synchronization` header (FEP-8fcf): the sender says which of its followers it believes to
 * be here. Anything but a list of the sender's own, on its own host, is passed over. Whether the header was signed does
 * not matter: all that it can bring about is one question to the sender's host.
 */
export async function noteSynchronization(ctx: Ctx, header: string, sender: Signer): Promise<void> {
  const wish = readHeader(header);
  if (!wish || hostOf(wish.url) !== sender.host || hostOf(wish.collection) !== sender.host) return;
  const runAt = new Date(ctx.now().getTime() + DELAY_MS);
  await enqueueBackground(
    ctx,
    { kind: "synchronize-followers", actorId: sender.id, ...wish },
    { mergeKey: `synchronize-followers:${sender.id}`, host: sender.host, runAt },
  );
}

function readHeader(header: string): Pick<Wish, "collection" | "url" | "digest"> | null {
  if (header.length > LONGEST_HEADER) return null;
  const found = new Map<string, string>();
  for (const [, name = "", value = ""] of header.matchAll(/(?:^|,)\s*([a-zA-Z]+)="([^"]*)"/g)) found.set(name, value);
  const collection = httpUrl(found.get("collectionId") ?? null);
  const url = httpUrl(found.get("url") ?? null);
  const digest = found.get("digest")?.toLowerCase() ?? "";
  return collection !== null && url !== null && /^[0-9a-f]{64}$/.test(digest) ? { collection, url, digest } : null;
}

/**
 * Compares who of us follows the sender with what it said, and if they differ asks it for its list of us. The list counts
 * only if it is whole and the very one that was announced: a public, paged or cut one would end follows for no reason.
 */
export async function synchronizeFollowers(ctx: Ctx, wish: Wish): Promise<void> {
  const actor = await actorById(ctx, wish.actorId);
  if (!actor || actor.local || actor.followersUri !== wish.collection) return;
  const own = await ownFollowersOf(ctx, actor.id);
  if (followersDigest(own.map(({ uri }) => uri)) === wish.digest) return;
  if (!(await takePoint(ctx, `synchronize:${actor.id}`, FETCHES.points, FETCHES.seconds)).allowed) return;
  const listed = await listedHere(ctx, wish.url);
  if (listed === null || followersDigest(listed) !== wish.digest) return;
  const ended = await inTransaction(ctx, (tx) => keepListedFollowers(tx, actor, listed));
  ctx.log.info("{ended} follows of {actor} were known here only, and ended.", { ended, actor: actor.uri });
}

async function listedHere(ctx: Ctx, url: string): Promise<string[] | null> {
  try {
    const { document } = await fetchCollection(ctx, url);
    return isWhole(document) ? itemsOf(document).filter((uri) => uri.startsWith(`${ctx.origin}/`)) : null;
  } catch (error) {
    if (error instanceof AppError && error.kind !== "upstream") return null;
    throw error;
  }
}

const isWhole = ({ items, orderedItems, first, next }: JsonObject): boolean =>
  first === undefined && next === undefined && (items !== undefined || orderedItems !== undefined);

const itemsOf = ({ items, orderedItems }: JsonObject): string[] =>
  [...asList(items), ...asList(orderedItems)].flatMap((item) => idOf(item) ?? []);
