import { sql } from "drizzle-orm";
import { index, integer, pgTable, real, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { accounts } from "../accounts/accounts.table.ts";

/** Files that members uploaded: images re-encoded, others kept as they came and only ever offered for download. */
export const media = pgTable(
  "media",
  {
    id: snowflake("id").primaryKey(),
    accountId: snowflake("account_id")
      .notNull()
      .references(() => accounts.id),
    kind: text("kind", { enum: ["image", "file"] }).notNull(),
    /** Random name in the store, 128 bit and more; never the uploader's. */
    storageKey: text("storage_key").notNull().unique(),
    mediaType: text("media_type").notNull(),
    /** The name to offer for download, cleaned. */
    fileName: text("file_name").notNull(),
    bytes: integer("bytes").notNull(),
    /** Multibase SHA-256 multihash (`stv:digest`). */
    digest: text("digest").notNull(),
    width: integer("width"),
    height: integer("height"),
    /** Alternative text; empty means decorative. */
    alt: text("alt").notNull().default(""),
    focusX: real("focus_x"),
    focusY: real("focus_y"),
    /** A blur of an image, in few letters; null for files, and for images from before there was one. */
    blurhash: text("blurhash"),
    createdAt: instant("created_at").notNull(),
    /** Set when something published uses it; uploads never attached are swept after a day. */
    attachedAt: instant("attached_at"),
    /** When what used it let go of it: it stays for a day, so that a post can be written anew with its pictures. */
    releasedAt: instant("released_at"),
  },
  (t) => [
    index("media_account").on(t.accountId),
    index("media_unattached").on(t.createdAt).where(sql`attached_at is null`),
  ],
);
