import { index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { posts } from "./posts.table.ts";

/**
 * What is typed and not yet published: saved as typed, never checked. Only its author sees it. The name in the database
 * is from when only project notes had drafts.
 */
export const drafts = pgTable(
  "project_note_drafts",
  {
    id: snowflake("id").primaryKey(),
    accountId: snowflake("account_id")
      .notNull()
      .references(() => accounts.id),
    /** Which form it belongs to: that of project notes, or that of posts and answers. */
    kind: text("kind", { enum: ["projectNote", "post"] })
      .notNull()
      .default("projectNote"),
    /** What is being edited; null for something new. */
    postId: snowflake("post_id").references(() => posts.id),
    /** Form fields, name to values. */
    form: jsonb("form").$type<Record<string, string | string[]>>().notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [index("project_note_drafts_account").on(t.accountId, t.updatedAt)],
);
