import { readConfig } from "./app/config.ts";
import { explain } from "./app/explain.ts";
import { configureLogging } from "./app/logging.ts";
import { type Running, startRoles } from "./app/roles.ts";
import type { Config } from "./platform/config.ts";

const NEEDED_NODE = 24;

if (Number.parseInt(process.versions.node, 10) < NEEDED_NODE) {
  console.error(`Node ${NEEDED_NODE} or newer is needed, this is ${process.versions.node}. Start with: npm start`);
  process.exit(1);
}

try {
  const config = readConfig();
  await configureLogging(config);
  const running = await startRoles(config, (sentence) => console.log(sentence));
  greet(config, running);
  stopOnSignal(running);
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
