import { pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/**
 * Processes that have clients with open streams. While there is none, what happens is told to nobody: a notice costs every
 * transaction a little.
 */
export const streamWatches = pgTable("stream_watches", {
  /** Of the process, random. */
  id: text("id").primaryKey(),
  /** Renewed while it lives; by the clock of the database. */
  until: instant("until").notNull(),
});
