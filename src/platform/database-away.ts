/** Codes of Node, postgres.js and PostgreSQL for "cannot be reached now, may be back soon". */
const AWAY = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "53300",
  "57P01",
  "57P02",
  "57P03",
]);

/** Codes for "answers, but will not have us": password, role, name of the database. */
const REFUSED = new Set(["28000", "28P01", "3D000"]);

/** What no text in the database can hold: U+0000 that somebody sent. */
const UNSTORABLE = new Set(["22021"]);

/** Whether the database refused a text because of what was sent, not because of us. */
export const isUnstorable = (error: unknown): boolean => hasCode(error, UNSTORABLE);

/** Whether an error, or one that it wraps, comes from a database that cannot be reached. */
export const isDatabaseAway = (error: unknown): boolean => hasCode(error, AWAY);

/** Whether the database cannot be reached, or refuses the login. */
export const isDatabaseClosed = (error: unknown): boolean => hasCode(error, AWAY) || hasCode(error, REFUSED);

function hasCode(error: unknown, codes: ReadonlySet<string>): boolean {
  if (!(error instanceof Error)) return false;
  const parts = error instanceof AggregateError ? error.errors : [];
  return (
    ("code" in error && codes.has(String(error.code))) ||
    hasCode(error.cause, codes) ||
    parts.some((part) => hasCode(part, codes))
  );
}
