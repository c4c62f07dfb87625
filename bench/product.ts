import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
// @ts-expect-error a plain script, shared with the smoke test
import { call, freePort, startInstance, stv } from "../scripts/instance.mjs";
import { cpuOf, cpuOfTree } from "./measure.ts";

export interface Cpu {
  readonly node: number;
  readonly pg: number;
}

/** The shipped bundle as a child process, set up, with a way into its database. */
export interface Product {
  readonly port: number;
  readonly pid: number;
  readonly postmaster: number;
  readonly sql: Sql;
  readonly databaseUrl: string;
  readonly token: string;
  /** Of a start, best of some. */
  readonly startCpuMs: number;
  /** CPU milliseconds used so far. */
  cpu(): Cpu;
  request(path: string, options?: Record<string, unknown>): Promise<{ status: number; text: string; json(): unknown }>;
  close(): Promise<void>;
}

export const ORIGIN = "https://bench.test";

const STARTS = 4;

export async function startProduct(environment: Record<string, string>): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), "stv-bench-"));
  await chmod(folder, 0o755);
  const port: number = await freePort();
  const settings = { ORIGIN, PORT: String(port), DATA_DIR: folder, LOG_LEVEL: "error", ...environment };
  // The first start makes the database; the second is the one that people wait for day by day.
  const first = await startInstance(settings);
  const setup = ["setup", "--district", "Bench", "--handle", "bench", "--city", "Stuttgart", "--admin", "anna"];
  await stv(settings, [...setup, "--email", "anna@example.org", "--password-stdin"], "ein langes Kennwort 7");
  const { token } = await stv(settings, ["token", "create", "anna", "--scopes", "read write follow"]);
  await first.stop();
  let startCpuMs = Number.POSITIVE_INFINITY;
  for (let round = 1; round < STARTS; round++) {
    const tried = await startInstance(settings);
    startCpuMs = Math.min(startCpuMs, cpuOf(tried.child.pid));
    await tried.stop();
  }
  const instance = await startInstance(settings);
  const pid: number = instance.child.pid;
  startCpuMs = Math.min(startCpuMs, cpuOf(pid));
  const connection = JSON.parse(await readFile(join(folder, "postgres-connection.json"), "utf8"));
  const postmaster = Number((await readFile(join(folder, "postgres", "postmaster.pid"), "utf8")).split("\n")[0]);
  const databaseUrl = `postgres://postgres:${connection.password}@127.0.0.1:${connection.port}/stadtteilvernetzer`;
  const sql = postgres(databaseUrl, { max: 8, onnotice: () => {} });
  return {
    port,
    pid,
    postmaster,
    sql,
    databaseUrl,
    token,
    startCpuMs,
    cpu: () => ({ node: cpuOf(pid), pg: cpuOfTree(postmaster) }),
    request: (path, options = {}) => call(`http://127.0.0.1:${port}${path}`, { hostHeader: "bench.test", ...options }),
    close: async () => {
      await sql.end({ timeout: 1 });
      await instance.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** CPU per operation of the product while `work` runs, including what it leaves in the queues. */
export async function productCpu(product: Product, operations: number, work: () => Promise<void>): Promise<Cpu> {
  const before = product.cpu();
  await work();
  const after = product.cpu();
  return { node: (after.node - before.node) / operations, pg: (after.pg - before.pg) / operations };
}

/** Waits until no job is waiting or running, without burning the CPU that is measured. */
export async function drained(product: Product): Promise<void> {
  for (;;) {
    const [row] =
      await product.sql`select count(*)::int as n from jobs where dead_at is null and run_at <= now() + interval '5 s'`;
    if (row?.n === 0) return;
    await new Promise((next) => setTimeout(next, 100));
  }
}
