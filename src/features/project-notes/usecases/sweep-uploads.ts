import { sql } from "drizzle-orm";
import type { Ctx } from "../../../platform/ctx.ts";
import { sweepUnattachedMedia } from "../../media/media.usecases.ts";

/**
 * Removes uploads that no published note and no draft names, a day after they came. To be run now and then.
 * @returns how many were removed
 */
export async function sweepUploads(ctx: Ctx): Promise<number> {
  const rows = await ctx.db.execute<{ id: string }>(sql`
    select distinct coalesce(value #>> '{0}', value #>> '{}') as id
    from project_note_drafts, jsonb_each(form)
    where key like '%.mediaId' or key like 'bild.%.id'`);
  return sweepUnattachedMedia(
    ctx,
    rows.map(({ id }) => id),
  );
}
