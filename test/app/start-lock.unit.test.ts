import { mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { oneAtATime } from "../../src/app/start-lock.ts";

const lockIn = async () => join(await mkdtemp(join(tmpdir(), "stv-lock-")), "lock");

test("a lock of a process that is gone does not count, and none is left behind", async () => {
  const file = await lockIn();
  // Above the highest number that Linux gives to a process.
  await writeFile(file, "4194305");
  expect(await oneAtATime(file, 0, async () => "done")).toBe("done");
  await expect(
    oneAtATime(file, 0, async () => {
      throw new Error("broken");
    }),
  ).rejects.toThrow("broken");
  expect(await readdir(join(file, ".."))).toEqual([]);
});

test("a lock of a living process is waited for, not for ever", async () => {
  const file = await lockIn();
  await writeFile(file, String(process.ppid));
  await expect(oneAtATime(file, 100, async () => "done")).rejects.toThrow("Another process is starting");
});
