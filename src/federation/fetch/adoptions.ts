import { type Actor, actorById } from "../../features/actors/actors.queries.ts";
import { isStamp, originsIn } from "../../features/adoptions/adoptions.activitypub.ts";
import { CHECKED_FOR_MS } from "../../features/adoptions/adoptions.model.ts";
import {
  type Adoption,
  adoptionById,
  type Claim,
  claimOf,
  lockAdoption,
  staleClaims,
  stampGivenFor,
  unendedAdoptions,
} from "../../features/adoptions/adoptions.queries.ts";
import { decideOffer, endAdoptionsBy, refreshLineage, refuse } from "../../features/adoptions/adoptions.store.ts";
import { checkClaim, noteOrigin, noteOriginGone, settle } from "../../features/adoptions/claims.store.ts";
import { staleLineages } from "../../features/adoptions/lineage.queries.ts";
import { type Post, postById, postByUri } from "../../features/posts/posts.queries.ts";
import { asList } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import { enqueueBackground } from "../../platform/background.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { Id } from "../../platform/ids.ts";
import { TryAgain } from "../../platform/jobs.worker.ts";
import { checkOldConfirmations } from "./confirmations.ts";
import { fetchDocument, mayAskOnHearsay, newFetchBudget } from "./fetch-document.ts";
import type { Arrival } from "./landing.ts";
import { fetchArrival, keepArrival, resolvePost } from "./resolve.ts";

/** The adopted note, its author, its district. */
const DOCUMENTS = 4;
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Said to servers elsewhere, in the language of most. */
const REASONS = {
  notThere: "Der Steckbrief, der unser Projekt übernehmen soll, war nicht zu finden.",
  notPointing: "Dieser Steckbrief nennt unser Projekt nicht als seinen Ursprung.",
  notTheirs: "Diesen Steckbrief hat jemand anderes geschrieben.",
  unreachable: "Ihr Server war einen Tag lang nicht zu erreichen.",
} as const;

/** Why an offered note cannot count as taken over from ours; null: it can (wire §4.3.3, d). */
function whyNot({ wire, document }: Arrival, originUri: string, adopter: Actor): keyof typeof REASONS | null {
  if (!asList(document.type).includes("Article")) return "notThere";
  const speaks =
    wire.attributedTo[0] === adopter.uri || (adopter.type === "Group" && wire.audience.includes(adopter.uri));
  if (!speaks) return "notTheirs";
  return originsIn(document).includes(originUri) ? null : "notPointing";
}

/**
 * Reads a note that was offered as taken over from one of ours, at its own host, and decides. While its server cannot be
 * had it stays open, for a day.
 * @throws TryAgain
 */
export async function checkAdoption(ctx: Ctx, adoptionId: Id): Promise<void> {
  const adoption = await adoptionById(ctx, adoptionId);
  if (adoption?.state !== "checking") return;
  const [origin, adopter] = [await postById(ctx, adoption.originId), await actorById(ctx, adoption.adopterId)];
  if (!adopter || !origin || origin.deletedAt !== null) return;
  const read = await readOffered(ctx, adoption);
  const why = "why" in read ? read.why : whyNot(read.arrival, origin.uri, adopter);
  const adopted = "arrival" in read && why === null ? await keepArrival(ctx, read.arrival) : null;
  await inTransaction(ctx, async (tx) => {
    const row = await lockAdoption(tx, adoptionId);
    if (row?.state !== "checking") return;
    if (why !== null) return refuse(tx, row, REASONS[why], false);
    if (adopted) await decideOffer(tx, row, adopted, adopter.host);
  });
}

async function readOffered(
  ctx: Ctx,
  { adoptedUri, createdAt }: Adoption,
): Promise<{ arrival: Arrival } | { why: keyof typeof REASONS }> {
  try {
    return { arrival: await fetchArrival(ctx, adoptedUri, newFetchBudget(DOCUMENTS)) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.kind !== "upstream" && error.kind !== "limited") return { why: "notThere" };
    const now = ctx.now();
    if (now.getTime() - createdAt.getTime() >= CHECKED_FOR_MS) return { why: "unreachable" };
    throw new TryAgain("the adopted note cannot be read now", new Date(now.getTime() + HOUR_MS / 2), false);
  }
}

/**
 * Finds out whether the origin signed for what a note says of itself: the stamp must lie on the origin's host, be by the
 * origin's author and name exactly this pair (wire §4.3.7, 8). A stamp elsewhere is not even asked for.
 * @throws TryAgain when it cannot be found out now
 */
export async function verifyAdoption(ctx: Ctx, postId: Id): Promise<void> {
  const [claim, post] = [await claimOf(ctx, postId), await postById(ctx, postId)];
  if (!claim || !post || post.deletedAt !== null) return;
  try {
    await (hostOf(claim.originUri) === hostOf(ctx.origin) ? verifyOurs : verifyTheirs)(ctx, claim, post);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.kind !== "upstream" && error.kind !== "limited") return stampMissing(ctx, claim, post);
    throw new TryAgain("the stamp cannot be fetched now", new Date(ctx.now().getTime() + HOUR_MS));
  }
}

/** What was taken over from us is ours to know. */
async function verifyOurs(ctx: Ctx, claim: Claim, post: Post): Promise<void> {
  const origin = await postByUri(ctx, claim.originUri);
  if (origin?.deletedAt) return inTransaction(ctx, (tx) => noteOriginGone(tx, { ...origin, title: null }));
  const stampUri = origin && (await stampGivenFor(ctx, origin.id, post.uri));
  await inTransaction(ctx, async (tx) => {
    if (origin) await noteOrigin(tx, post.id, await seen(tx, origin));
    if (stampUri) await settle(tx, post, { state: "confirmed", stampUri });
    else if (claim.state === "confirmed") await settle(tx, post, { state: "revoked" });
  });
}

async function seen(ctx: Ctx, origin: Post) {
  const author = await actorById(ctx, origin.authorId);
  return { originTitle: origin.title, originUrl: origin.url, originAuthorUri: author?.uri ?? null };
}

async function verifyTheirs(ctx: Ctx, claim: Claim, post: Post): Promise<void> {
  const origin = await originOf(ctx, claim.originUri);
  if (origin === "gone")
    return inTransaction(ctx, (tx) => noteOriginGone(tx, { uri: claim.originUri, title: null, url: "" }));
  if (origin === null) return;
  const found = await seen(ctx, origin);
  await inTransaction(ctx, (tx) => noteOrigin(tx, post.id, found));
  const { stampUri } = claim;
  if (stampUri === null || found.originAuthorUri === null) return;
  const isThere = hostOf(stampUri) === hostOf(claim.originUri) && (await mayAskOnHearsay(ctx, stampUri));
  const stamp = { uri: stampUri, authorUri: found.originAuthorUri, originUri: origin.uri, adoptedUri: post.uri };
  const holds = isThere && isStamp((await fetchDocument(ctx, stampUri, newFetchBudget(1))).document, stamp);
  await inTransaction(ctx, (tx) => settle(tx, post, holds ? { state: "confirmed", stampUri } : { state: "refused" }));
}

async function originOf(ctx: Ctx, uri: string): Promise<Post | "gone" | null> {
  const known = await postByUri(ctx, uri);
  if (known) return known.deletedAt === null ? known : "gone";
  if (!(await mayAskOnHearsay(ctx, uri))) return null;
  try {
    return await resolvePost(ctx, uri, { budget: newFetchBudget(DOCUMENTS - 1), parents: 0 });
  } catch (error) {
    if (error instanceof AppError && (error.kind === "gone" || error.kind === "notFound")) return "gone";
    throw error;
  }
}

/** The stamp is not there (any more), or cannot be one: what rested on it counts no more. */
const stampMissing = (ctx: Ctx, claim: Claim, post: Post): Promise<void> =>
  inTransaction(ctx, (tx) => settle(tx, post, { state: claim.state === "confirmed" ? "revoked" : "refused" }));

/** Stamps are fetched again a day before a week is over; trees that nobody reads once a week. */
const CLAIM_AGE_MS = 6 * DAY_MS;
const TREE_AGE_MS = 7 * DAY_MS;
/** So many of each in a night. */
const MOST = 500;

/** Has old stamps and trees looked at again, spread over some hours, and ends what was left open; then again tomorrow. */
export async function keepAdoptions(ctx: Ctx): Promise<void> {
  const now = ctx.now().getTime();
  const [claims, trees, unended] = await Promise.all([
    staleClaims(ctx, new Date(now - CLAIM_AGE_MS), MOST),
    staleLineages(ctx, new Date(now - TREE_AGE_MS), MOST),
    unendedAdoptions(ctx, MOST),
  ]);
  await inTransaction(ctx, async (tx) => {
    for (const uri of unended) await endAdoptionsBy(tx, uri, []);
    for (const [index, postId] of claims.entries()) await checkClaim(tx, postId, new Date(now + index * SPREAD_MS));
    for (const uri of trees) await refreshLineage(tx, uri);
    await checkOldConfirmations(tx, MOST);
    await scheduleKeeping(tx, DAY_MS);
  });
}

const SPREAD_MS = 20_000;

/** Has adoptions kept in good order after `delayMs`; once, however often it is asked for. */
export const scheduleKeeping = (ctx: Ctx, delayMs = 0): Promise<void> =>
  enqueueBackground(
    ctx,
    { kind: "keep-adoptions" },
    { mergeKey: "keep-adoptions", runAt: new Date(ctx.now().getTime() + delayMs) },
  );
