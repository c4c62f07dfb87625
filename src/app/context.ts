import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { getLogger } from "@logtape/logtape";
import type { Config } from "../platform/config.ts";
import type { Ctx } from "../platform/ctx.ts";
import type { Database } from "../platform/db.ts";
import { createIdGenerator } from "../platform/ids.ts";
import { createVault } from "../platform/vault.ts";

/** Builds the context of a process. `now` is injected by tests. */
export function createContext(
  config: Config,
  database: Database,
  secretKey: string,
  now: () => Date = () => new Date(),
): Ctx {
  return {
    db: database.db,
    sql: database.sql,
    config,
    origin: config.origin,
    now,
    newId: createIdGenerator(now),
    vault: createVault(secretKey),
    log: getLogger(["stv"]),
  };
}

/**
 * The key-encryption key: the one given, else the one kept in `folder/secret-key`, else a new one kept there.
 * @returns 64 hexadecimal digits
 */
export async function loadSecretKey(config: Config): Promise<string> {
  if (config.secretKey) return config.secretKey;
  const file = join(config.dataDir, "secret-key");
  const kept = await readFile(file, "utf8").catch(() => null);
  if (kept) return kept.trim();
  const made = randomBytes(32).toString("hex");
  await mkdir(config.dataDir, { recursive: true });
  await writeFile(file, `${made}\n`, { mode: 0o600, flag: "wx" });
  return made;
}
