import { randomBytes } from "node:crypto";
import postgres, { type Sql } from "postgres";
import { inject, vi } from "vitest";

/** Emptied databases that earlier tests of this process are done with. */
const emptied: string[] = [];
/** Larger tables leave so much behind that PostgreSQL would plan for it. */
const LARGEST_TABLE = 1024 * 1024;

const addressOf = (database: string): string => inject("templateUrl").replace(/[^/]+$/, database);

async function using<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

/** The address of a database as the migrations make it, for one test or file: what an earlier one left, or a new copy of the template. */
export async function takeDatabase(pages: "any" | "untouched"): Promise<string> {
  const left = pages === "any" ? emptied.pop() : undefined;
  if (left !== undefined) return left;
  const name = `t_${randomBytes(8).toString("hex")}`;
  await using(addressOf("postgres"), (sql) => sql.unsafe(`create database ${name} template template_stv`));
  return addressOf(name);
}

/**
 * Ends whoever still works with a database and empties it for the next test, which costs a tenth of dropping it and making
 * another. It is dropped nonetheless when not only its rows changed: its tables, or what PostgreSQL knows of them.
 */
export async function giveBack(url: string): Promise<void> {
  const reusable = await using(url, async (sql) => {
    // A pool that was closed while one of its connections began says goodbye a little later.
    await vi.waitUntil(() => isAlone(sql), { timeout: 5_000, interval: 20 }).catch(() => endOthers(sql));
    if ((await schemaState(sql)) !== inject("templateState") || (await hasLargeTable(sql))) return false;
    await sql.unsafe(EMPTY);
    return true;
  });
  if (reusable) emptied.push(url);
  else
    await using(addressOf("postgres"), (sql) =>
      sql.unsafe(`drop database ${new URL(url).pathname.slice(1)} with (force)`),
    );
}

const OTHERS = "datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'";

async function isAlone(sql: Sql): Promise<boolean> {
  return (await sql.unsafe(`select from pg_stat_activity where ${OTHERS} limit 1`)).length === 0;
}

const endOthers = (sql: Sql) => sql.unsafe(`select pg_terminate_backend(pid) from pg_stat_activity where ${OTHERS}`);

async function hasLargeTable(sql: Sql): Promise<boolean> {
  const rows = await sql`
    select from pg_class where relnamespace = 'public'::regnamespace and pg_relation_size(oid) > ${LARGEST_TABLE} limit 1`;
  return rows.length > 0;
}

/** Rows go without triggers and references being asked; numbers begin anew. */
const EMPTY = `
  set session_replication_role = replica;
  do $$
  declare name regclass;
  begin
    for name in
      select oid from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' and pg_relation_size(oid) > 0
    loop
      execute format('delete from %s', name);
    end loop;
    for name in select oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S' loop
      execute format('alter sequence %s restart', name);
    end loop;
  end $$`;

/** All that a database is besides its rows, as one text: equal for equal ones. */
export async function schemaState(sql: Sql): Promise<string> {
  const [row] = await sql<{ state: string }[]>`
    select concat_ws(' ',
      (select md5(string_agg(c::text, ';' order by oid)) from pg_class c where relnamespace = 'public'::regnamespace and relkind <> 'S'),
      (select md5(string_agg(a::text, ';' order by attrelid, attnum)) from pg_attribute a
        where attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)),
      (select md5(string_agg(i::text, ';' order by indexrelid)) from pg_index i),
      (select md5(string_agg(t::text, ';' order by oid)) from pg_trigger t),
      (select md5(string_agg(p::text, ';' order by oid)) from pg_proc p where pronamespace = 'public'::regnamespace),
      (select count(*) from pg_statistic join pg_class on pg_class.oid = starelid where relnamespace = 'public'::regnamespace),
      (select count(*) from pg_db_role_setting join pg_database on pg_database.oid = setdatabase and datname = current_database())
    ) as state`;
  return row?.state ?? "";
}
