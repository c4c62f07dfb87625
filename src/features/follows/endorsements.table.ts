import { index, pgTable } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";
import { follows } from "./follows.table.ts";

/** Whom somebody of ours recommends on their own page: only whom they follow, and only as long as they do. */
export const endorsements = pgTable(
  "endorsements",
  {
    followId: snowflake("follow_id")
      .primaryKey()
      .references(() => follows.id, { onDelete: "cascade" }),
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
    /** To page by. */
    id: snowflake("id").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("endorsements_actor").on(t.actorId, t.id)],
);
