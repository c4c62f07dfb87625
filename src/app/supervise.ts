import type { ChildProcess } from "node:child_process";

/** Time for the remains of a killed server to end, before the next is started beside them. */
const RESTART_AFTER_MS = 1_000;

/**
 * Starts a child process again whenever it ends without having been told to (killed for memory, by mistake). It does
 * not keep this process alive.
 * @returns lets go of it: call it before ending the child on purpose
 */
export function keepRunning(first: ChildProcess, startAgain: () => ChildProcess): () => void {
  let released = false;
  const watch = (child: ChildProcess): void => {
    child.unref();
    child.once("exit", () => {
      if (released) return;
      setTimeout(() => {
        if (!released) watch(startAgain());
      }, RESTART_AFTER_MS).unref();
    });
  };
  watch(first);
  return () => {
    released = true;
  };
}
