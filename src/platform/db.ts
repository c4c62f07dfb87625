import type { PgDatabase } from "drizzle-orm/pg-core";
import { drizzle, type PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";
import postgres, { type Sql } from "postgres";

/** drizzle over the pool, or over the transaction in progress: the callers cannot tell and need not. */
export type Db = PgDatabase<PostgresJsQueryResultHKT>;

export interface Database {
  readonly sql: Sql;
  readonly db: Db;
  close(): Promise<void>;
}

/** Settings of each connection. */
export const CONNECTION = {
  application_name: "stadtteilvernetzer",
  statement_timeout: 30_000,
  lock_timeout: 5_000,
  // Flash or memory, not a turning disk: an index is better from the third page on.
  random_page_cost: 1.1,
  // Every statement is small: helpers cost more than they save. As text: the driver leaves out a number that is zero.
  max_parallel_workers_per_gather: "0",
} as const;

/**
 * Opens a pool. `max` is its size: few, so that each connection stays warm in the processor's cache. Statements are ended
 * by the server after 30 seconds.
 */
export function openDatabase(url: string, max = 6): Database {
  const sql = postgres(url, { max, onnotice: () => {}, connection: CONNECTION });
  return { sql, db: drizzle(sql), close: () => sql.end({ timeout: 5 }) };
}
