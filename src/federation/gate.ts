import type { Actor } from "../features/actors/actors.queries.ts";
import { actorById, actorByUri } from "../features/actors/actors.queries.ts";
import { federationModeOf } from "../features/district/district.queries.ts";
import { isObject } from "../platform/ap-read.ts";
import { hostOf } from "../platform/ap-uris.ts";
import type { Ctx } from "../platform/ctx.ts";
import { AppError } from "../platform/errors.ts";
import type { Id } from "../platform/ids.ts";
import { enqueueShared } from "../platform/jobs.ts";
import type { JsonObject } from "../platform/json.ts";
import { parseBoundedJson } from "../platform/json-limits.ts";
import { takePointOfMany } from "../platform/rate-limit.ts";
import { isActivityStreams } from "./fetch/fetch-document.ts";
import { acquaintanceOf, type Signer } from "./gate.queries.ts";
import { type Envelope, readEnvelope } from "./inbox/envelope.ts";
import { noteSynchronization } from "./inbox/synchronization.ts";
import { isBarred, isBarredHost } from "./peer-rules.ts";
import { InboxProblem, problemResponse } from "./problem.ts";
import { canonicalRequest, readSignature } from "./signatures/http-signature.ts";
import { BadSignature } from "./signatures/parts.ts";
import { signerOf } from "./signatures/remote-keys.ts";
import { servedActor } from "./surface/actors.queries.ts";

const MAX_BODY = 1024 * 1024;

/** A guard against floods, not a quota: behind a proxy all peers come from one address. */
export const CLIENT_LIMIT = { points: 30_000, seconds: 300 };
/** Verified activities of one server. */
export const HOST_LIMIT = { points: 6_000, seconds: 300 };
/** The same over an hour: each can make us keep a few rows (T096). */
export const HOST_HOUR_LIMIT = { points: 20_000, seconds: 3_600 };

/** What a worker of queue `inbox` gets, as JSON. */
export interface InboxJob {
  readonly actorUri: string;
  /** The activity as received; if its terms were renamed, with the usual ones. */
  readonly activity: string;
  /** The owner of the inbox; null for the shared one. */
  readonly recipientId: Id | null;
  /** Somebody else passed it on: nothing in it may be believed, only asked for at its origin. */
  readonly forwarded: boolean;
  /** The actor who passed it on; only when somebody did. */
  readonly forwardedBy?: string;
}

const accepted = (): Response => new Response(null, { status: 202 });

/** Accepted without effect: said to the caller of `pass`, never to the peer. */
class Dropped extends Error {}

/**
 * Answers a POST to an inbox: the only place that refuses with a 4xx. Checks in the order of cost (host, size, type,
 * signature's shape, digest, JSON, one actor, ids, blocks, signature, limits), then puts the activity into queue
 * `inbox` and answers 202. Nothing is fetched before the signature's shape and the hosts are right.
 * @param recipientActorId row id of the inbox's owner, null for the shared inbox
 * @param clientKey who connects, for the flood guard; empty: not limited
 */
export async function handleInboxPost(
  ctx: Ctx,
  request: Request,
  recipientActorId: Id | null,
  clientKey = "",
): Promise<Response> {
  try {
    await pass(ctx, request, recipientActorId, clientKey);
    return accepted();
  } catch (error) {
    if (error instanceof Dropped) return accepted();
    if (error instanceof InboxProblem) return problemResponse(error);
    if (error instanceof BadSignature) return problemResponse(new InboxProblem("not-signed", error.message));
    if (error instanceof AppError && error.kind === "invalid") {
      return problemResponse(new InboxProblem("not-readable", error.message));
    }
    if (error instanceof AppError && error.kind === "limited") return problemResponse(tooMany(error.retryAfter ?? 60));
    throw error;
  }
}

async function pass(ctx: Ctx, request: Request, recipientId: Id | null, clientKey: string): Promise<void> {
  await checkDoor(ctx, request, recipientId, clientKey);
  const signature = readSignature(ctx, canonicalRequest(ctx, request));
  const signerHost = hostOf(signature.keyId) ?? "";
  const body = await readBody(request);
  if (!signature.fits(body)) throw new BadSignature("The digest is not the body's.");
  const text = new TextDecoder().decode(body);
  // Loaded with the first activity: it brings a large library.
  const { isPlain, normalise, refuseRestructuring } = await import("./json-ld/json-ld.ts");
  const document = parseActivity(text);
  refuseRestructuring(document);
  const plain = isPlain(document);
  const early = plain ? readEnvelope(document, ctx.origin) : null;
  // Claimed: the actor whose key it must be. Who passes something on signs with a key of their own.
  const claimed = early?.actorHost === signerHost ? early.actorUri : null;
  const hosts = [signerHost, ...(early ? [early.actorHost] : [])];
  const known = await acquaintanceOf(ctx, { hosts, keyId: signature.keyId, claimed });
  if (isBarred(await federationModeOf(ctx), known)) throw new InboxProblem("principal-not-authorized");
  if (early) checkEarly(ctx, early, signerHost, known.signer !== null);
  const signer =
    (await signerOf(ctx, signature, claimed, clientKey, known.signer)) ??
    (claimed !== null && early?.bearsOwnSignature ? await signerOf(ctx, signature, null, clientKey) : null);
  if (!signer) throw new InboxProblem("wrong-signature", "The key could not be had, or did not make this signature.");
  for (const { points, seconds } of [HOST_LIMIT, HOST_HOUR_LIMIT]) {
    const limit = await takePointOfMany(ctx, `inbox-host-${seconds}:${signerHost}`, points, seconds);
    if (!limit.allowed) throw tooMany(limit.retryAfter);
  }
  if (signer.silenced) throw new Dropped();
  const activity = plain ? document : await normalise(ctx, document);
  const envelope = early ?? (await readLate(ctx, activity, signerHost));
  await enqueue(ctx, envelope, signer, {
    actorUri: envelope.actorUri,
    activity: plain ? text : JSON.stringify(activity),
    recipientId,
    ...(signer.uri === envelope.actorUri ? { forwarded: false } : { forwarded: true, forwardedBy: signer.uri }),
  });
  const announced = request.headers.get("collection-synchronization");
  if (announced !== null && signer.uri === envelope.actorUri) await noteSynchronization(ctx, announced, signer);
}

const tooMany = (retryAfter: number): InboxProblem =>
  new InboxProblem("rate-limit-exceeded", "", { "Retry-After": String(retryAfter) });

async function checkDoor(ctx: Ctx, request: Request, recipientId: Id | null, clientKey: string): Promise<void> {
  if (request.method !== "POST") throw new InboxProblem("method-not-allowed", "", { Allow: "POST" });
  if ((await federationModeOf(ctx)) === "closed") throw new InboxProblem("principal-not-authorized");
  if (clientKey !== "") {
    const limit = await takePointOfMany(ctx, `inbox-client:${clientKey}`, CLIENT_LIMIT.points, CLIENT_LIMIT.seconds);
    if (!limit.allowed) throw tooMany(limit.retryAfter);
  }
  if (recipientId !== null) {
    // Whoever has no document has no inbox: a suspended member, a group that is nobody's business elsewhere (decision 1).
    const recipient = await servedActor(ctx, recipientId);
    if (!recipient) throw new InboxProblem("no-such-inbox");
    if (recipient.deletedAt !== null) throw new InboxProblem("actor-gone");
  }
  if (!isActivityType(request.headers.get("content-type") ?? "")) throw new InboxProblem("not-activity-json");
}

/** Without its profile `ld+json` is let in too: the signature says whose it is, and older servers leave it out. */
const isActivityType = (contentType: string): boolean =>
  isActivityStreams(contentType) || /^application\/ld\+json\s*(;|$)/i.test(contentType);

/** The body, counted while it is read; what says itself that it is too large is not read at all. */
async function readBody(request: Request): Promise<Uint8Array> {
  const tooLarge = (): InboxProblem => new InboxProblem("too-large", "At most 1 MiB.", { Connection: "close" });
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY) throw tooLarge();
  if (request.headers.has("content-length")) {
    // Nothing more comes than it says, and reading it whole costs a fraction of a stream.
    const body = new Uint8Array(await request.arrayBuffer());
    if (body.byteLength > MAX_BODY) throw tooLarge();
    return body;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseActivity(text: string): JsonObject {
  const parsed = parseBoundedJson(text);
  if (!isObject(parsed)) throw new InboxProblem("not-an-activity", "The body is no object.");
  return parsed;
}

/**
 * What can be said of an activity before the signature is checked, so that nothing is fetched in vain.
 * @param isKnown whether we know its actor
 */
function checkEarly(ctx: Ctx, envelope: Envelope, signerHost: string, isKnown: boolean): void {
  if (envelope.type === null) {
    ctx.log.debug("Dropped an activity of an unknown type from {host}.", { host: signerHost });
    throw new Dropped();
  }
  if (signerHost !== envelope.actorHost) {
    checkForwardable(ctx, envelope);
    return;
  }
  // Accounts that we never heard of say goodbye to everybody: nothing to do, and often no key left to ask for.
  const farewell = envelope.type === "Delete" || envelope.type === "Update";
  if (farewell && envelope.aboutItself && !isKnown) throw new Dropped();
}

/** Somebody else's activity may be passed on if it is signed itself; one of ours never comes back from outside. */
function checkForwardable(ctx: Ctx, envelope: Envelope): void {
  if (!envelope.bearsOwnSignature || envelope.actorHost === hostOf(ctx.origin)) {
    throw new InboxProblem("principal-actor-mismatch", "The key lies on another host than the actor.");
  }
}

/** The envelope of an activity whose terms had to be translated: known only after the signature. */
async function readLate(ctx: Ctx, activity: JsonObject, signerHost: string): Promise<Envelope> {
  const envelope = readEnvelope(activity, ctx.origin);
  if (await isBarredHost(ctx, envelope.actorHost)) throw new InboxProblem("principal-not-authorized");
  checkEarly(ctx, envelope, signerHost, (await actorByUri(ctx, envelope.actorUri)) !== null);
  return envelope;
}

async function enqueue(ctx: Ctx, envelope: Envelope, signer: Signer, job: InboxJob): Promise<void> {
  if (job.forwarded) checkForwardable(ctx, envelope);
  await enqueueShared(ctx, "inbox", {
    payload: JSON.stringify(job),
    orderingKey: envelope.orderingKey,
    host: signer.host,
  });
}

/**
 * Why a GET is refused in the allow-list mode: 401 when it is not signed, or not so that it can be checked; 403 when the
 * signer's server is not on the list, which is not asked for its key either; null when it may be answered.
 */
export async function refusalOfGet(ctx: Ctx, request: Request, clientKey: string): Promise<401 | 403 | null> {
  try {
    const { keyId } = readSignature(ctx, canonicalRequest(ctx, request));
    if (await isBarredHost(ctx, hostOf(keyId) ?? "")) return 403;
  } catch (error) {
    if (error instanceof BadSignature) return 401;
    throw error;
  }
  return (await verifySignedGet(ctx, request, clientKey)) === null ? 401 : null;
}

/**
 * Who signs a GET, or null for nobody: unsigned, not verifiable (now), blocked, or suspended. Never throws for bad input.
 * @param clientKey who connects, for the share of searches for keys
 */
export async function verifySignedGet(ctx: Ctx, request: Request, clientKey = ""): Promise<Actor | null> {
  if (!request.headers.has("signature")) return null;
  try {
    const signature = readSignature(ctx, canonicalRequest(ctx, request));
    if (await isBarredHost(ctx, hostOf(signature.keyId) ?? "")) return null;
    const signer = await signerOf(ctx, signature, null, clientKey);
    return signer === null || signer.silenced ? null : await actorById(ctx, signer.id);
  } catch (error) {
    if (error instanceof BadSignature || (error instanceof AppError && error.kind === "limited")) return null;
    throw error;
  }
}
