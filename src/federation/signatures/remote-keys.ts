import { createHash, type KeyObject } from "node:crypto";
import { LRUCache } from "lru-cache";
import { type RemoteActor, readActorDocument } from "../../features/actors/actor-reading.activitypub.ts";
import type { Actor } from "../../features/actors/actors.queries.ts";
import { upsertRemoteActor } from "../../features/actors/actors.usecases.ts";
import { idOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { JsonObject } from "../../platform/json.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import { type FetchBudget, type FetchedDocument, fetchDocument, newFetchBudget } from "../fetch/fetch-document.ts";
import { acquaintanceOf, type KnownSigner, type Signer } from "../gate.queries.ts";
import type { ReadSignature } from "./parts.ts";
import { keyFromPem, keyIn, namesKey } from "./public-keys.ts";

/** Looking for one key anew: twice in five minutes (T033). */
const WINDOW_SECONDS = 300;
const FETCHES_PER_KEY = 2;
/**
 * Looking for keys of one host: once a second for each address that asks us to, so that who names a host that it is not
 * uses up its own share and not that of the host's newcomers; ten times as often for all together, so that many who do
 * so cannot turn us on the host.
 */
export const SEARCHES = { perAsker: 300, perHost: 3_000 } as const;
/** Documents of newcomers that are remembered although nothing was verified with their keys yet, all together. */
const MOST_UNPROVED_CHARACTERS = 8_000_000;

/**
 * Who made a signature, if the key is one that the signer's own actor document names; null when it is not, or cannot be
 * found out. The actor row's key is tried first; one fetch of the actor follows when there is no row or the key does
 * not fit any more (rotation), at most twice in five minutes and key.
 * @param claimed the actor that the request says it comes from; null: whoever owns the key
 * @param asker from where the request came, for the share of searches
 * @param lookedUp what `acquaintanceOf` said for the same key and actor
 * @throws AppError limited when that share, or the host's newcomers of an hour, are used up: worth another try
 */
export async function signerOf(
  ctx: Ctx,
  signature: ReadSignature,
  claimed: string | null,
  asker: string,
  lookedUp?: KnownSigner | null,
): Promise<Signer | null> {
  const { keyId } = signature;
  if (claimed !== null && hostOf(claimed) !== hostOf(keyId)) return null;
  const known = lookedUp === undefined ? await knownSigner(ctx, keyId, claimed) : lookedUp;
  if (known?.local) return null;
  const key = known && (await storedKey(ctx, known, keyId));
  if (key && signature.verify(key)) return known;
  const { running, unproved } = searchesOf(ctx);
  const name = createHash("sha256").update(`${keyId}\n${claimed}`).digest("base64url");
  const seen = known ? undefined : unproved.get(name);
  if (seen && signature.verify(seen.key)) return seen.keep();
  // A search may have ended since we looked: then the actor is known by now.
  if (!known && !running.has(name) && (await knownSigner(ctx, keyId, claimed)))
    return signerOf(ctx, signature, claimed, asker);
  const search = running.get(name) ?? lookForKey(ctx, { keyId, claimed, asker }, name);
  running.set(name, search);
  try {
    const found = await search;
    if (!found) return null;
    if (signature.verify(found.key)) return await found.keep();
    // The key that did not fit is the actor's own all the same, and another request may need it.
    if (known) await found.keep();
    else unproved.set(name, found);
    return null;
  } finally {
    running.delete(name);
  }
}

const asSigner = ({ id, uri, host, suspendedAt }: Actor): Signer => ({ id, uri, host, silenced: suspendedAt !== null });

interface Searches {
  /** A burst of a newcomer's activities makes one search. It ends when the actor is kept. */
  readonly running: Map<string, Promise<FoundKey | null>>;
  /** Keys of newcomers that nothing was signed with yet: a wrong signature uses up nobody's searches. */
  readonly unproved: LRUCache<string, FoundKey>;
}

/** Searches, per database. */
const searches = new WeakMap<Ctx["sql"], Searches>();

function searchesOf(ctx: Ctx): Searches {
  const known = searches.get(ctx.sql);
  if (known) return known;
  const unproved = new LRUCache<string, FoundKey>({
    ttl: WINDOW_SECONDS * 1000,
    maxSize: MOST_UNPROVED_CHARACTERS,
    sizeCalculation: ({ size }) => size,
  });
  const made: Searches = { running: new Map(), unproved };
  searches.set(ctx.sql, made);
  return made;
}

const knownSigner = async (ctx: Ctx, keyId: string, claimed: string | null): Promise<KnownSigner | null> =>
  (await acquaintanceOf(ctx, { hosts: [], keyId, claimed })).signer;

async function storedKey(ctx: Ctx, known: KnownSigner, keyId: string): Promise<KeyObject | null> {
  if (known.publicKeyId === keyId) return keyFromPem(known.publicKeyPem ?? "");
  const [row] = await ctx.sql<{ document: string }[]>`select document from actors where id = ${known.id}`;
  if (!row?.document.includes(keyId)) return null;
  const document: JsonObject = JSON.parse(row.document);
  return keyIn(document, keyId, known.uri);
}

interface Search {
  readonly keyId: string;
  readonly claimed: string | null;
  readonly asker: string;
}

/** The asker's share first: who has used it up uses up no key's searches either. */
async function mayLookForKey(ctx: Ctx, { keyId, asker }: Search, name: string): Promise<boolean> {
  const host = hostOf(keyId);
  await takeSearch(ctx, `key-asker:${asker}:${host}`, SEARCHES.perAsker);
  const ofKey = await takePoint(ctx, `key:${name}`, FETCHES_PER_KEY, WINDOW_SECONDS);
  if (ofKey.allowed) await takeSearch(ctx, `key-host:${host}`, SEARCHES.perHost);
  return ofKey.allowed;
}

async function takeSearch(ctx: Ctx, key: string, limit: number): Promise<void> {
  const { allowed, retryAfter } = await takePoint(ctx, key, limit, WINDOW_SECONDS);
  if (!allowed) throw new AppError("limited", "federation.too-many-keys", "Too many unknown keys.", { retryAfter });
}

interface FoundKey {
  readonly key: KeyObject;
  /** Characters of the actor's document. */
  readonly size: number;
  /** Keeps the actor as its document says, once for all who found it together. */
  readonly keep: () => Promise<Signer>;
}

function foundKey(ctx: Ctx, remote: RemoteActor, key: KeyObject): FoundKey {
  let kept: Promise<Signer> | undefined;
  return {
    key,
    size: remote.document.length,
    keep: () => {
      kept ??= upsertRemoteActor(ctx, remote).then(asSigner);
      kept.catch(() => {
        kept = undefined;
      });
      return kept;
    },
  };
}

async function lookForKey(ctx: Ctx, search: Search, name: string): Promise<FoundKey | null> {
  if (!(await mayLookForKey(ctx, search, name))) return null;
  const { keyId, claimed } = search;
  const budget = newFetchBudget(3);
  try {
    const actor = claimed === null ? await ownerOf(ctx, keyId, budget) : await fetchDocument(ctx, claimed, budget);
    if (!actor || (claimed !== null && actor.uri !== claimed)) return null;
    const remote = readActorDocument(actor.document, actor.text);
    const key = keyIn(actor.document, keyId, actor.uri) ?? (await keyApart(ctx, keyId, actor, budget));
    return remote && key && foundKey(ctx, remote, key);
  } catch (error) {
    // Whatever the other side answers, the signature cannot be checked now: that is not a fault of ours.
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** The actor that a key id leads to: the document there itself, or the owner that a key document names. */
async function ownerOf(ctx: Ctx, keyId: string, budget: FetchBudget): Promise<FetchedDocument | null> {
  const found = await fetchDocument(ctx, keyId, budget);
  const owner = idOf(found.document.owner ?? found.document.controller);
  if (owner === null || found.document.inbox !== undefined) return found;
  return hostOf(owner) === hostOf(keyId) ? fetchDocument(ctx, owner, budget) : null;
}

/** A key in a document of its own, which the actor's document names by its id only. */
async function keyApart(
  ctx: Ctx,
  keyId: string,
  actor: FetchedDocument,
  budget: FetchBudget,
): Promise<KeyObject | null> {
  if (!namesKey(actor.document, keyId)) return null;
  return keyIn((await fetchDocument(ctx, keyId, budget)).document, keyId, actor.uri);
}
