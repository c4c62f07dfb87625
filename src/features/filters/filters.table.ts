import { boolean, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";
import { posts } from "../posts/posts.table.ts";
import { FILTER_ACTIONS } from "./filters.model.ts";

/** What a member would rather not read: words and single posts, and what clients do with them. */
export const filters = pgTable(
  "filters",
  {
    id: snowflake("id").primaryKey(),
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
    title: text("title").notNull(),
    /** Where it counts, of `FILTER_CONTEXTS`. */
    contexts: text("contexts").array().notNull(),
    action: text("action", { enum: FILTER_ACTIONS }).notNull(),
    /** Null: without an end. */
    expiresAt: instant("expires_at"),
  },
  (t) => [index("filters_actor").on(t.actorId)],
);

export const filterKeywords = pgTable(
  "filter_keywords",
  {
    id: snowflake("id").primaryKey(),
    filterId: snowflake("filter_id")
      .notNull()
      .references(() => filters.id, { onDelete: "cascade" }),
    keyword: text("keyword").notNull(),
    wholeWord: boolean("whole_word").notNull(),
  },
  (t) => [index("filter_keywords_filter").on(t.filterId)],
);

export const filterPosts = pgTable(
  "filter_posts",
  {
    id: snowflake("id").notNull().unique(),
    filterId: snowflake("filter_id")
      .notNull()
      .references(() => filters.id, { onDelete: "cascade" }),
    postId: snowflake("post_id")
      .notNull()
      .references(() => posts.id),
  },
  (t) => [primaryKey({ columns: [t.filterId, t.postId] }), index("filter_posts_post").on(t.postId)],
);
