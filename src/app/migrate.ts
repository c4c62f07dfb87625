import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres, { type Sql } from "postgres";

/** One number for all processes of all versions: only one of them migrates at a time. */
const MIGRATION_LOCK = 7_315_001;

/** What the tables need of PostgreSQL besides itself. All come with it; `pg_trgm` finds mistyped words. */
const EXTENSIONS = ["pg_trgm"] as const;

/** Of 17 is the collation that makes letters small in the same way on every machine. */
const OLDEST_POSTGRESQL = 17;

export class MigrationError extends Error {}

/**
 * Applies the migrations that the database lacks. Safe to call from several processes at once.
 * @throws MigrationError with a sentence that says what to do
 */
export async function migrateDatabase(url: string, folder: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await checkVersion(sql);
    for (const name of EXTENSIONS) await provideExtension(sql, name);
    await migrate(drizzle(sql), { migrationsFolder: folder });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function checkVersion(sql: Sql): Promise<void> {
  const [row] = await sql<{ number: number; version: string }[]>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as version`;
  if (!row || row.number >= OLDEST_POSTGRESQL * 10_000) return;
  throw new MigrationError(
    `DATABASE_URL leads to PostgreSQL ${row.version}; version ${OLDEST_POSTGRESQL} or newer is needed. ` +
      `Without DATABASE_URL one that fits comes along.`,
  );
}

async function provideExtension(sql: Sql, name: string): Promise<void> {
  const [there] = await sql`select from pg_extension where extname = ${name}`;
  if (there) return;
  try {
    await sql`create extension ${sql(name)}`;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrationError(
      `The database lacks the extension ${name}, and it could not be added (${reason}). ` +
        `Install the package of PostgreSQL's extensions (on Debian: postgresql-contrib) if it is not there, then let an ` +
        `administrator of the database run: CREATE EXTENSION ${name};`,
    );
  }
}
