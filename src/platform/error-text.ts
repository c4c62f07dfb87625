import { DrizzleQueryError } from "drizzle-orm";

const MOST_QUERY = 300;

/**
 * An error in one line for a log or a list: with its causes, without U+0000, which PostgreSQL refuses, and without what
 * people wrote (T111, T112): of a failed query its text but not its values, of PostgreSQL's own words the code only, and
 * of JSON that cannot be read not the place.
 */
export function errorText(error: unknown): string {
  const parts: string[] = [];
  for (let one = error, depth = 0; one !== undefined && depth < 3; depth += 1) {
    parts.push(one instanceof Error ? wordsOf(one) : String(one));
    one = one instanceof Error ? one.cause : undefined;
  }
  return parts.join(": ").replaceAll("\u0000", "");
}

function wordsOf(error: Error): string {
  if (error instanceof DrizzleQueryError)
    return `Failed query ${error.query.replace(/\s+/g, " ").slice(0, MOST_QUERY)}`;
  if (error instanceof SyntaxError) return "SyntaxError";
  if (error.name === "PostgresError") return postgresWords(error);
  return error.message || error.name;
}

/** Its message may quote values: "invalid input syntax for type bigint: …". */
function postgresWords(error: Error & { code?: unknown; constraint_name?: unknown; table_name?: unknown }): string {
  const where = error.constraint_name ?? error.table_name;
  return `PostgreSQL ${String(error.code)}${where === undefined ? "" : ` (${String(where)})`}`;
}
