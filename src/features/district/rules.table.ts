import { pgTable, smallint, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";

/** What people of this server have agreed on. A rule that is taken back stays, since reports name it. */
export const districtRules = pgTable("district_rules", {
  id: snowflake("id").primaryKey(),
  place: smallint("place").notNull(),
  /** German; plain text. */
  text: text("text").notNull(),
  /** English; empty: the German text stands for both. */
  textEn: text("text_en").notNull().default(""),
  createdAt: instant("created_at").notNull(),
  retiredAt: instant("retired_at"),
});
