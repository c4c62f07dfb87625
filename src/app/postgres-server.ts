import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, lstat, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";
import { EmbeddedPostgresError, type Place, type ServerUser } from "./postgres-place.ts";

/** One cluster and its server: made, started, waited for, asked, stopped. */

const run = promisify(execFile);

const DATABASE = "stadtteilvernetzer";
export const START_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 20_000;

/** The port and password of a cluster, readable by its owner only: how `stv` finds a running server. */
export interface Connection {
  readonly port: number;
  readonly password: string;
}

export const urlOf = (connection: Connection, database = DATABASE): string =>
  `postgres://postgres:${connection.password}@127.0.0.1:${connection.port}/${database}`;

export const connectionFile = (folder: string): string => join(folder, "postgres-connection.json");

export async function readConnection(folder: string): Promise<Connection | null> {
  const text = await readFile(connectionFile(folder), "utf8").catch(() => null);
  return text === null ? null : (JSON.parse(text) as Connection);
}

/** Whether the server at that port is the one of our cluster, not a stranger that took the port meanwhile. */
export async function isOurs(connection: Connection, cluster: string): Promise<boolean> {
  const sql = postgres(urlOf(connection), { max: 1, connect_timeout: 3, onnotice: () => {} });
  try {
    const [row] = await sql<{ data_directory: string }[]>`show data_directory`;
    return row?.data_directory === cluster;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

export async function initialise(
  cluster: string,
  place: Place,
  password: string,
  user: ServerUser | null,
): Promise<void> {
  const exists = await lstat(join(cluster, "PG_VERSION")).then(
    () => true,
    () => false,
  );
  if (exists) return;
  await mkdir(cluster, { recursive: true, mode: 0o700 });
  const passwordFile = join(place.folder, `initdb-${randomBytes(8).toString("hex")}`);
  await writeFile(passwordFile, password);
  await chmod(passwordFile, 0o600);
  if (user) await Promise.all([chown(cluster, user.uid, user.gid), chown(passwordFile, user.uid, user.gid)]);
  try {
    await run(
      join(place.binaries, "initdb"),
      [
        `--pgdata=${cluster}`,
        "--username=postgres",
        "--auth=scram-sha-256",
        `--pwfile=${passwordFile}`,
        "--encoding=UTF8",
        "--locale=C",
        "--no-instructions",
      ],
      { cwd: "/", ...(user && { uid: user.uid, gid: user.gid }) },
    );
  } catch (cause) {
    throw new EmbeddedPostgresError(`The database could not be made in ${cluster}: ${String(cause)}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

export async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? done(address.port) : fail(new Error("no port"))));
    });
  });
}

interface Launch {
  readonly cluster: string;
  readonly binaries: string;
  readonly port: number;
  readonly user: ServerUser | null;
  /** File descriptor for what the server complains about. */
  readonly log: number;
}

export function startServer(launch: Launch, settings: readonly string[]): ChildProcess {
  const { cluster, binaries, port, user, log } = launch;
  const all = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "shared_buffers=64MB",
    "jit=off",
    "max_connections=60",
    "log_min_messages=fatal",
    ...settings,
  ];
  return spawn(
    join(binaries, "postgres"),
    ["-D", cluster, "-p", String(port), ...all.flatMap((setting) => ["-c", setting])],
    // A group of its own: Ctrl-C must reach us first, so that we drain before the database goes.
    { cwd: "/", detached: true, stdio: ["ignore", log, log], ...(user && { uid: user.uid, gid: user.gid }) },
  );
}

export async function waitUntilReady(connection: Connection, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS;
  for (;;) {
    if (server.exitCode !== null) throw new EmbeddedPostgresError(`PostgreSQL ended with code ${server.exitCode}.`);
    const sql = postgres(urlOf(connection, "postgres"), { max: 1, connect_timeout: 2, onnotice: () => {} });
    try {
      const rows = await sql`select 1 from pg_database where datname = ${DATABASE}`;
      if (rows.length === 0) await sql.unsafe(`create database ${DATABASE}`);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new EmbeddedPostgresError(`PostgreSQL did not answer: ${String(error)}`);
      await new Promise((next) => setTimeout(next, 50));
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}

/** Fast shutdown by the pid file: also of a server that another process started. */
export async function stopUnlessUsed(connection: Connection, cluster: string): Promise<void> {
  const pid = Number((await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "")).split("\n")[0]);
  if (!pid || !isAlive(pid) || (await hasOtherClients(connection))) return;
  process.kill(pid, "SIGINT");
  const deadline = Date.now() + STOP_DEADLINE_MS;
  while (isAlive(pid) && Date.now() < deadline) await new Promise((next) => setTimeout(next, 20));
}

async function hasOtherClients(connection: Connection): Promise<boolean> {
  const sql = postgres(urlOf(connection, "postgres"), { max: 1, connect_timeout: 3, onnotice: () => {} });
  try {
    const rows = await sql`
      select 1 from pg_stat_activity where application_name = 'stadtteilvernetzer' and pid <> pg_backend_pid() limit 1`;
    return rows.length > 0;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
