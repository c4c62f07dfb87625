import { ConfigError } from "../platform/config.ts";
import { AppError } from "../platform/errors.ts";
import { MigrationError } from "./migrate.ts";
import { EmbeddedPostgresError } from "./postgres-place.ts";
import { StartError } from "./storage.ts";

const OURS = [EmbeddedPostgresError, StartError, MigrationError, AppError];

/** Why it did not start: a sentence for what the operator can mend; the whole error for what only we can. */
export function explain(error: unknown): string {
  if (error instanceof ConfigError) return `Bad configuration:\n${error.message}`;
  if (OURS.some((kind) => error instanceof kind)) return (error as Error).message;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return "The port is in use: another instance may run already. Choose another with PORT.";
  if (code === "EACCES") return "The port may not be used by this user. Choose one above 1023 with PORT.";
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") return "There is no such address here to listen on: see HOST.";
  if (code === "ECONNREFUSED") return "The database of DATABASE_URL does not answer.";
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
