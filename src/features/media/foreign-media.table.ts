import { index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "../../platform/columns.ts";

/** Pictures of others that were fetched for a page: a preview each, or that there was nothing to show. */
export const foreignMedia = pgTable(
  "foreign_media",
  {
    /** SHA-256 of the address. */
    urlHash: text("url_hash").primaryKey(),
    host: text("host").notNull(),
    /** Null: there is no picture, or its server did not answer. */
    storageKey: text("storage_key"),
    mediaType: text("media_type", { enum: ["image/jpeg", "image/png"] }),
    bytes: integer("bytes").notNull().default(0),
    fetchedAt: instant("fetched_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [index("foreign_media_host").on(t.host, t.fetchedAt), index("foreign_media_expires").on(t.expiresAt)],
);
