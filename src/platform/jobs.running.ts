import type { Job } from "./jobs.store.ts";

/** Jobs by host; those without one are not counted. */
export function countHosts(jobs: readonly Job[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { host } of jobs) if (host !== null) counts.set(host, (counts.get(host) ?? 0) + 1);
  return counts;
}

/** The work, or the reason of the cut: whichever comes first. A handler that ignores the signal is left behind. */
export function untilCut(work: Promise<void>, cut: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    cut.addEventListener("abort", () => reject(cut.reason), { once: true });
    work.then(resolve, reject);
  });
}
