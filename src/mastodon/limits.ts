import type { Context } from "hono";
import { AppError } from "../platform/errors.ts";
import { takePoint } from "../platform/rate-limit.ts";
import type { AppEnv } from "../ui/env.ts";

/**
 * Counts a request of a client and says in the headers how many are left.
 * @throws AppError limited, once there are none
 */
export async function countRequest(
  c: Context<AppEnv>,
  { key, limit, windowSeconds }: { readonly key: string; readonly limit: number; readonly windowSeconds: number },
): Promise<void> {
  const { ctx } = c.var;
  const { allowed, retryAfter, remaining } = await takePoint(ctx, key, limit, windowSeconds);
  c.header("X-RateLimit-Limit", String(limit));
  c.header("X-RateLimit-Remaining", String(remaining));
  c.header("X-RateLimit-Reset", new Date(ctx.now().getTime() + retryAfter * 1000).toISOString());
  if (!allowed) throw new AppError("limited", "errors.too-many-requests", "Too many requests", { retryAfter });
}
