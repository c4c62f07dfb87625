import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { onTestFinished } from "vitest";
import type { Ctx } from "../../src/platform/ctx.ts";
import type { TestCtx } from "./ctx.ts";

export interface CountingCtx extends Ctx {
  /** The statements since `reset`, in order. */
  readonly statements: readonly string[];
  reset(): void;
}

/** The same ctx over a pool of its own that notes every statement. */
export function countStatements(ctx: TestCtx): CountingCtx {
  const statements: string[] = [];
  const sql = postgres(ctx.databaseUrl, {
    max: 8,
    onnotice: () => {},
    debug: (_connection, statement) => statements.push(statement.replace(/\s+/g, " ").trim()),
  });
  onTestFinished(() => sql.end({ timeout: 1 }));
  return { ...ctx, sql, db: drizzle(sql), statements, reset: () => void statements.splice(0) };
}
