import { index, pgTable, primaryKey, uniqueIndex } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { actors } from "../actors/actors.table.ts";
import { posts } from "./posts.table.ts";

/** What members keep for themselves. Nobody is told, nothing is counted. */
export const postBookmarks = pgTable(
  "post_bookmarks",
  {
    id: snowflake("id").primaryKey(),
    accountId: snowflake("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    postId: snowflake("post_id")
      .notNull()
      .references(() => posts.id),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("post_bookmarks_pair").on(t.accountId, t.postId),
    index("post_bookmarks_account").on(t.accountId, t.id),
    index("post_bookmarks_post").on(t.postId),
  ],
);

/** What people of ours have put at the top of their pages. */
export const postPins = pgTable(
  "post_pins",
  {
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
    postId: snowflake("post_id")
      .notNull()
      .references(() => posts.id),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.actorId, t.postId] }), index("post_pins_post").on(t.postId)],
);
