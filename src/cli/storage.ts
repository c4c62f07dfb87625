import { findRunningPostgres } from "../app/embedded-postgres.ts";
import { openStorage, type Storage } from "../app/storage.ts";
import { districtOf } from "../features/district/district.queries.ts";
import { originAwaitingSetup } from "../features/setup/setup.usecases.ts";
import type { Config } from "../platform/config.ts";
import type { Ctx } from "../platform/ctx.ts";

/**
 * The database that the server uses or would use: DATABASE_URL, else the embedded one that runs for DATA_DIR, else that
 * one started for the time of the command. What is written carries the district's own origin, whatever ORIGIN says here;
 * before the set-up, the one of the https server that waits for it.
 */
export async function openCommandStorage(config: Config, tell: (sentence: string) => void): Promise<Storage> {
  const running = config.databaseUrl ? null : await findRunningPostgres(config.dataDir);
  const beside = running ? { ...config, databaseUrl: running.url, dataDir: running.folder } : config;
  const storage = await openStorage(beside, tell);
  const origin = await originInUse(storage.ctx);
  if (origin === config.origin) return storage;
  const settled = { ...storage.ctx.config, origin, federation: origin.startsWith("https://") };
  return { ...storage, ctx: { ...storage.ctx, config: settled, origin } };
}

async function originInUse(ctx: Ctx): Promise<string> {
  const district = await districtOf(ctx);
  if (district) return district.origin;
  const awaiting = ctx.config.federation ? null : await originAwaitingSetup(ctx);
  return awaiting?.startsWith("https://") ? awaiting : ctx.origin;
}
