import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { Hono } from "hono";
import type { Ctx } from "../platform/ctx.ts";
import { MIGRATIONS_FOLDER } from "../platform/paths.ts";
import type { AppEnv } from "../ui/env.ts";

const READY_WITHIN_MS = 1_000;

/**
 * `/healthz`: the process answers. `/readyz`: the database answers within a second and has all migrations. `/health` says
 * the same in Mastodon's one word, which its libraries compare (docs.joinmastodon.org/methods/health).
 */
export const healthRoutes = new Hono<AppEnv>()
  .get("/healthz", (c) => c.json({ status: "ok" }, 200, { "Cache-Control": "no-store" }))
  .get("/readyz", async (c) => {
    const problem = await whyNotReady(c.var.ctx);
    const body = problem === null ? { status: "ready" } : { status: "not ready", reason: problem };
    return c.json(body, problem === null ? 200 : 503, { "Cache-Control": "no-store" });
  })
  .get("/health", async (c) => {
    const isReady = (await whyNotReady(c.var.ctx)) === null;
    return c.text(isReady ? "OK" : "NOT OK", isReady ? 200 : 503, { "Cache-Control": "no-store" });
  });

async function whyNotReady(ctx: Ctx): Promise<string | null> {
  const late = new Promise<string>((done) => {
    setTimeout(() => done("the database does not answer"), READY_WITHIN_MS).unref();
  });
  return Promise.race([lacksMigrations(ctx), late]);
}

async function lacksMigrations(ctx: Ctx): Promise<string | null> {
  try {
    const [row] = await ctx.db.execute<{ newest: string | null }>(
      sql`select max(created_at)::text as newest from drizzle.__drizzle_migrations`,
    );
    return Number(row?.newest ?? 0) >= newestMigration() ? null : "migrations are missing";
  } catch {
    return "the database does not answer";
  }
}

let newest: number | undefined;

/** Time stamp of the last migration that this version brings, as drizzle notes it. */
function newestMigration(): number {
  if (newest === undefined) {
    const journal: { entries: { when: number }[] } = JSON.parse(
      readFileSync(join(MIGRATIONS_FOLDER, "meta", "_journal.json"), "utf8"),
    );
    newest = Math.max(0, ...journal.entries.map((entry) => entry.when));
  }
  return newest;
}
