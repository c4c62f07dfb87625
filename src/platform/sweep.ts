import type { Ctx } from "./ctx.ts";

const DAY_MS = 86_400_000;
const BATCH = 1000;

/** How long the operator can look at what was given up. */
const DEAD_JOB_DAYS = 30;
/** What was told so long ago nobody looks up any more. */
const NOTIFICATION_DAYS = 180;
/** A body with no job is left over from a crash or from two workers that removed its last jobs at the same moment. */
const ORPHAN_BODY_DAYS = 1 / 24;

/** Forgets what has served its time: ended values and counters, old dead letters, bodies without jobs. */
export async function sweepPlatform(ctx: Ctx): Promise<void> {
  const before = (days: number): string => new Date(ctx.now().getTime() - days * DAY_MS).toISOString();
  const now = before(0);
  await inBatches(
    () => ctx.sql`
      delete from kv where key in (select key from kv where expires_at <= ${now}::timestamptz limit ${BATCH})`,
  );
  await inBatches(
    () => ctx.sql`
      delete from rate_limits
      where key in (select key from rate_limits where expires_at <= ${now}::timestamptz limit ${BATCH})`,
  );
  await inBatches(
    () => ctx.sql`
      delete from jobs
      where id in (select id from jobs where dead_at < ${before(DEAD_JOB_DAYS)}::timestamptz limit ${BATCH})`,
  );
  await inBatches(
    () => ctx.sql`
      delete from notifications
      where id in (
        select id from notifications where created_at < ${before(NOTIFICATION_DAYS)}::timestamptz limit ${BATCH})`,
  );
  await ctx.sql`
    delete from job_bodies where created_at < ${before(ORPHAN_BODY_DAYS)}::timestamptz
      and not exists (select from jobs where body_id = job_bodies.id)`;
}

/** Deletes in small statements, so that nobody waits behind a long one. */
async function inBatches(remove: () => PromiseLike<{ readonly count: number }>): Promise<void> {
  while ((await remove()).count === BATCH);
}
