import { sql } from "drizzle-orm";
import { boolean, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";

/** Pictures of this server that stand for `:shortcode:`. Who wrote with one keeps its address in the post or the profile. */
export const customEmojis = pgTable(
  "custom_emojis",
  {
    /** Part of the ActivityPub id. */
    id: snowflake("id").primaryKey(),
    /** As it is typed, without colons. */
    shortcode: text("shortcode").notNull(),
    /** Plain text; empty: none. */
    category: text("category").notNull().default(""),
    /** Whether apps and forms offer it; it can be typed in any case. */
    inPicker: boolean("in_picker").notNull().default(true),
    /** Random name in the store: the picture, and a PNG of its first frame. */
    storageKey: text("storage_key").notNull().unique(),
    mediaType: text("media_type", { enum: ["image/png", "image/gif", "image/webp"] }).notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    /** The account that changed it last; "0" for the command line. */
    changedById: snowflake("changed_by_id").notNull(),
    /** Since when it is not found in new texts; old ones keep the picture. */
    retiredAt: instant("retired_at"),
  },
  (t) => [uniqueIndex("custom_emojis_shortcode").on(sql`lower(${t.shortcode})`)],
);
