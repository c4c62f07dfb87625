import { pgTable, primaryKey } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";

/** Who may not write in a group: ours, or one elsewhere that told us so. */
export const groupBans = pgTable(
  "group_bans",
  {
    groupId: snowflake("group_id")
      .notNull()
      .references(() => actors.id),
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
    /** Null: without an end. */
    until: instant("until"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.groupId, t.actorId] })],
);
