import { existsSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import type { Config } from "../platform/config.ts";
import type { Ctx } from "../platform/ctx.ts";
import { openDatabase } from "../platform/db.ts";
import { MIGRATIONS_FOLDER } from "../platform/paths.ts";
import { createContext, loadSecretKey } from "./context.ts";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import { migrateDatabase } from "./migrate.ts";

export class StartError extends Error {}

export interface Storage {
  readonly ctx: Ctx;
  close(): Promise<void>;
}

/**
 * Opens everything that lasts: the database given or the embedded one, brought up to date, and the key-encryption key.
 * @throws StartError, EmbeddedPostgresError with a sentence that says what to do
 */
export async function openStorage(config: Config, announce: (sentence: string) => void): Promise<Storage> {
  const embedded = config.databaseUrl ? null : await startEmbeddedPostgres({ dataDir: config.dataDir, announce });
  const url = config.databaseUrl ?? embedded?.url ?? "";
  const settled: Config = embedded ? { ...config, dataDir: embedded.folder } : config;
  try {
    await migrateDatabase(url, MIGRATIONS_FOLDER);
    const database = openDatabase(url);
    await refuseLostKey(settled, database.db);
    return {
      ctx: createContext(settled, database, await loadSecretKey(settled)),
      close: async () => {
        await database.close();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** A new key would make every actor's private key unreadable, silently: better not to start. */
async function refuseLostKey(config: Config, db: Ctx["db"]): Promise<void> {
  if (config.secretKey || existsSync(join(config.dataDir, "secret-key"))) return;
  const rows = await db.execute(sql`select 1 from actor_keys limit 1`);
  if (rows.length === 0) return;
  throw new StartError(
    `The key-encryption key is missing: ${join(config.dataDir, "secret-key")} is not there and SECRET_KEY is unset. ` +
      "Restore it from the backup; without it the accounts of this district cannot sign any more.",
  );
}
