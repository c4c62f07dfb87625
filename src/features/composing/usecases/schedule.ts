import { isDeepStrictEqual } from "node:util";
import { and, count, eq, isNull, ne, sql } from "drizzle-orm";
import { enqueueBackground } from "../../../platform/background.ts";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { accounts } from "../../accounts/accounts.table.ts";
import { attachMedia, releaseMedia } from "../../media/media.usecases.ts";
import { keyTaken } from "../../posts/posts.errors.ts";
import { scheduledNotFound, tooManyScheduled, tooManyThatDay, tooSoon } from "../composing.errors.ts";
import { type Composition, type CompositionInput, compositionInput } from "../composing.schemas.ts";
import { ownScheduled, type ScheduledPost } from "../scheduled-posts.queries.ts";
import { scheduledPosts } from "../scheduled-posts.table.ts";
import { publishComposition } from "./publish.ts";

const SOONEST_MS = 5 * 60 * 1000;
const LAST_YEAR = 9_999;
const MOST = 300;
const MOST_A_DAY = 25;

/**
 * Keeps what was written until it is to be published. Refused now is what would be refused then; its uploads are taken.
 * @param idempotencyKey the same again gives what waits already; with something else it is refused
 * @throws AppError `posts.key-taken`, `composing.too-soon`, `.too-many`, `.too-many-that-day`, and those of `publishComposition`
 */
export async function schedulePost(
  ctx: Ctx,
  viewer: Viewer,
  input: CompositionInput,
  at: Date,
  idempotencyKey: string | null = null,
): Promise<ScheduledPost> {
  const composition = readInput(compositionInput, input, "posts.invalid");
  checkTime(ctx, at);
  return inTransaction(ctx, async (tx) => {
    await lockOwner(tx, viewer);
    const earlier = idempotencyKey === null ? null : await scheduledBefore(tx, viewer, idempotencyKey);
    if (earlier && !isSame(earlier.composition, composition)) throw keyTaken();
    if (earlier) return earlier;
    await checkRoom(tx, viewer, at, null);
    await tryOut(tx, viewer, composition);
    await attachMedia(tx, viewer.accountId, composition.mediaIds);
    const [row] = await tx.db
      .insert(scheduledPosts)
      .values({ id: tx.newId(), accountId: viewer.accountId, at, composition, idempotencyKey, createdAt: tx.now() })
      .returning();
    if (!row) throw new Error("insert returned nothing");
    await wakeAt(tx, row);
    return row;
  });
}

/**
 * Moves a scheduled post of the viewer's to another time; one that could not be published is tried again then.
 * @throws AppError `composing.not-found`, `.too-soon`, `.too-many-that-day`
 */
export async function reschedulePost(ctx: Ctx, viewer: Viewer, id: string, at: Date): Promise<ScheduledPost> {
  checkTime(ctx, at);
  return inTransaction(ctx, async (tx) => {
    await lockOwner(tx, viewer);
    const [row] = await tx.db
      .update(scheduledPosts)
      .set({ at, failure: null })
      .where(ownScheduled(viewer, id))
      .returning();
    if (!row) throw scheduledNotFound();
    await checkRoom(tx, viewer, at, row.id);
    await wakeAt(tx, row);
    return row;
  });
}

/** Throws a scheduled post of the viewer's away, with its uploads. @throws AppError `composing.not-found` */
export async function unschedulePost(ctx: Ctx, viewer: Viewer, id: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const [row] = await tx.db.delete(scheduledPosts).where(ownScheduled(viewer, id)).returning();
    if (!row) throw scheduledNotFound();
    await releaseMedia(tx, row.composition.mediaIds);
  });
}

/** What is no time, or none that a database knows, is not far enough away either. */
function checkTime(ctx: Ctx, at: Date): void {
  const isTime = at.getUTCFullYear() <= LAST_YEAR;
  if (!isTime || at.getTime() < ctx.now().getTime() + SOONEST_MS) throw tooSoon();
}

/** Two requests of one member wait for each other, so that limits and keys hold. */
const lockOwner = (tx: Ctx, { accountId }: Viewer) =>
  tx.db.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, accountId)).for("update");

/** As the database has them, which knows no member that is undefined. */
const isSame = (kept: Composition, given: Composition): boolean =>
  isDeepStrictEqual(kept, JSON.parse(JSON.stringify(given)));

async function scheduledBefore(tx: Ctx, { accountId }: Viewer, key: string): Promise<ScheduledPost | null> {
  const [row] = await tx.db
    .select()
    .from(scheduledPosts)
    .where(and(eq(scheduledPosts.accountId, accountId), eq(scheduledPosts.idempotencyKey, key)));
  return row ?? null;
}

/** At most 300 wait in all, 25 for one day (UTC); `except` is not counted. */
async function checkRoom(tx: Ctx, { accountId }: Viewer, at: Date, except: Id | null): Promise<void> {
  const day = sql`(at at time zone 'UTC')::date = (${at.toISOString()}::timestamptz at time zone 'UTC')::date`;
  const [counted] = await tx.db
    .select({
      all: count(),
      thatDay: sql<number>`(count(*) filter (where ${day} and ${isNull(scheduledPosts.failure)}))::int`,
    })
    .from(scheduledPosts)
    .where(and(eq(scheduledPosts.accountId, accountId), except === null ? undefined : ne(scheduledPosts.id, except)));
  if ((counted?.all ?? 0) >= MOST) throw tooManyScheduled();
  if ((counted?.thatDay ?? 0) >= MOST_A_DAY) throw tooManyThatDay();
}

/** Thrown to take back what was only tried out. */
class TriedOut extends Error {}

/** Publishes it and takes that back, so that its author is told now of what would be refused. */
async function tryOut(tx: Ctx, viewer: Viewer, composition: Composition): Promise<void> {
  try {
    await inTransaction(tx, async (trial) => {
      await publishComposition(trial, viewer, composition);
      throw new TriedOut();
    });
  } catch (error) {
    if (!(error instanceof TriedOut)) throw error;
  }
}

/** One job for each time: one that comes too early, or for what is gone, does nothing. */
const wakeAt = (tx: Ctx, { id, at }: ScheduledPost): Promise<void> =>
  enqueueBackground(
    tx,
    { kind: "publish-scheduled", scheduledId: id },
    { mergeKey: `publish-scheduled:${id}:${at.toISOString()}`, runAt: at },
  );
