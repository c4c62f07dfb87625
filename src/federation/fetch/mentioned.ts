import { addAddressees } from "../../features/posts/hanging.store.ts";
import { readWire } from "../../features/posts/posts.activitypub.ts";
import { postById } from "../../features/posts/posts.queries.ts";
import { strangersAmong } from "../../features/posts/strangers.store.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import { type BackgroundJob, enqueueBackground } from "../../platform/background.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import { mayAskOnHearsay } from "./fetch-document.ts";
import { resolveActor } from "./resolve.ts";

/** People whom the posts of one host may make us look up: who mentions a thousand strangers is not obeyed (T095). */
const MET_BY_HOST = { points: 120, seconds: 3600 };
/** Who cannot be had now is asked for again after ten minutes, an hour, six hours, a day and a half. */
const AGAIN_MS = [10, 60, 6 * 60, 36 * 60].map((minutes) => minutes * 60_000);

/**
 * Looks up those whom a peer's post mentions and whom we do not know, and notes them among whom it addresses: answers then
 * reach them. What a server says is no account, or gone, is not asked for again.
 */
export async function meetMentioned(ctx: Ctx, { postId, tries }: BackgroundJob & { kind: "meet-mentioned" }) {
  const post = await postById(ctx, postId);
  if (!post || post.local || post.deletedAt !== null) return;
  const mentioned = readWire(JSON.parse(post.document))?.mentions ?? [];
  let isAllHad = true;
  for (const uri of await strangersAmong(ctx, mentioned)) {
    if (!(await meet(ctx, hostOf(post.uri), uri))) isAllHad = false;
  }
  await addAddressees(ctx, postId, mentioned);
  const pause = AGAIN_MS[tries];
  if (isAllHad || pause === undefined) return;
  await enqueueBackground(
    ctx,
    { kind: "meet-mentioned", postId, tries: tries + 1 },
    { runAt: new Date(ctx.now().getTime() + pause), mergeKey: `meet-mentioned:${postId}` },
  );
}

/** @returns false when it is worth another try */
async function meet(ctx: Ctx, byHost: string | null, uri: string): Promise<boolean> {
  const { points, seconds } = MET_BY_HOST;
  if (!(await takePoint(ctx, `met-by-host:${byHost}`, points, seconds)).allowed) return false;
  if (!(await mayAskOnHearsay(ctx, uri))) return false;
  try {
    await resolveActor(ctx, uri);
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.kind !== "upstream" && error.kind !== "limited";
  }
}
