import { sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";

/** The uploads that drafts name: those of one account, or without one of all. */
export async function draftedUploads(ctx: Ctx, accountId?: Id): Promise<Id[]> {
  const rows = await ctx.db.execute<{ id: string }>(sql`
    select distinct coalesce(value #>> '{0}', value #>> '{}') as id
    from project_note_drafts, jsonb_each(form)
    where (key like '%.mediaId' or key like 'bild.%.id')
      ${accountId === undefined ? sql`` : sql`and account_id = ${accountId}`}`);
  return rows.map(({ id }) => id);
}
