import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import postgres from "postgres";
import { expect, inject, test } from "vitest";
import { migrateDatabase } from "../../src/app/migrate.ts";

async function withEmptyDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const template = inject("templateUrl");
  const admin = postgres(template.replace(/[^/]+$/, "postgres"), { max: 1, onnotice: () => {} });
  const name = `migration_${Math.random().toString(36).slice(2)}`;
  await admin.unsafe(`create database ${name}`);
  try {
    return await work(template.replace(/[^/]+$/, name));
  } finally {
    await admin.unsafe(`drop database ${name} with (force)`);
    await admin.end();
  }
}

test("every migration applies to an empty database, and a second time changes nothing", async () => {
  const applied = await withEmptyDatabase(async (url) => {
    await migrateDatabase(url, "migrations");
    await migrateDatabase(url, "migrations");
    const sql = postgres(url, { max: 1 });
    const rows = await sql`select count(*)::int as n from drizzle.__drizzle_migrations`;
    await sql.end();
    return rows[0]?.n;
  });
  expect(applied).toBe(readdirSync("migrations").filter((name) => name.endsWith(".sql")).length);
});

test("indexes ascend: made with desc(), one puts nulls where no query asks for them, and gives no order", async () => {
  const descending = await withEmptyDatabase(async (url) => {
    await migrateDatabase(url, "migrations");
    const sql = postgres(url, { max: 1 });
    const rows = await sql`
      select indexrelid::regclass::text as name from pg_index
      where indrelid::regclass::text !~ '^pg_' and exists (select from unnest(indoption) option where option & 1 = 1)`;
    await sql.end();
    return rows.map(({ name }) => name);
  });
  expect(descending).toEqual([]);
});

test("two processes that migrate at once migrate once", async () => {
  await withEmptyDatabase((url) =>
    Promise.all([migrateDatabase(url, "migrations"), migrateDatabase(url, "migrations")]),
  );
});

test("the migrations are what the tables say", { timeout: 60_000 }, () => {
  // drizzle-kit takes only paths below the project.
  const copy = mkdtempSync("node_modules/.stv-migrations-");
  try {
    cpSync("migrations", copy, { recursive: true });
    const output = execFileSync(
      "node_modules/.bin/drizzle-kit",
      ["generate", "--dialect=postgresql", "--schema=./src/**/*.table.ts", `--out=./${copy}`],
      { encoding: "utf8" },
    );
    expect(output).toContain("No schema changes");
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});
