import { boolean, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";
import { AUDIENCES } from "./announcements.model.ts";

/** What admins tell: the next meeting, an outage. Not federated. Open streams hear of it by triggers (announcements.storage.sql). */
export const announcements = pgTable("announcements", {
  id: snowflake("id").primaryKey(),
  /** As it was typed; made into HTML when it is shown. */
  text: text("text").notNull(),
  startsAt: instant("starts_at"),
  /** From then on it is not shown any more. */
  endsAt: instant("ends_at"),
  allDay: boolean("all_day").notNull(),
  audience: text("audience", { enum: AUDIENCES }).notNull(),
  publishedAt: instant("published_at").notNull(),
  updatedAt: instant("updated_at").notNull(),
  takenDownAt: instant("taken_down_at"),
});

/** Who does not want to see one any more. */
export const announcementDismissals = pgTable(
  "announcement_dismissals",
  {
    announcementId: snowflake("announcement_id")
      .notNull()
      .references(() => announcements.id, { onDelete: "cascade" }),
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
  },
  (t) => [primaryKey({ columns: [t.announcementId, t.actorId] }), index("announcement_dismissals_actor").on(t.actorId)],
);

export const announcementReactions = pgTable(
  "announcement_reactions",
  {
    announcementId: snowflake("announcement_id")
      .notNull()
      .references(() => announcements.id, { onDelete: "cascade" }),
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
    /** An emoji of Unicode, or the shortcode of one of ours. */
    name: text("name").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.announcementId, t.actorId, t.name] }),
    index("announcement_reactions_actor").on(t.actorId),
  ],
);
