import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { signingKeysOf } from "../../features/actors/actors.keys.ts";
import { followersBehind } from "../../features/follows/recipients.queries.ts";
import { followersDigests, type HostPart } from "../../features/follows/synchronization.queries.ts";
import { asList, idOf } from "../../platform/ap-read.ts";
import { actorUri, PUBLIC } from "../../platform/ap-uris.ts";
import { enqueueBackground } from "../../platform/background.ts";
import { coalesce } from "../../platform/coalesce.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { errorText } from "../../platform/error-text.ts";
import { type Job, jobBody } from "../../platform/jobs.store.ts";
import { GiveUp, TryAgain } from "../../platform/jobs.worker.ts";
import type { JsonObject } from "../../platform/json.ts";
import { readTarget } from "../../platform/net/targets.ts";
import { rememberScheme, type SignatureScheme } from "../peer-rules.ts";
import { noteAnswer, noteFailure, noteSuccess, type PeerState, peerStates, waitFor } from "./breaker.ts";
import type { Delivery } from "./message-queue.ts";
import { type PostAnswer, post } from "./post.ts";
import { signPost } from "./sign.ts";

/** A host that is away for a week misses nothing; what is older than this is given up. */
const LONGEST_HELD_MS = 8 * 24 * 60 * 60_000;
const REMEMBERED_BODIES = 100;
/** Of the followers behind an inbox that is gone, how many are asked about at a time. */
const ASKED_ABOUT = 10;

interface Body {
  readonly bytes: Buffer;
  readonly isPublic: boolean;
  /** SHA-256, base64: the same for all receivers. */
  readonly digest: string;
  /** Meant for its sender's followers, not for all. */
  readonly forFollowers: boolean;
}

/**
 * Makes the handler of the queue `delivery` (performance.md's own delivery worker). For a delivery on a warm connection
 * it costs one signature and one request; what it reads of the database is read once for all deliveries of a tick.
 */
export function deliveryHandler(ctx: Ctx): (job: Job) => Promise<void> {
  const peerOf = coalesce<string, PeerState>((hosts) => peerStates(ctx, hosts));
  const bodies = new LRUCache<string, Promise<Body | null>>({ max: REMEMBERED_BODIES });
  const bodyOf = (bodyId: string): Promise<Body | null> => {
    const known = bodies.get(bodyId) ?? loadBody(ctx, bodyId);
    bodies.set(bodyId, known);
    known.catch(() => bodies.delete(bodyId));
    return known;
  };
  const digestOf = coalesce<HostPart, string>((parts) => followersDigests(ctx, parts));
  return async (job) => {
    const { actorId, inbox } = JSON.parse(job.payload) as Delivery;
    const url = readTarget(ctx.config, inbox);
    if (!url) throw new GiveUp(`${inbox} is no address that may be sent to`);
    const peer = await peerOf(url.host);
    if (peer.barred) return;
    await holdBack(ctx, peer, job);
    const [body, keys] = await Promise.all([job.bodyId && bodyOf(job.bodyId), signingKeysOf(ctx, actorId)]);
    if (!body) throw new GiveUp("its body is gone");
    const more = body.forFollowers
      ? synchronization(ctx, actorId, await digestOf({ followeeId: actorId, host: url.host }))
      : {};
    const send = async (scheme: SignatureScheme): Promise<PostAnswer> => {
      const now = ctx.now();
      const headers = await signPost(scheme, { url, digest: body.digest, key: keys.rsa, now, more });
      return await post(url, { ...headers, "user-agent": userAgent(ctx) }, body.bytes, now).catch(async (error) => {
        await noteFailure(ctx, peer.host, errorText(error));
        throw error;
      });
    };
    const answer = await knock(ctx, peer, send);
    // A peer's words may quote what it refuses: admins see them only where everybody may read that (T111).
    await settle(ctx, peer, url, body.isPublic ? answer : { ...answer, explanation: `HTTP ${answer.status}` });
  };
}

/** Which of the actor's followers we believe to be on the receiving host (FEP-8fcf), so that it can tell us or itself. */
function synchronization(ctx: Ctx, actorId: string, digest: string): Record<string, string> {
  const uri = actorUri(ctx.origin, actorId);
  const value = `collectionId="${uri}/followers", url="${uri}/followers_synchronization", digest="${digest}"`;
  return { "collection-synchronization": value };
}

const userAgent = (ctx: Ctx): string => `Stadtteilvernetzer (+${ctx.origin}/)`;

async function loadBody(ctx: Ctx, bodyId: string): Promise<Body | null> {
  const text = await jobBody(ctx, bodyId);
  if (text === null) return null;
  const bytes = Buffer.from(text);
  return { bytes, digest: createHash("sha256").update(bytes).digest("base64"), ...audienceIn(text) };
}

/** Whom a body is for, as it says itself. */
function audienceIn(text: string): Pick<Body, "isPublic" | "forFollowers"> {
  const { actor, to, cc }: JsonObject = JSON.parse(text);
  const addressed = [...asList(to), ...asList(cc)];
  const isPublic = addressed.includes(PUBLIC);
  return { isPublic, forFollowers: !isPublic && addressed.includes(`${idOf(actor)}/followers`) };
}

/** Puts a delivery off, without counting an attempt, while its host is on hold. */
async function holdBack(ctx: Ctx, peer: PeerState, job: Job): Promise<void> {
  const until = await waitFor(ctx, peer);
  if (until === null) return;
  if (ctx.now().getTime() - job.createdAt.getTime() > LONGEST_HELD_MS) {
    throw new GiveUp(`${peer.host} has not answered for over a week`);
  }
  throw new TryAgain(`${peer.host} does not answer and is left alone for a while`, until, false);
}

/**
 * Sends with the scheme that the host accepted last; on 401 once with the other, which is remembered if it is accepted.
 */
async function knock(
  ctx: Ctx,
  peer: PeerState,
  send: (scheme: SignatureScheme) => Promise<PostAnswer>,
): Promise<PostAnswer> {
  const first = await send(peer.scheme);
  if (first.status !== 401) return first;
  const other = peer.scheme === "cavage" ? "rfc9421" : "cavage";
  const second = await send(other);
  if (isSuccess(second.status)) await rememberScheme(ctx, peer.host, other);
  return second;
}

/** What an answer means: done, later, or never (wire §4.2). */
async function settle(ctx: Ctx, peer: PeerState, url: URL, answer: PostAnswer): Promise<void> {
  const { status, retryAt, explanation } = answer;
  const asksToWait = retryAt !== null && (status === 429 || status === 503);
  if (isSuccess(status)) return await noteSuccess(ctx, peer);
  if (status < 500) await noteAnswer(ctx, peer);
  else if (!asksToWait) await noteFailure(ctx, peer.host, explanation);
  // Not a proof that the actor is gone: some answer 404 to every type that they do not know. The actor is asked.
  if (status === 404 || status === 410) return await askAboutActors(ctx, url);
  if (asksToWait) throw new TryAgain(explanation, retryAt);
  if (isFinal(status)) throw new GiveUp(explanation);
  throw new Error(explanation);
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** The host has understood and refuses. 401 may be our clock, 3xx its move, 408 and 429 its load. */
const isFinal = (status: number): boolean =>
  status >= 400 && status < 500 && status !== 401 && status !== 408 && status !== 425 && status !== 429;

async function askAboutActors(ctx: Ctx, inbox: URL): Promise<void> {
  for (const uri of await followersBehind(ctx, inbox.host, inbox.href, ASKED_ABOUT)) {
    await enqueueBackground(
      ctx,
      { kind: "refresh-actor", uri },
      { mergeKey: `refresh-actor:${uri}`, host: inbox.host },
    );
  }
}
