import { randomBytes } from "node:crypto";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres, { type ReservedSql, type Sql } from "postgres";
import { inject, vi } from "vitest";
import { CONNECTION, type Database } from "../../src/platform/db.ts";
import { borrow } from "./borrowed-pool.ts";

/** A database with a pool that stays open: a new connection costs ten times what most statements do. */
interface Warm {
  readonly url: string;
  readonly pool: Sql;
}

/** A database for a test or file, with the pool that works with it; closing gives it back. */
export interface LentDatabase extends Database {
  readonly url: string;
}

/** Emptied databases that earlier tests of this process are done with. */
const emptied: Warm[] = [];
const CONNECTIONS = 4;
/** Larger tables leave so much behind that PostgreSQL would plan for it. */
const LARGEST_TABLE = 1024 * 1024;
/** How long what a test left running may take to end. */
const PATIENCE_MS = 5_000;

const addressOf = (database: string): string => inject("templateUrl").replace(/[^/]+$/, database);

async function asAdmin(statement: string): Promise<void> {
  const sql = postgres(addressOf("postgres"), { max: 1, fetch_types: false, onnotice: () => {} });
  await sql.unsafe(statement);
  await sql.end();
}

/**
 * A database as the migrations make it, for one test or file: what an earlier one left, or a new copy of the template.
 * @param pages untouched: always a new copy
 */
export async function lendDatabase(pages: "any" | "untouched"): Promise<LentDatabase> {
  const warm = (pages === "any" ? emptied.pop() : undefined) ?? (await makeDatabase());
  const { sql, giveUp } = borrow(warm.pool, () => open(warm.url, 1));
  const close = async (): Promise<void> => {
    await giveUp();
    await giveBack(warm);
  };
  return { url: warm.url, sql, db: drizzle(sql), close };
}

const open = (url: string, max: number): Sql => postgres(url, { max, onnotice: () => {}, connection: CONNECTION });

async function makeDatabase(): Promise<Warm> {
  const name = `t_${randomBytes(8).toString("hex")}`;
  await asAdmin(`create database ${name} template template_stv`);
  const url = addressOf(name);
  return { url, pool: open(url, CONNECTIONS) };
}

/**
 * Waits until nobody works with a database any more and empties it for the next test. It is dropped instead when not only its
 * rows changed: its tables, or what PostgreSQL knows of them; or when somebody does not stop.
 */
async function giveBack(warm: Warm): Promise<void> {
  const own = await Promise.race([reserveAll(warm.pool).catch(() => []), after(PATIENCE_MS)]);
  const [first] = own;
  const isEmptied = first !== undefined && (await isLeftAlone(first, own)) && (await empty(first));
  for (const one of own) one.release();
  if (isEmptied) {
    emptied.push(warm);
    return;
  }
  await warm.pool.end({ timeout: 1 });
  await asAdmin(`drop database ${new URL(warm.url).pathname.slice(1)} with (force)`);
}

const after = (milliseconds: number): Promise<[]> =>
  new Promise((done) => {
    setTimeout(() => done([]), milliseconds).unref();
  });

/** All connections of a pool, each once it has nothing to do. */
const reserveAll = (pool: Sql): Promise<ReservedSql[]> =>
  Promise.all(Array.from({ length: CONNECTIONS }, () => pool.reserve()));

/** Whether all other connections end by and by: those that listened, and those of processes and pools of the test. */
async function isLeftAlone(sql: ReservedSql, own: readonly ReservedSql[]): Promise<boolean> {
  const pids = await Promise.all(own.map((one) => one<{ pid: number }[]>`select pg_backend_pid() as pid`));
  const others = () => sql`
    select from pg_stat_activity
    where datname = current_database() and backend_type = 'client backend'
      and pid <> all (${pids.flatMap(([row]) => row?.pid ?? [])}::int[]) limit 1`;
  const alone = vi.waitUntil(async () => (await others()).length === 0, { timeout: PATIENCE_MS, interval: 20 });
  return alone.then(
    () => true,
    () => false,
  );
}

async function empty(sql: ReservedSql): Promise<boolean> {
  if ((await schemaState(sql)) !== inject("templateState") || (await hasLargeTable(sql))) return false;
  await sql.unsafe(EMPTY);
  return true;
}

async function hasLargeTable(sql: Sql): Promise<boolean> {
  const rows = await sql`
    select from pg_class where relnamespace = 'public'::regnamespace and pg_relation_size(oid) > ${LARGEST_TABLE} limit 1`;
  return rows.length > 0;
}

/** Rows go without triggers and references being asked; numbers begin anew. */
const EMPTY = `
  begin;
  set local session_replication_role = replica;
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
  end $$;
  commit`;
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
