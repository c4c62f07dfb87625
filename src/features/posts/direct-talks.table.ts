import { pgTable, primaryKey } from "drizzle-orm/pg-core";
import { snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";

/** How far a member has read, or put away, a conversation of direct messages. */
export const talkMarks = pgTable(
  "talk_marks",
  {
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
    /** The post that the thread hangs from; it may be one that was never here. */
    rootId: snowflake("root_id").notNull(),
    /** The newest message that was read, and the newest that is not to be seen in the list. */
    readId: snowflake("read_id").notNull().default("0"),
    hiddenId: snowflake("hidden_id").notNull().default("0"),
  },
  (t) => [primaryKey({ columns: [t.actorId, t.rootId] })],
);
