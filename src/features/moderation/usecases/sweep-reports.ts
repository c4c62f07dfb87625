import { sql } from "drizzle-orm";
import type { Ctx } from "../../../platform/ctx.ts";
import { EVIDENCE_MONTHS } from "../moderation.model.ts";

const BATCH = 500;

/**
 * Forgets of reports that were decided long ago what was reported, by whom and in which words. The decision stays, with
 * its reasons: the log and whoever it is about go on seeing it.
 */
export async function sweepReports(ctx: Ctx): Promise<void> {
  const now = ctx.now().toISOString();
  let erased = BATCH;
  while (erased === BATCH) {
    const rows = await ctx.db.execute(sql`
      update reports set evidence = '[]', text = '', address = '', appeal = null, receipt_hash = null,
        reporter_id = null, reporter_name = null, reporter_email = null, erased_at = ${now}::timestamptz
      where id in (
        select id from reports
        where erased_at is null and decided_at < ${now}::timestamptz - make_interval(months => ${EVIDENCE_MONTHS})
        limit ${BATCH})
      returning 1`);
    erased = rows.length;
  }
}
