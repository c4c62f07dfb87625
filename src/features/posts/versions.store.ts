import { sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";

const KEY = sql`array['posts', 'versions']`;

/** More than anybody edits one post between two backups. */
const SKIPPED = 1000;

/** Tells one copy of the database from another: reading a dump in makes a new one. */
const copy = sql`concat_ws('/', (select system_identifier from pg_control_system()),
  (select oid from pg_database where datname = current_database()), 'posts'::regclass::oid)`;

/**
 * Call it at the start. When the database was read in from a backup, versions that are lost have been sent already:
 * every post then goes on beyond them, so that peers take its next edit and no id of an activity is given twice
 * (conformance check 98). Nothing is sent for it. A copy of the database's files is not noticed.
 */
export async function skipLostVersions(ctx: Ctx): Promise<void> {
  await ctx.db.execute(sql`
    insert into kv (key, value)
    select ${KEY}, json_build_object('v', json_build_object('copy', ${copy}, 'from', 0))::text
    on conflict (key) do update set value = json_build_object('v', json_build_object(
      'copy', ${copy}, 'from', (select coalesce(max(version), 0) + ${SKIPPED}::int from posts where local)))::text
    where kv.value::json -> 'v' ->> 'copy' <> ${copy}`);
}

/** The version (`stv:version`) that comes after the present one of a post of ours. Call it with the post locked. */
export async function nextVersion(tx: Ctx, { version }: { readonly version: number }): Promise<number> {
  const [row] = await tx.db.execute<{ next: number }>(sql`
    select greatest(${version}::int + 1, (select (value::json -> 'v' ->> 'from')::int from kv where key = ${KEY})) as next`);
  return row?.next ?? version + 1;
}
