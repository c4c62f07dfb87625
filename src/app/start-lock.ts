import { open, readFile, rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

const LOOK_AGAIN_MS = 100;

/**
 * Does `work` while no other process does the same with `file` as its lock; a lock whose process is gone does not count.
 * @throws Error when another process still holds it after `deadlineMs`
 */
export async function oneAtATime<T>(file: string, deadlineMs: number, work: () => Promise<T>): Promise<T> {
  for (let waited = 0; !(await take(file)); waited += LOOK_AGAIN_MS) {
    if (await isAbandoned(file)) await rm(file, { force: true });
    else if (waited >= deadlineMs) throw new Error(`Another process is starting there (${file}).`);
    else await pause(LOOK_AGAIN_MS);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx", 0o600);
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** In a container that starts anew our own number may be the one of the process before us. */
async function isAbandoned(file: string): Promise<boolean> {
  const pid = Number(await readFile(file, "utf8").catch(() => ""));
  // Empty: just being written, or just removed.
  if (!(pid > 0)) return false;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
