import type { Ctx } from "../../../platform/ctx.ts";
import { sweepUnattachedMedia } from "../../media/media.usecases.ts";
import { draftedUploads } from "../../posts/drafts.queries.ts";

/**
 * Removes uploads that no published note and no draft names, a day after they came. To be run now and then.
 * @returns how many were removed
 */
export async function sweepUploads(ctx: Ctx): Promise<number> {
  return sweepUnattachedMedia(ctx, await draftedUploads(ctx));
}
