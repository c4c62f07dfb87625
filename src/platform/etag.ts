import { createHash } from "node:crypto";

/** Strong ETag of a document as stored, quotes included. */
export const etagOf = (text: string): string =>
  `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;
