import type { Ctx } from "../../../platform/ctx.ts";
import { takePoint } from "../../../platform/rate-limit.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { federationIsOn } from "../../district/district.queries.ts";
import { tooManyLookUps } from "../search.errors.ts";
import { type ExplainLookUp, type LookUp, namesSomething } from "../search.model.ts";

/** Look-ups of one member, since each may ask other servers. */
const LOOK_UPS = { points: 60, seconds: 300 };

/**
 * Looks up what a member typed, asking its server if need be.
 * @returns null when it is no handle and no address, or this server speaks with no others
 * @throws AppError `search.limited`
 */
export async function lookUpFor(
  ctx: Ctx,
  viewer: Viewer,
  text: string,
  explainLookUp: ExplainLookUp,
): Promise<LookUp | null> {
  if (!namesSomething(text) || !(await federationIsOn(ctx))) return null;
  const limit = await takePoint(ctx, `look-up:${viewer.accountId}`, LOOK_UPS.points, LOOK_UPS.seconds);
  if (!limit.allowed) throw tooManyLookUps(limit.retryAfter);
  return explainLookUp(ctx, text, viewer);
}
