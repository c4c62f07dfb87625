import { flushCompileCache } from "node:module";
import type { Config } from "../platform/config.ts";
import { readConfig } from "./config.ts";
import { explain } from "./explain.ts";
import { configureLogging } from "./logging.ts";
import { type Running, startRoles } from "./roles.ts";

try {
  const config = readConfig();
  await configureLogging(config);
  const running = await startRoles(config, (sentence) => console.log(sentence));
  greet(config, running);
  stopOnSignal(running);
  // The next start finds it even if this process is killed.
  flushCompileCache();
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}

function greet(config: Config, running: Running): void {
  if (running.port === null) {
    console.log("Stadtteilvernetzer: worker runs.");
    return;
  }
  const local = `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${running.port}`;
  const address = config.federation ? config.origin : `http://localhost:${running.port}`;
  console.log(`Stadtteilvernetzer runs at ${address}${config.federation ? ` (listening on ${local})` : ""}`);
  if (running.setupPath)
    console.log(`Set up the district here, the link works once:\n  ${address}${running.setupPath}`);
  if (!config.federation) console.log("Federation is off until ORIGIN is a public https address (see README).");
}

function stopOnSignal(running: Running): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    console.log("Stopping …");
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(explain(error));
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}
