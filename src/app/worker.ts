import { sweepSessions } from "../features/accounts/sessions.usecases.ts";
import { sweepKeys } from "../features/actors/actors.keys.ts";
import { scheduleFollowUps } from "../features/adoptions/usecases/ask-follow-ups.ts";
import { sweepRequests } from "../features/adoptions/usecases/request.ts";
import { sweepForeignMedia } from "../features/media/foreign-media.usecases.ts";
import { sweepReports } from "../features/moderation/usecases/sweep-reports.ts";
import { scheduleMailNews } from "../features/notifications/usecases/mail-news.ts";
import { sweepUploads } from "../features/project-notes/usecases/sweep-uploads.ts";
import { scheduleMailSearches } from "../features/search/usecases/mail-searches.ts";
import { processBackgroundJob } from "../federation/background.ts";
import { markHostAlive } from "../federation/delivery/breaker.ts";
import { deliveryHandler } from "../federation/delivery/worker.ts";
import { dispatchOutbox } from "../federation/dispatch.ts";
import { scheduleKeeping } from "../federation/fetch/adoptions.ts";
import { scheduleDirectory } from "../federation/fetch/directory.ts";
import { processInboxJob } from "../federation/inbox.ts";
import { schedulePruning } from "../federation/prune.ts";
import { scheduleReconciling } from "../federation/reconcile.ts";
import { sweepOAuth } from "../mastodon/oauth/sweep.ts";
import { sendPush } from "../mastodon/push/send.ts";
import { enqueueBackground } from "../platform/background.ts";
import type { Ctx } from "../platform/ctx.ts";
import { type QueueOptions, runQueue } from "../platform/jobs.worker.ts";
import { isMailOn, sendMail } from "../platform/mail.ts";
import { sweepPlatform } from "../platform/sweep.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How each queue is worked. Changing a number here changes how we treat other servers. */
const queuesOf = (ctx: Ctx): Omit<QueueOptions, "signal">[] => [
  {
    queue: "outbox",
    concurrency: 4,
    retry: { maxAttempts: 36, firstDelayMs: 10 * SECOND_MS, longestDelayMs: HOUR_MS },
    handle: (job) => dispatchOutbox(ctx, job.payload),
  },
  {
    // 36 attempts last 7 days: a server that is away for that long misses nothing.
    queue: "delivery",
    concurrency: 64,
    perHost: 2,
    retry: { maxAttempts: 36, firstDelayMs: MINUTE_MS, longestDelayMs: 6 * HOUR_MS },
    handle: deliveryHandler(ctx),
  },
  {
    queue: "inbox",
    // Many at once share their statements; PostgreSQL sees no more of them than the pool has connections.
    concurrency: 32,
    perHost: 8,
    retriesAtOnce: 8,
    gatherMs: 25,
    retry: { maxAttempts: 8, firstDelayMs: 30 * SECOND_MS, longestDelayMs: HOUR_MS },
    handle: async (job) => {
      // What has just come into this queue had a valid signature: its host is there.
      if (job.host !== null && job.attempt === 1) await markHostAlive(ctx, job.host);
      await processInboxJob(ctx, job.payload);
    },
  },
  {
    queue: "background",
    concurrency: 4,
    perHost: 1,
    retry: { maxAttempts: 8, firstDelayMs: MINUTE_MS, longestDelayMs: 6 * HOUR_MS },
    handle: (job) => processBackgroundJob(ctx, job.payload),
  },
  {
    // 14 attempts last two days: what is older nobody wants to read.
    queue: "mail",
    concurrency: 2,
    retry: { maxAttempts: 14, firstDelayMs: MINUTE_MS, longestDelayMs: 6 * HOUR_MS },
    handle: (job) => sendMail(ctx, job.payload),
  },
  {
    // What is older than two days is not pushed any more.
    queue: "push",
    concurrency: 8,
    perHost: 4,
    retry: { maxAttempts: 14, firstDelayMs: MINUTE_MS, longestDelayMs: 6 * HOUR_MS },
    handle: (job) => sendPush(ctx, job.payload),
  },
];

/** What has served its time goes, once an hour. */
const SWEEPERS: readonly ((ctx: Ctx) => Promise<unknown>)[] = [
  sweepPlatform,
  sweepSessions,
  sweepUploads,
  sweepForeignMedia,
  sweepReports,
  sweepRequests,
  sweepKeys,
  sweepOAuth,
];

/**
 * Sends, receives and tidies up until the signal; then lets what runs finish. Resolves after that, within 20 seconds.
 * As many processes as wanted may do so at once.
 */
export async function startWorkers(ctx: Ctx, signal: AbortSignal): Promise<void> {
  await schedulePruning(ctx);
  await scheduleKeeping(ctx);
  await scheduleFollowUps(ctx);
  if (isMailOn(ctx)) await Promise.all([scheduleMailNews(ctx), scheduleMailSearches(ctx)]);
  await enqueueBackground(ctx, { kind: "index-notes" }, { mergeKey: "index-notes" });
  await scheduleReconciling(ctx);
  await scheduleDirectory(ctx);
  const sweep = (): void => {
    Promise.all(SWEEPERS.map((tidyUp) => tidyUp(ctx))).catch((error: unknown) =>
      ctx.log.warn("The sweep failed: {error}", { error }),
    );
  };
  sweep();
  const sweeping = setInterval(sweep, HOUR_MS);
  try {
    await Promise.all(queuesOf(ctx).map((options) => runQueue(ctx, { ...options, signal })));
  } finally {
    clearInterval(sweeping);
  }
}
