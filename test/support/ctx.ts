import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContext } from "../../src/app/context.ts";
import { parseConfig } from "../../src/platform/config.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import { whenDone } from "./closing.ts";
import { lendDatabase } from "./databases.ts";

/** The key-encryption key of every test. */
export const TEST_SECRET_KEY = "11".repeat(32);

export interface TestCtx extends Ctx {
  /** Moves the clock of this ctx forward. */
  advance(milliseconds: number): void;
  readonly databaseUrl: string;
}

/**
 * A ctx with a database of its own, as the migrations make it, until the test or file that asks for it ends.
 * The clock starts at the real time and moves only by `advance`, unless `clock` is "real".
 * @param pages untouched: nothing was ever written there, for what looks at how rows lie and are found
 */
export async function createTestCtx(
  environment: Record<string, string> = {},
  clock: "manual" | "real" = "manual",
  pages: "any" | "untouched" = "any",
): Promise<TestCtx> {
  const database = await lendDatabase(pages);
  const config = parseConfig({
    ORIGIN: "https://heslach.test",
    FEDERATION_TEST_HOSTS: "heslach.test",
    DATA_DIR: mkdtempSync(join(tmpdir(), "stv-data-")),
    ...environment,
  });
  let time = Date.now();
  const now = clock === "real" ? () => new Date() : () => new Date(time);
  whenDone(database.close);
  return {
    ...createContext(config, database, TEST_SECRET_KEY, now),
    databaseUrl: database.url,
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}
