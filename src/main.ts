import { readConfig } from "./app/config.ts";
import { EmbeddedPostgresError } from "./app/embedded-postgres.ts";
import { configureLogging } from "./app/logging.ts";
import { type Running, startRoles } from "./app/roles.ts";
import { StartError } from "./app/storage.ts";
import { type Config, ConfigError } from "./platform/config.ts";
import { AppError } from "./platform/errors.ts";

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

/** A sentence for what the operator can mend; the whole error for what only we can. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return `Bad configuration:\n${error.message}`;
  if (error instanceof EmbeddedPostgresError || error instanceof StartError || error instanceof AppError) {
    return error.message;
  }
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return "The port is in use: another instance may run already. Choose another with PORT.";
  if (code === "EACCES") return "The port may not be used by this user. Choose one above 1023 with PORT.";
  if (code === "ECONNREFUSED") return "The database of DATABASE_URL does not answer.";
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
