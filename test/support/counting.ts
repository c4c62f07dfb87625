import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { onTestFinished } from "vitest";
import type { Ctx } from "../../src/platform/ctx.ts";
import type { TestCtx } from "./ctx.ts";

export interface CountingCtx extends Ctx {
  /** The statements since `reset`, in order. */
  readonly statements: readonly string[];
  /** What each of them was given. */
  readonly parameters: readonly (readonly unknown[])[];
  reset(): void;
}

/** Frames of a transaction, and what the driver asks once of each connection. */
const NOT_OURS = /^(begin|commit|rollback|savepoint|release|select b\.oid, b\.typarray)\b/i;

/** The same ctx over a pool of its own that notes every statement of ours. */
export function countStatements(ctx: TestCtx): CountingCtx {
  const statements: string[] = [];
  const parameters: unknown[][] = [];
  const sql = postgres(ctx.databaseUrl, {
    max: 8,
    onnotice: () => {},
    debug: (_connection, statement, given) => {
      const text = statement.replace(/\s+/g, " ").trim();
      if (NOT_OURS.test(text)) return;
      statements.push(text);
      parameters.push(given);
    },
  });
  onTestFinished(() => sql.end({ timeout: 1 }));
  const reset = (): void => {
    statements.length = 0;
    parameters.length = 0;
  };
  return { ...ctx, sql, db: drizzle(sql), statements, parameters, reset };
}
