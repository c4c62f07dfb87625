import { drizzle } from "drizzle-orm/postgres-js";
import postgres, { type Sql } from "postgres";
import { createContext } from "../src/app/context.ts";
import { parseConfig } from "../src/platform/config.ts";
import type { Ctx } from "../src/platform/ctx.ts";
import { CONNECTION } from "../src/platform/db.ts";
import { ORIGIN, type Product } from "./product.ts";

/** The product's own queries over one connection that notes their statements. */
export interface Noting {
  readonly ctx: Ctx;
  readonly sql: Sql;
  readonly noted: [string, unknown[]][];
}

export function openNoting(url: string): Noting {
  const noted: [string, unknown[]][] = [];
  const sql = postgres(url, {
    max: 1,
    onnotice: () => {},
    connection: CONNECTION,
    debug: (_connection, text, parameters) => {
      if (/^\s*(select|with)/i.test(text) && !text.includes("pg_catalog.")) noted.push([text, parameters]);
    },
  });
  const db = drizzle(sql);
  const config = parseConfig({ ORIGIN, DATABASE_URL: url });
  return { ctx: createContext(config, { sql, db, close: () => sql.end() }, "11".repeat(32)), sql, noted };
}

async function explain(sql: Sql, statement: string, parameters: unknown[]): Promise<string> {
  const rows = await sql.unsafe<{ "QUERY PLAN": string }[]>(
    `explain (analyze, buffers, settings) ${statement}`,
    parameters as never[],
  );
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}

const [ROUNDS, TIMES] = [3, 5];

export interface Cost {
  readonly name: string;
  /** CPU milliseconds in the database, planning included. */
  readonly pg: number;
  /** The statements, and what PostgreSQL did for each. */
  readonly plans: string;
}

/** What a question costs in the database once it was asked before: the best of some rounds. */
export async function costOf(
  product: Product,
  { sql, noted }: Noting,
  name: string,
  ask: () => Promise<unknown>,
): Promise<Cost> {
  noted.length = 0;
  await ask();
  const statements = [...noted];
  let pg = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = product.cpu().pg;
    for (let time = 0; time < TIMES; time++) await ask();
    pg = Math.min(pg, (product.cpu().pg - before) / TIMES);
  }
  const plans = [`-- ${name}: ${pg.toFixed(1)} ms`];
  for (const [statement, parameters] of statements) plans.push(await explain(sql, statement, parameters), "");
  return { name, pg, plans: plans.join("\n") };
}

/** The value below which a share of the costs lies. */
export function costAt(costs: readonly Cost[], share: number): number {
  const sorted = costs.map(({ pg }) => pg).sort((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.POSITIVE_INFINITY;
}

/** The time that targets in milliseconds were set with: one RSA signature took this long there. */
const SIGNATURE_THERE = 0.22;

/** A target in milliseconds as it is on this machine. @param signature CPU milliseconds of one signature here */
export const targetHere = (milliseconds: number, signature: number): number =>
  (milliseconds * signature) / SIGNATURE_THERE;
