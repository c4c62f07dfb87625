import { createContext } from "../../src/app/context.ts";
import { deliveryHandler } from "../../src/federation/delivery/worker.ts";
import { parseConfig } from "../../src/platform/config.ts";
import { openDatabase } from "../../src/platform/db.ts";
import { runQueue } from "../../src/platform/jobs.worker.ts";
import { installDispatcher } from "../../src/platform/net/dispatcher.ts";

// A delivery worker in a process of its own, to be killed: `node delivery-child.ts <database> <secret key> <port>`.
const [databaseUrl = "", secretKey = "", port = ""] = process.argv.slice(2);
const config = parseConfig({ ORIGIN: "https://heslach.test", FEDERATION_TEST_HOSTS: "heslach.test" });
const ctx = createContext(config, openDatabase(databaseUrl, 4), secretKey);
installDispatcher(config, { connectTo: () => ({ host: "127.0.0.1", port: Number(port) }) });
process.on("disconnect", () => process.exit());
await runQueue(ctx, {
  queue: "delivery",
  concurrency: 16,
  perHost: 2,
  retry: { maxAttempts: 36, firstDelayMs: 60_000, longestDelayMs: 60_000 },
  leaseMs: 600,
  renewMs: 200,
  pollMs: 100,
  signal: new AbortController().signal,
  handle: deliveryHandler(ctx),
});
