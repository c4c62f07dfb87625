import { failingPeers } from "../../features/peers/peers.queries.ts";
import { isId } from "../../platform/ids.ts";
import { deadJobs, queueStatus, releaseHost, retryDead } from "../../platform/jobs.admin.ts";
import { type Command, UsageError } from "../command.ts";

const MOST_DEAD = 50;

export const queueStatusCommand: Command = {
  words: "queue status",
  summary: "Shows the queues, the servers that do not answer, and what was given up.",
  usage: "",
  args: 0,
  plan: () => async (ctx) => {
    const [queues, failing, dead] = await Promise.all([
      queueStatus(ctx),
      failingPeers(ctx),
      deadJobs(ctx, { limit: MOST_DEAD }),
    ]);
    const hosts = failing.map(({ host, failures, failingSince, heldUntil, lastError }) => ({
      host,
      failures,
      failingSince,
      heldUntil,
      lastError,
    }));
    const lines = [
      `${"queue".padEnd(12)}${["ready", "waiting", "running", "dead"].map((name) => name.padStart(9)).join("")}`,
      ...queues.map(
        ({ queue, ready, waiting, running, dead: gone }) =>
          `${queue.padEnd(12)}${[ready, waiting, running, gone].map((count) => String(count).padStart(9)).join("")}`,
      ),
      ...hosts.map(
        ({ host, failures, lastError }) => `${host} does not answer (${failures} times): ${lastError ?? ""}`,
      ),
      ...dead.map(({ id, queue, host, reason }) => `given up: ${id} ${queue} ${host ?? ""}: ${reason}`),
    ];
    return { json: { queues, hosts, dead }, text: lines.join("\n") };
  },
};

export const queueRetry: Command = {
  words: "queue retry",
  summary: "Tries again what was given up: all of it, one host's, or one job.",
  usage: "[--host <host>] [--job <id>]",
  options: { host: { type: "string" }, job: { type: "string" } },
  args: 0,
  plan(given) {
    const [host, jobId] = [given.option("host"), given.option("job")];
    if (jobId !== undefined && !isId(jobId)) throw new UsageError("--job takes the number that `queue status` shows.");
    return async (ctx) => {
      const count = await retryDead(ctx, {
        ...(host !== undefined && { host }),
        ...(jobId !== undefined && { jobId }),
      });
      return { json: { retried: count }, text: `${count} will be tried again.` };
    };
  },
};

export const queueRelease: Command = {
  words: "queue release",
  summary: "Ends the pause of a server that did not answer, and tries it at once.",
  usage: "<host>",
  args: 1,
  plan(given) {
    const [host = ""] = given.args;
    return async (ctx) => {
      const count = await releaseHost(ctx, host.toLowerCase());
      return { json: { host, waiting: count }, text: `${host} is tried again; ${count} deliveries waited.` };
    };
  },
};
