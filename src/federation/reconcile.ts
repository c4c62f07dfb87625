import { createHash } from "node:crypto";
import { partnerIds } from "../features/partners/partners.queries.ts";
import { readCatalogue } from "../features/partners/partners.store.ts";
import { enqueueBackground } from "../platform/background.ts";
import { type Ctx, inTransaction } from "../platform/ctx.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** At night, and every server at another minute: partners are not all asked at once. */
function nextNight(ctx: Ctx): Date {
  const minute = createHash("sha256").update(ctx.origin).digest().readUInt16BE() % 180;
  const now = ctx.now();
  const today = new Date(now).setUTCHours(0, 0, 0, 0) + HOUR_MS + minute * 60_000;
  return new Date(today > now.getTime() ? today : today + DAY_MS);
}

/** Lets `reconcile` run in the coming night; a waiting one is not doubled. Call it at every start. */
export const scheduleReconciling = (ctx: Ctx, runAt: Date = nextNight(ctx)): Promise<void> =>
  enqueueBackground(ctx, { kind: "reconcile" }, { mergeKey: "reconcile", runAt });

/**
 * Compares with every partner what it has and what is here (wire §4.5): a digest each, the catalogue only where that
 * differs. What was lost on the way is made good by it. The next night is scheduled with it, in one transaction.
 */
export async function reconcile(ctx: Ctx): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    for (const id of await partnerIds(tx)) await readCatalogue(tx, id);
    await scheduleReconciling(tx);
  });
}
