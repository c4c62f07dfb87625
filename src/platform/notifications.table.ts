import { sql } from "drizzle-orm";
import { bigint, boolean, index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instant, snowflake } from "./columns.ts";

/**
 * What members are told of. Here, below all features, so that each writes down what it tells in the transaction of the
 * change; read by the feature `notifications`, which asks again who may see what.
 */
export const notifications = pgTable(
  "notifications",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    /** Actor of a member. */
    recipientId: snowflake("recipient_id").notNull(),
    /** One of `NOTIFICATION_TYPES`. */
    type: text("type").notNull(),
    /** The actor whose doing it is; null: the server's. */
    fromId: snowflake("from_id"),
    /** The post that it is about; it leads there. */
    postId: snowflake("post_id"),
    /** Row of what it is about besides, in the table that its type says: a report, a decision, follows that ended. */
    aboutId: snowflake("about_id"),
    /** Where it leads when it is about no post: a path of ours. */
    path: text("path"),
    /** What it is about, in words; null: its post says so, or nothing needs to be said. */
    title: text("title"),
    createdAt: instant("created_at").notNull(),
    /** Held back by the member's own rules: in no list and told by nothing until the member lets its sender in. */
    held: boolean("held").notNull().default(false),
  },
  (t) => [
    index("notifications_recipient").on(t.recipientId, t.id),
    // Who likes or boosts the same, or follows, is told of as one to clients (`groups.queries.ts`).
    index("notifications_group")
      .on(t.recipientId, t.type, sql`coalesce(post_id, 0)`, t.id)
      .where(sql`type in ('favourite', 'reblog', 'follow')`),
    index("notifications_held").on(t.recipientId, t.fromId, t.id).where(sql`held`),
    index("notifications_post").on(t.postId).where(sql`post_id is not null`),
    // Who likes, takes it back and likes again is told of once.
    uniqueIndex("notifications_once")
      .on(t.recipientId, t.type, t.fromId, sql`coalesce(post_id, 0)`, sql`coalesce(path, '')`)
      .where(sql`from_id is not null`),
  ],
);
