import { sql } from "drizzle-orm";
import { index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { snowflake } from "../../platform/columns.ts";
import { posts } from "./posts.table.ts";

/** What a post, ours or a peer's, says that it is about (`stv:topics`), besides its hashtags. */
export const postTopics = pgTable(
  "post_topics",
  {
    postId: snowflake("post_id")
      .notNull()
      .references(() => posts.id),
    /** As `topicIri` writes it. */
    iri: text("iri").notNull(),
  },
  (t) => [primaryKey({ columns: [t.iri, t.postId] }), index("post_topics_post").on(t.postId)],
);

/**
 * What the words of a server mean: its tags and the topics that they stand for. Each server's words count for what
 * that server wrote; ours for everything that is here.
 */
export const topicNames = pgTable(
  "topic_names",
  {
    host: text("host").notNull(),
    /** A tag as `topicFold` makes it. */
    key: text("key").notNull(),
    /** As `topicIri` writes it. */
    iri: text("iri").notNull(),
    /** The topic page that says so; null: an admin took it over from another district's. */
    postId: snowflake("post_id").references(() => posts.id),
  },
  (t) => [
    primaryKey({ columns: [t.host, t.key, t.iri] }),
    index("topic_names_iri").on(t.iri),
    index("topic_names_post").on(t.postId).where(sql`post_id is not null`),
  ],
);
