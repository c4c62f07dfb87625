import { readActorDocument } from "../../features/actors/actor-reading.activitypub.ts";
import { type Actor, actorByUri } from "../../features/actors/actors.queries.ts";
import { upsertRemoteActor } from "../../features/actors/actors.usecases.ts";
import { readWire } from "../../features/posts/posts.activitypub.ts";
import { type Post, postByUri } from "../../features/posts/posts.queries.ts";
import { idOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import {
  type FetchBudget,
  type FetchedDocument,
  fetchDocument,
  mayAskOnHearsay,
  newFetchBudget,
} from "./fetch-document.ts";
import { type Arrival, groupOf, storeArrival } from "./landing.ts";

/** A profile older than this is looked at again when it is needed. */
const PROFILE_AGE_MS = 7 * 24 * 60 * 60 * 1000;
/** Parents looked for above a reply (wire §5.3). */
const MOST_PARENTS = 20;

export interface ResolveOptions {
  /** How old what we know may be. 0: ask anyway. Default: a week. */
  readonly maxAgeMs?: number;
  readonly budget?: FetchBudget;
}

const unusable = (uri: string, what: string): AppError =>
  new AppError("invalid", `federation.not-${what}`, `${uri} is no ${what} that we can read.`);

/**
 * An actor by its id, fetched if we do not know it or know it from too long ago. When the fetch of a known one fails
 * for a passing reason, what is known is given.
 * @throws AppError gone, notFound, forbidden (blocked), invalid (no actor), upstream, limited
 */
export async function resolveActor(ctx: Ctx, uri: string, options: ResolveOptions = {}): Promise<Actor> {
  const { maxAgeMs = PROFILE_AGE_MS, budget = newFetchBudget() } = options;
  const known = await actorByUri(ctx, uri);
  if (known?.local) return known;
  if (known && ctx.now().getTime() - (known.fetchedAt?.getTime() ?? 0) < maxAgeMs) return known;
  if (hostOf(uri) === hostOf(ctx.origin)) throw new AppError("notFound", "actors.not-found", `${uri} is none of ours.`);
  try {
    return await keepActor(ctx, await fetchDocument(ctx, uri, budget));
  } catch (error) {
    const passing = error instanceof AppError && (error.kind === "upstream" || error.kind === "limited");
    if (known && passing && maxAgeMs > 0) return known;
    throw error;
  }
}

/** Keeps a fetched document as the actor that it describes. @throws AppError invalid */
export async function keepActor(ctx: Ctx, { document, text, uri }: FetchedDocument): Promise<Actor> {
  const remote = readActorDocument(document, text);
  if (!remote || remote.uri !== uri) throw unusable(uri, "actor");
  return upsertRemoteActor(ctx, remote);
}

/**
 * Reads a fetched document as a post, with its author: id and all authors on one host (wire §5.1, 7).
 * @throws AppError invalid, and those of `resolveActor` for the author
 */
export async function arrivalOf(ctx: Ctx, fetched: FetchedDocument, budget: FetchBudget): Promise<Arrival> {
  const wire = readWire(fetched.document);
  const host = hostOf(fetched.uri);
  const [author] = wire?.attributedTo ?? [];
  if (!wire || wire.uri !== fetched.uri || wire.isVote || author === undefined) throw unusable(fetched.uri, "post");
  if (wire.attributedTo.some((uri) => hostOf(uri) !== host)) throw unusable(fetched.uri, "post");
  const arrival = { wire, text: fetched.text, document: fetched.document };
  if (wire.stvKind !== null) await resolveDistrict(ctx, fetched, budget);
  return { ...arrival, author: await resolveActor(ctx, author, { budget }) };
}

/** The district that a note of our kind comes from is shown with it; without its actor the note is still whole. */
async function resolveDistrict(ctx: Ctx, { document, uri }: FetchedDocument, budget: FetchBudget): Promise<void> {
  const district = idOf(document["stv:district"]);
  if (district === null || hostOf(district) !== hostOf(uri) || budget.left < 2) return;
  try {
    await resolveActor(ctx, district, { budget });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

/** A post's current version from its origin, not stored yet. @throws AppError as `fetchDocument` and `arrivalOf` */
export async function fetchArrival(ctx: Ctx, uri: string, budget: FetchBudget): Promise<Arrival> {
  if (hostOf(uri) === hostOf(ctx.origin)) throw new AppError("notFound", "posts.not-found", `${uri} is none of ours.`);
  return arrivalOf(ctx, await fetchDocument(ctx, uri, budget), budget);
}

/** Stores what was fetched, whatever we think of its relevance: somebody asked for it. */
export async function keepArrival(ctx: Ctx, arrival: Arrival): Promise<Post> {
  const groupId = await groupOf(ctx, arrival);
  await inTransaction(ctx, (tx) => storeArrival(tx, arrival, groupId));
  const post = await postByUri(ctx, arrival.wire.uri);
  if (!post) throw unusable(arrival.wire.uri, "post");
  return post;
}

/**
 * A post by its id, fetched and stored if we do not know it, with the posts above it as far as the budget goes.
 * @throws AppError gone (also: deleted here), notFound, forbidden, invalid, upstream, limited
 */
export async function resolvePost(
  ctx: Ctx,
  uri: string,
  { budget = newFetchBudget(), parents = MOST_PARENTS }: { budget?: FetchBudget; parents?: number } = {},
): Promise<Post> {
  const known = await postByUri(ctx, uri);
  if (known?.deletedAt) throw new AppError("gone", "posts.gone", `${uri} was deleted.`);
  if (known) return known;
  const arrival = await fetchArrival(ctx, uri, budget);
  await resolveParents(ctx, arrival.wire.inReplyTo, { budget, most: parents });
  return keepArrival(ctx, arrival);
}

/**
 * Fetches and stores the unknown posts above a reply, nearest first. Stops at a known one, at the limit, at a cycle,
 * when the budget is spent or something cannot be had: a reply without its parent is joined to it later.
 */
export async function resolveParents(
  ctx: Ctx,
  inReplyTo: string | null,
  { budget, most = MOST_PARENTS }: { budget: FetchBudget; most?: number },
): Promise<void> {
  const seen = new Set<string>();
  let next = inReplyTo;
  while (next !== null && seen.size < most && !seen.has(next) && budget.left > 0) {
    seen.add(next);
    if ((await postByUri(ctx, next)) || !(await mayAskOnHearsay(ctx, next))) return;
    try {
      const arrival = await fetchArrival(ctx, next, budget);
      await keepArrival(ctx, arrival);
      next = arrival.wire.inReplyTo;
    } catch (error) {
      if (error instanceof AppError) return;
      throw error;
    }
  }
}
