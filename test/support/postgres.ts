import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../../src/app/embedded-postgres.ts";
import { migrateDatabase } from "../../src/app/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the migrated template database of this run. */
    templateUrl: string;
  }
}

/** One PostgreSQL for the run, in memory-like settings; every test file clones the migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "stv-test-"));
  // As root the server runs as the user "postgres", which must be able to enter, or all runs would share the fallback folder.
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({
    dataDir: folder,
    announce: () => {},
    settings: ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=400"],
  });
  const sql = postgres(server.url, { max: 1 });
  await sql.unsafe("create database template_stv");
  await sql.end();
  const templateUrl = server.url.replace(/[^/]+$/, "template_stv");
  await migrateDatabase(templateUrl, "migrations");
  project.provide("templateUrl", templateUrl);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
