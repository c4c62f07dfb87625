import { hostOf } from "../../../platform/ap-uris.ts";
import { enqueueBackground } from "../../../platform/background.ts";
import type { Ctx } from "../../../platform/ctx.ts";
import { kvGet, kvSet } from "../../../platform/kv.ts";
import type { Post } from "../posts.queries.ts";

/** So long a thread is not asked for again, however many read it. */
const AGAIN_AFTER_MS = 60 * 60 * 1000;

/**
 * Somebody here reads or answers the thread around a post of a peer: what of it never came is fetched in the background
 * (wire §5.3). What hangs from a post of ours came here by itself.
 */
export async function askForThread(ctx: Ctx, { uri, local }: Pick<Post, "uri" | "local">): Promise<void> {
  if (local || !ctx.config.federation) return;
  const key = ["federation", "thread", uri];
  if ((await kvGet(ctx, key)) !== undefined) return;
  await kvSet(ctx, key, true, AGAIN_AFTER_MS);
  const host = hostOf(uri);
  await enqueueBackground(ctx, { kind: "thread", postUri: uri }, { mergeKey: `thread:${uri}`, ...(host && { host }) });
}
