import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import postgres, { type Sql } from "postgres";
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

const STORAGE = globSync("src/**/*.storage.sql").toSorted();
const STATEMENTS = STORAGE.flatMap((file) => readFileSync(file, "utf8").split("--> statement-breakpoint"));

/** Functions, triggers, settings of tables, storage of columns, and the indexes that these files name. */
const beyondDrizzle = (sql: Sql) => sql<{ kind: string; name: string; said: string }[]>`
  select 'function' as kind, proname::text as name, pg_get_functiondef(oid) as said
  from pg_proc where pronamespace = 'public'::regnamespace
    and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
  union all
  select 'trigger', tgname::text, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
  union all
  select 'settings', oid::regclass::text, reloptions::text
  from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and reloptions is not null
  union all
  select 'storage', attrelid::regclass || '.' || attname, attstorage::text
  from pg_attribute join pg_class on pg_class.oid = attrelid join pg_type on pg_type.oid = atttypid
  where relkind = 'r' and relnamespace = 'public'::regnamespace and attstorage <> typstorage
  union all
  select 'index', indexname::text, indexdef from pg_indexes
  where schemaname = 'public' and position('INDEX "' || indexname || '"' in ${STATEMENTS.join("\n")}) > 0
  order by 1, 2`;

test("what drizzle cannot say stands beside the tables, word for word as the migrations made it", async () => {
  const [migrated, made] = await withEmptyDatabase(async (url) => {
    await migrateDatabase(url, "migrations");
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    const before = await beyondDrizzle(sql);
    for (const { kind, name, said } of before) {
      if (kind === "function") await sql.unsafe(`drop function ${name} cascade`);
      if (kind === "index") await sql.unsafe(`drop index if exists ${name}`);
      if (kind === "settings")
        await sql.unsafe(`alter table ${name} reset (${said.slice(1, -1).replace(/=[^,]*/g, "")})`);
      if (kind === "storage") {
        const [table, column] = name.split(".");
        await sql.unsafe(`alter table ${table} alter column ${column} set storage default`);
      }
    }
    expect(await beyondDrizzle(sql)).toEqual([]);
    for (const statement of STATEMENTS) await sql.unsafe(statement);
    const after = await beyondDrizzle(sql);
    await sql.end();
    return [before, after];
  });
  expect(made).toEqual(migrated);
  expect(new Set(made.map(({ kind }) => kind)).size).toBe(5);
});
