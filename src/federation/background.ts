import { actorByUri } from "../features/actors/actors.queries.ts";
import { onNoteGone } from "../features/adoptions/adoptions.inbox.ts";
import { askFollowUps, scheduleFollowUps } from "../features/adoptions/usecases/ask-follow-ups.ts";
import { publishScheduled } from "../features/composing/usecases/publish-scheduled.ts";
import { endMutes } from "../features/follows/relations.store.ts";
import { emptyGroup } from "../features/groups/usecases/close.ts";
import { correctDigests, publishDigest } from "../features/groups/usecases/digest.ts";
import { emptyAccount } from "../features/moderation/usecases/close-account.ts";
import { mailNews, scheduleMailNews } from "../features/notifications/usecases/mail-news.ts";
import { postById } from "../features/posts/posts.queries.ts";
import { tellTallies } from "../features/posts/usecases/tally.ts";
import { indexNotes } from "../features/project-notes/catalogue.store.ts";
import { mailSearches, scheduleMailSearches } from "../features/search/usecases/mail-searches.ts";
import type { BackgroundJob } from "../platform/background.ts";
import { type Ctx, inTransaction } from "../platform/ctx.ts";
import { AppError } from "../platform/errors.ts";
import { kvGet, kvSet } from "../platform/kv.ts";
import { checkAdoption, keepAdoptions, verifyAdoption } from "./fetch/adoptions.ts";
import { backfillStep } from "./fetch/backfill.ts";
import { catalogueStep } from "./fetch/catalogue.ts";
import { checkKits, verifyConfirmation } from "./fetch/confirmations.ts";
import { directoryStep } from "./fetch/directory.ts";
import { lookAtLineage } from "./fetch/lineage.ts";
import { meetMentioned } from "./fetch/mentioned.ts";
import { lookAtPeer } from "./fetch/peer-info.ts";
import { fetchQuoting, verifyQuote } from "./fetch/quotes.ts";
import { resolveActor } from "./fetch/resolve.ts";
import { threadStep } from "./fetch/thread.ts";
import { verifyLinks } from "./fetch/verify-links.ts";
import { endFollows, purgeActor } from "./inbox/purge-actor.ts";
import { synchronizeFollowers } from "./inbox/synchronization.ts";
import { prune, schedulePruning } from "./prune.ts";
import { purgeHost } from "./purge-host.ts";
import { reconcile } from "./reconcile.ts";

type Handlers = {
  readonly [Kind in BackgroundJob["kind"]]: (ctx: Ctx, job: Extract<BackgroundJob, { kind: Kind }>) => Promise<void>;
};

/** What the worker of queue `background` does with each kind of job. */
const backgroundHandlers: Handlers = {
  "peer-info": (ctx, { host }) => lookAtPeer(ctx, host),
  "refresh-actor": (ctx, { uri }) => refreshActor(ctx, uri),
  backfill: backfillStep,
  catalogue: catalogueStep,
  reconcile,
  directory: (ctx) => directoryStep(ctx),
  "end-mutes": (ctx) => endMutes(ctx),
  thread: threadStep,
  "meet-mentioned": meetMentioned,
  "fetch-quoting": (ctx, { uri }) => fetchQuoting(ctx, uri),
  "verify-quote": (ctx, { postId }) => verifyQuote(ctx, postId),
  "check-adoption": (ctx, { adoptionId }) => checkAdoption(ctx, adoptionId),
  "verify-adoption": (ctx, { postId }) => verifyAdoption(ctx, postId),
  "verify-confirmation": (ctx, { confirmationId }) => verifyConfirmation(ctx, confirmationId),
  "check-kits": (ctx, { whose }) => checkKits(ctx, whose),
  lineage: (ctx, { uri }) => lookAtLineage(ctx, uri),
  "note-deleted": noteDeleted,
  "keep-adoptions": keepAdoptions,
  "follow-ups": async (ctx) => {
    await askFollowUps(ctx);
    await scheduleFollowUps(ctx, DAY_MS);
  },
  "synchronize-followers": synchronizeFollowers,
  "purge-host": (ctx, { host }) => purgeHost(ctx, host),
  "verify-links": (ctx, { actorId }) => verifyLinks(ctx, actorId),
  "empty-account": (ctx, { actorId }) => emptyAccount(ctx, actorId),
  "empty-group": (ctx, { actorId }) => emptyGroup(ctx, actorId),
  "mail-news": async (ctx) => {
    await mailNews(ctx);
    await scheduleMailNews(ctx);
  },
  digest: (ctx) => publishDigest(ctx),
  "correct-digests": (ctx) => correctDigests(ctx),
  "mail-searches": async (ctx) => {
    await mailSearches(ctx);
    await scheduleMailSearches(ctx);
  },
  "index-notes": (ctx) => indexNotes(ctx),
  "publish-scheduled": (ctx, { scheduledId }) => publishScheduled(ctx, scheduledId),
  tally: (ctx, { postId }) => tellTallies(ctx, postId),
  prune: async (ctx) => {
    await prune(ctx);
    await correctDigests(ctx);
    await schedulePruning(ctx, 24 * 60 * 60 * 1000);
  },
};

/**
 * Does one job of the queue `background`.
 * @throws when it should be tried again
 */
export async function processBackgroundJob(ctx: Ctx, payload: string): Promise<void> {
  const job = JSON.parse(payload) as BackgroundJob;
  const handle = backgroundHandlers[job.kind] as ((ctx: Ctx, job: BackgroundJob) => Promise<void>) | undefined;
  if (!handle) throw new Error(`Nobody does background jobs of the kind ${job.kind}.`);
  await handle(ctx, job);
}

/** What hangs from a note of ours in features that notes do not know. */
async function noteDeleted(ctx: Ctx, { postId, title, url }: BackgroundJob & { kind: "note-deleted" }): Promise<void> {
  const post = await postById(ctx, postId);
  if (post?.deletedAt) await inTransaction(ctx, (tx) => onNoteGone(tx, { id: postId, uri: post.uri, title, url }));
}

const DAYS_UNTIL_LOST = 3;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Looks at an actor again, often because its inbox answered 404 or 410. Only its own 410 means that it is gone; when its
 * id is not found on three days its follows end (decision 7).
 */
async function refreshActor(ctx: Ctx, uri: string): Promise<void> {
  const known = await actorByUri(ctx, uri);
  if (known?.local) return;
  try {
    await resolveActor(ctx, uri, { maxAgeMs: 0 });
  } catch (error) {
    if (!(error instanceof AppError) || error.kind === "upstream") throw error;
    if (!known) return;
    if (error.kind === "gone") await inTransaction(ctx, (tx) => purgeActor(tx, known));
    if (error.kind === "notFound" && (await daysNotFound(ctx, uri)) >= DAYS_UNTIL_LOST) {
      await inTransaction(ctx, (tx) => endFollows(tx, known));
    }
  }
}

/** On how many days, today among them, an actor was not found; forgotten after two weeks. */
async function daysNotFound(ctx: Ctx, uri: string): Promise<number> {
  const key = ["federation", "actor-not-found", uri];
  const kept = await kvGet(ctx, key);
  const today = ctx.now().toISOString().slice(0, 10);
  const days = [...new Set([...(Array.isArray(kept) ? kept.map(String) : []), today])];
  await kvSet(ctx, key, days, 14 * DAY_MS);
  return days.length;
}
