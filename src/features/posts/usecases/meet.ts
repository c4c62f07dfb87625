import type { Ctx } from "../../../platform/ctx.ts";
import { takePoint } from "../../../platform/rate-limit.ts";
import { LONGEST_TYPED } from "../../../platform/text-schemas.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { federationIsOn } from "../../district/district.queries.ts";
import { handleKey, mentionsIn } from "../member-text.model.ts";
import { mentionedActors } from "../mentions.queries.ts";
import { MOST_MENTIONS } from "../written.store.ts";

/** Asks other servers for an account, by `@name@host`; given by `app/`, since features know no network. */
export type LookUp = (ctx: Ctx, handle: string, reader: Viewer) => Promise<unknown>;

/** Look-ups of one member, since each asks another server; and for one text. */
const LOOK_UPS = { points: 60, seconds: 300, most: 10 };

/**
 * Makes those known here whom a text mentions and whom we do not know yet, before a use case publishes it; of a text that it
 * will refuse nobody.
 */
export async function meet(ctx: Ctx, viewer: Viewer, text: string, lookUp: LookUp): Promise<void> {
  if (text.length > LONGEST_TYPED) return;
  const remote = mentionsIn(text).filter(({ host }) => host !== null);
  if (remote.length === 0 || remote.length > MOST_MENTIONS || !(await federationIsOn(ctx))) return;
  const known = await mentionedActors(ctx, remote);
  for (const handle of remote.filter((one) => !known.has(handleKey(one))).slice(0, LOOK_UPS.most)) {
    const { allowed } = await takePoint(ctx, `look-up:${viewer.accountId}`, LOOK_UPS.points, LOOK_UPS.seconds);
    if (!allowed) return;
    await lookUp(ctx, `@${handleKey(handle)}`, viewer);
  }
}
