import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { choosePlace, FALLBACK_ROOT_DATA_DIR, type Place, type ServerUser, serverUser } from "./postgres-place.ts";
import {
  connectionFile,
  freePort,
  initialise,
  isOurs,
  readConnection,
  START_DEADLINE_MS,
  startServer,
  stopUnlessUsed,
  urlOf,
  waitUntilReady,
} from "./postgres-server.ts";
import { oneAtATime } from "./start-lock.ts";
import { keepRunning } from "./supervise.ts";

export interface RunningPostgres {
  readonly url: string;
  /** Where the data lies; differs from what was asked for when that folder cannot be entered. */
  readonly folder: string;
}

export interface EmbeddedPostgres extends RunningPostgres {
  /** Ends the server, unless another process of ours still works with it. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  /** Told where the data went when `dataDir` cannot be used, in one sentence. */
  readonly announce: (sentence: string) => void;
  /** Extra settings, `name=value`. */
  readonly settings?: readonly string[];
}

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
