import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { inject } from "vitest";
import { createContext } from "../../src/app/context.ts";
import { parseConfig } from "../../src/platform/config.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import { openDatabase } from "../../src/platform/db.ts";
import { whenFileIsDone } from "./closing.ts";

/** The key-encryption key of every test. */
export const TEST_SECRET_KEY = "11".repeat(32);

export interface TestCtx extends Ctx {
  /** Moves the clock of this ctx forward. */
  advance(milliseconds: number): void;
  readonly databaseUrl: string;
}

/**
 * A ctx with a database of its own, cloned from the migrated template and dropped when the file is done.
 * The clock starts at the real time and moves only by `advance`, unless `clock` is "real".
 */
export async function createTestCtx(
  environment: Record<string, string> = {},
  clock: "manual" | "real" = "manual",
): Promise<TestCtx> {
  const template = inject("templateUrl");
  const name = `t_${randomBytes(8).toString("hex")}`;
  const admin = postgres(template.replace(/[^/]+$/, "postgres"), { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name} template template_stv`);
  const databaseUrl = template.replace(/[^/]+$/, name);
  const database = openDatabase(databaseUrl, 8);
  const config = parseConfig({
    ORIGIN: "https://heslach.test",
    FEDERATION_TEST_HOSTS: "heslach.test",
    DATA_DIR: mkdtempSync(join(tmpdir(), "stv-data-")),
    ...environment,
  });
  let time = Date.now();
  const now = clock === "real" ? () => new Date() : () => new Date(time);
  whenFileIsDone(async () => {
    await database.close();
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
  });
  return {
    ...createContext(config, database, TEST_SECRET_KEY, now),
    databaseUrl,
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}
