import type { Ctx } from "../../platform/ctx.ts";
import { takePoint } from "../../platform/rate-limit.ts";

/** Between two requests for what a host published before we followed it. */
export const PAUSE_MS = 1000;

/**
 * Whether a host may be asked now for its history: once a second, whoever of us asks and for whom.
 * @returns milliseconds to wait; 0: go on
 */
export async function waitForHost(ctx: Ctx, host: string): Promise<number> {
  const { allowed, retryAfter } = await takePoint(ctx, `history:${host}`, 1, PAUSE_MS / 1000);
  return allowed ? 0 : retryAfter * 1000;
}
