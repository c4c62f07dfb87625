import { boolean, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";
import { REPLIES_POLICIES } from "./lists.model.ts";

/** A member's own lists of those whom they follow: timelines of their own. Nobody else learns of them. */
export const lists = pgTable(
  "lists",
  {
    id: snowflake("id").primaryKey(),
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
    title: text("title").notNull(),
    /** Which answers stand in it. */
    replies: text("replies", { enum: REPLIES_POLICIES }).notNull(),
    /** What stands in the list does not stand at home. */
    exclusive: boolean("exclusive").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("lists_actor").on(t.actorId)],
);

export const listMembers = pgTable(
  "list_members",
  {
    listId: snowflake("list_id")
      .notNull()
      .references(() => lists.id, { onDelete: "cascade" }),
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
    /** To page by. */
    id: snowflake("id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.listId, t.actorId] }), index("list_members_actor").on(t.actorId)],
);
