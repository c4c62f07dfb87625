import { request } from "undici";
import type { Ctx } from "../ctx.ts";
import { AppError } from "../errors.ts";
import { readTarget } from "./targets.ts";

const DEADLINE_MS = 10_000;
const MOST_READ_BYTES = 16 * 1024;

export interface PostAnswer {
  readonly status: number;
  /** Seconds after which it may be tried again, when the server said so. */
  readonly retryAfter: number | undefined;
}

/**
 * POSTs to an address that a stranger named, with the bounds of `boundedFetch`: https, port 443, public addresses, ten
 * seconds; redirects are not followed, what is answered is not read.
 * @throws AppError upstream when there is no answer; any HTTP status is one
 */
export async function boundedPost(
  ctx: Ctx,
  address: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): Promise<PostAnswer> {
  const url = readTarget(ctx.config, address);
  if (!url) throw new AppError("upstream", "federation.fetch-failed", "Not an address that may be asked.");
  const signal = AbortSignal.timeout(DEADLINE_MS);
  try {
    const answer = await request(url, { method: "POST", headers, body, signal });
    await answer.body.dump({ limit: MOST_READ_BYTES, signal });
    const retryAfter = Number(answer.headers["retry-after"]);
    return { status: answer.statusCode, retryAfter: retryAfter > 0 ? retryAfter : undefined };
  } catch (cause) {
    throw new AppError("upstream", "federation.fetch-failed", `${url.origin} did not answer`, { cause });
  }
}
