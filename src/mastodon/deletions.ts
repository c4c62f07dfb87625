import type { Ctx } from "../platform/ctx.ts";
import { AppError } from "../platform/errors.ts";
import { takePoint } from "../platform/rate-limit.ts";
import type { Viewer } from "../platform/viewer.ts";

const LIMIT = 30;
const WINDOW_SECONDS = 30 * 60;

/**
 * Counts a deletion, or a boost taken back, by an app: a script that runs wild leaves something.
 * @throws AppError `mastodon.deletions` when there were 30 within half an hour
 */
export async function countDeletion(ctx: Ctx, { accountId }: Viewer): Promise<void> {
  const { allowed, retryAfter } = await takePoint(ctx, `client-api:deletions:${accountId}`, LIMIT, WINDOW_SECONDS);
  if (!allowed) throw new AppError("limited", "mastodon.deletions", "Too many requests", { retryAfter });
}
