import { pgTable, primaryKey } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";

/** Conversations of which a member wants to hear nothing more. */
export const mutedThreads = pgTable(
  "muted_threads",
  {
    /** A member. */
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id, { onDelete: "cascade" }),
    /** The post that the thread hangs from. */
    rootId: snowflake("root_id").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.actorId, t.rootId] })],
);
