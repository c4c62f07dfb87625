import { is, Placeholder, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import type { Ctx } from "./ctx.ts";
import type { Db } from "./db.ts";
import type { Id } from "./ids.ts";

// PostgreSQL parses and plans a statement anew each time, in a round trip of its own, unless it is prepared; and
// drizzle puts its text together anew. Both cost more than most statements themselves. What runs for every activity is
// therefore put together once, and prepared once a connection.

const DIALECT = new PgDialect();

/**
 * A statement that is put together once. Runs on the pool, outside of any transaction, in one round trip.
 * @param statement has a `sql.placeholder` for everything that changes
 * @returns runs it with a value for each placeholder; the rows are as PostgreSQL gives them: `bigint` and times as text
 */
export function prepared<Values extends object, Row extends object>(
  statement: SQL,
): (ctx: Ctx, values: Values) => Promise<Row[]> {
  const { sql: text, params } = DIALECT.sqlToQuery(statement);
  return async (ctx, values) => {
    const given = params.map((param) => (is(param, Placeholder) ? values[param.name as keyof Values] : param));
    return ctx.sql.unsafe<Row[]>(text, given as string[], { prepare: true });
  };
}

/**
 * Runs a statement whose text has few shapes: each is prepared once a connection. On the pool, outside of any transaction.
 * @param statement lists stand in it as arrays, or each length would be a shape of its own
 */
export async function runPrepared<Row extends object>(ctx: Ctx, statement: SQL): Promise<Row[]> {
  const { sql: text, params } = DIALECT.sqlToQuery(statement);
  return ctx.sql.unsafe<Row[]>(text, params as string[], { prepare: true });
}

/** What stands in a statement for values: a placeholder each, or the values themselves. */
export type Places<Values> = { readonly [Name in keyof Values]: SQLWrapper };

const placesOf = <Values>(entries: readonly (readonly [string, SQLWrapper])[]): Places<Values> =>
  Object.fromEntries(entries) as Places<Values>;

export const placesFor = <Values>(...names: readonly (keyof Values & string)[]): Places<Values> =>
  placesOf(names.map((name) => [name, sql.placeholder(name)]));

/** For the same statement inside a transaction. */
export const asPlaces = <Values extends object>(values: Values): Places<Values> =>
  placesOf(Object.entries(values).map(([name, value]) => [name, sql.param(value)]));

/**
 * A drizzle query that is put together once a pool; inside a transaction it is only prepared.
 * @param build makes the query with `.prepare(name)`; what changes is a `sql.placeholder`
 */
export function preparedQuery<Query>(build: (db: Db) => Query): (ctx: Ctx) => Query {
  const built = new WeakMap<Db, Query>();
  return ({ db }) => {
    const known = built.get(db);
    if (known) return known;
    const made = build(db);
    built.set(db, made);
    return made;
  };
}

/**
 * A drizzle query of what a reader may see: put together once a pool for members (`readerId` is their placeholder), once for
 * those who are not logged in. What a reader may see takes longer to plan than to find.
 */
export function preparedForReaders<Query>(
  build: (db: Db, reader: { readonly actorId: Placeholder } | null) => Query,
): (ctx: Ctx, reader: { readonly actorId: Id } | null) => Query {
  const members = preparedQuery((db) => build(db, { actorId: sql.placeholder("readerId") }));
  const anybody = preparedQuery((db) => build(db, null));
  return (ctx, reader) => (reader === null ? anybody(ctx) : members(ctx));
}

const UNIQUE_VIOLATION = "23505";

/** Whether a statement failed because a row of the same key was there already. */
export const isTaken = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === UNIQUE_VIOLATION;
