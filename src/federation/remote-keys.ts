import type { KeyObject } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { type Actor, actorByUri } from "../features/actors/actors.queries.ts";
import { type RemoteActor, readActorDocument } from "../features/actors/actors.reading.ts";
import { actors } from "../features/actors/actors.table.ts";
import { upsertRemoteActor } from "../features/actors/actors.usecases.ts";
import { idOf, isObject } from "../platform/ap-read.ts";
import { hostOf } from "../platform/ap-uris.ts";
import type { Ctx } from "../platform/ctx.ts";
import { AppError } from "../platform/errors.ts";
import type { JsonObject } from "../platform/json.ts";
import { takePoint } from "../platform/rate-limit.ts";
import { type FetchBudget, type FetchedDocument, fetchDocument, newFetchBudget } from "./fetch-document.ts";
import type { ReadSignature } from "./http-signature-parts.ts";
import { keyFromPem, keyIn, namesKey } from "./public-keys.ts";

/** Looking for one key anew: twice in five minutes (T033); for keys of one host: once a second. */
const WINDOW_SECONDS = 300;
const FETCHES_PER_KEY = 2;
const FETCHES_PER_HOST = 300;

/**
 * Who made a signature, if the key is one that the signer's own actor document names; null when it is not, or cannot be
 * found out. The actor row's key is tried first; one fetch of the actor follows when there is no row or the key does
 * not fit any more (rotation), at most twice in five minutes and key.
 * @param claimed the actor that the request says it comes from; null: whoever owns the key
 */
export async function signerOf(ctx: Ctx, signature: ReadSignature, claimed: string | null): Promise<Actor | null> {
  const { keyId } = signature;
  if (claimed !== null && hostOf(claimed) !== hostOf(keyId)) return null;
  const known = claimed === null ? await actorByKeyId(ctx, keyId) : await actorByUri(ctx, claimed);
  if (known?.local) return null;
  const key = known && storedKey(known, keyId);
  if (key && signature.verify(key)) return known;
  const found = await lookOnce(ctx, keyId, claimed);
  return found && signature.verify(found.key) ? upsertRemoteActor(ctx, found.remote) : null;
}

async function actorByKeyId(ctx: Ctx, keyId: string): Promise<Actor | null> {
  const [actor] = await ctx.db
    .select()
    .from(actors)
    .where(and(eq(actors.publicKeyId, keyId), eq(actors.local, false)))
    .limit(1);
  return actor ?? null;
}

function storedKey(actor: Actor, keyId: string): KeyObject | null {
  if (actor.publicKeyId === keyId && actor.publicKeyPem !== null) return keyFromPem(actor.publicKeyPem);
  if (!actor.document.includes(keyId)) return null;
  const document: unknown = JSON.parse(actor.document);
  return isObject(document as JsonObject) ? keyIn(document as JsonObject, keyId, actor.uri) : null;
}

async function mayLookForKey(ctx: Ctx, keyId: string): Promise<boolean> {
  const ofKey = await takePoint(ctx, `key:${keyId}`, FETCHES_PER_KEY, WINDOW_SECONDS);
  if (!ofKey.allowed) return false;
  return (await takePoint(ctx, `key-host:${hostOf(keyId)}`, FETCHES_PER_HOST, WINDOW_SECONDS)).allowed;
}

interface FoundKey {
  readonly remote: RemoteActor;
  readonly key: KeyObject;
}

/** Searches under way, per database: a burst of a newcomer's activities makes one search. */
const underWay = new WeakMap<Ctx["sql"], Map<string, Promise<FoundKey | null>>>();

async function lookOnce(ctx: Ctx, keyId: string, claimed: string | null): Promise<FoundKey | null> {
  const running = underWay.get(ctx.sql) ?? new Map<string, Promise<FoundKey | null>>();
  underWay.set(ctx.sql, running);
  const name = `${keyId}\n${claimed}`;
  const known = running.get(name);
  if (known) return known;
  const search = mayLookForKey(ctx, keyId).then((may) => (may ? lookForKey(ctx, keyId, claimed) : null));
  running.set(name, search);
  try {
    return await search;
  } finally {
    running.delete(name);
  }
}

async function lookForKey(ctx: Ctx, keyId: string, claimed: string | null): Promise<FoundKey | null> {
  const budget = newFetchBudget(3);
  try {
    const actor = claimed === null ? await ownerOf(ctx, keyId, budget) : await fetchDocument(ctx, claimed, budget);
    if (!actor || (claimed !== null && actor.uri !== claimed)) return null;
    const remote = readActorDocument(actor.document, actor.text);
    const key = keyIn(actor.document, keyId, actor.uri) ?? (await keyApart(ctx, keyId, actor, budget));
    return remote && key && { remote, key };
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
