import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test, vi } from "vitest";
import { keepRunning } from "../../src/app/supervise.ts";

const sleeper = (): ChildProcess => spawn("sleep", ["60"], { stdio: "ignore" });

test("a child that is killed is started again, until it is let go of", async () => {
  const started: ChildProcess[] = [sleeper()];
  const release = keepRunning(started[0]!, () => {
    const next = sleeper();
    started.push(next);
    return next;
  });
  started[0]!.kill("SIGKILL");
  await vi.waitFor(() => expect(started).toHaveLength(2), 10_000);
  expect(started[1]!.exitCode).toBeNull();
  release();
  const ended = once(started[1]!, "exit");
  started[1]!.kill("SIGKILL");
  await ended;
  expect(started).toHaveLength(2);
});
