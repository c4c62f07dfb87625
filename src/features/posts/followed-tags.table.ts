import { index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";

const columns = {
  actorId: snowflake("actor_id")
    .notNull()
    .references(() => actors.id),
  /** Lower case, as in `post_tags`. */
  tag: text("tag").notNull(),
  /** As the member wrote it. */
  name: text("name").notNull(),
  /** To page by. */
  id: snowflake("id").notNull(),
};

/** Tags whose public posts stand in a member's home timeline. Nobody else learns of them. */
export const tagFollows = pgTable("tag_follows", columns, (t) => [primaryKey({ columns: [t.actorId, t.tag] })]);

/** Tags that a member shows on the profile. */
export const featuredTags = pgTable("featured_tags", columns, (t) => [
  primaryKey({ columns: [t.actorId, t.tag] }),
  index("featured_tags_tag").on(t.tag),
]);
