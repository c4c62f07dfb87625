import { sql } from "drizzle-orm";
import { index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { posts } from "../posts/posts.table.ts";
import { adoptions } from "./adoptions.table.ts";
import { SIDES } from "./follow-ups.model.ts";

/** What the people of a note of ours were asked some months after an adoption; the answers stand in the note's lessons. */
export const followUps = pgTable(
  "follow_ups",
  {
    id: snowflake("id").primaryKey(),
    /** The note whose people are asked. */
    postId: snowflake("post_id")
      .notNull()
      .references(() => posts.id),
    side: text("side", { enum: SIDES }).notNull(),
    /** Which adoption of the note it is about; null on the adopter's side, where there is one only. */
    adoptionId: snowflake("adoption_id").references(() => adoptions.id, { onDelete: "cascade" }),
    /** One of `ROUNDS`. */
    months: integer("months").$type<6 | 12>().notNull(),
    /** `passed`: not now, or not until the next round. */
    state: text("state", { enum: ["open", "answered", "passed"] }).notNull(),
    askedAt: instant("asked_at").notNull(),
    closedAt: instant("closed_at"),
  },
  (t) => [
    uniqueIndex("follow_ups_once").on(t.postId, t.side, t.months, sql`coalesce(adoption_id, 0)`),
    index("follow_ups_adoption").on(t.adoptionId),
  ],
);
