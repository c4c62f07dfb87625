import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import type { CustomEmoji } from "../../platform/emojis.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { oauthApplications } from "../accounts/oauth-applications.table.ts";
import { actors } from "../actors/actors.table.ts";
import { BOOST_VISIBILITIES, type PostAttachment } from "./posts.model.ts";
import { topicFoldSql } from "./topic-fold.model.ts";

/** One row per federated object, ours or received, whatever its kind. */
export const posts = pgTable(
  "posts",
  {
    id: snowflake("id").primaryKey(),
    /** ActivityPub id. */
    uri: text("uri").notNull().unique(),
    /** The page for people. */
    url: text("url").notNull(),
    /** Last part of `/projekte/<slug>`; ours only. */
    slug: text("slug"),
    local: boolean("local").notNull(),
    authorId: snowflake("author_id")
      .notNull()
      .references(() => actors.id),
    /** Who wrote it in the author's name, when that is an organisation of ours. Nobody but its editors is told. */
    actedById: snowflake("acted_by_id").references(() => accounts.id),
    /** The app that it was written in; ours only. Its author alone is told. */
    applicationId: snowflake("application_id").references(() => oauthApplications.id, { onDelete: "set null" }),
    /** The group it belongs to (`audience`): our district or somebody else's. */
    groupId: snowflake("group_id").references(() => actors.id),
    kind: text("kind", {
      enum: ["projectNote", "topic", "article", "note", "page", "question", "event", "other"],
    }).notNull(),
    /** ActivityStreams type. */
    type: text("type").notNull(),
    title: text("title"),
    /** Plain text. */
    summary: text("summary"),
    /** Sanitised HTML. */
    content: text("content").notNull().default(""),
    /** Sanitised HTML of the plain-language twin (`contentMap["de-simple"]`). */
    plainContent: text("plain_content"),
    /** BCP 47. */
    language: text("language"),
    /** `group`: accepted followers of its group; `local`: members of this server; `partners`: those and partner districts. */
    visibility: text("visibility", {
      enum: ["public", "unlisted", "followers", "direct", "group", "local", "partners"],
    }).notNull(),
    sensitive: boolean("sensitive").notNull().default(false),
    inReplyToUri: text("in_reply_to_uri"),
    inReplyToId: snowflake("in_reply_to_id"),
    /** The post that the thread hangs from: itself for a top-level post; null while a parent is missing. */
    rootId: snowflake("root_id"),
    imageUrl: text("image_url"),
    imageAlt: text("image_alt"),
    attachments: jsonb("attachments").$type<PostAttachment[]>().notNull().default([]),
    /** Pictures in title, summary and content; at most 30. */
    emojis: jsonb("emojis").$type<CustomEmoji[]>().notNull().default([]),
    publishedAt: instant("published_at").notNull(),
    /** Time of the last visible edit; equal to `publishedAt` before the first. */
    updatedAt: instant("updated_at").notNull(),
    /** `stv:version`; counts every change of the document. 1 for what has none. */
    version: integer("version").notNull().default(1),
    /** The ActivityPub document (or its Tombstone): ours as served and sent, others' as received, byte for byte. */
    document: text("document").notNull(),
    /** Strong ETag of `document`, with its quotes. */
    etag: text("etag").notNull(),
    deletedAt: instant("deleted_at"),
    /** Taken out of sight by a moderator: of its group, or of this server. Kept, and shown to nobody. */
    removedAt: instant("removed_at"),
    /** The group, ours or elsewhere, whose moderators did it and may undo it; null: this server's. */
    removedById: snowflake("removed_by_id").references(() => actors.id),
    /** A thread that nobody may answer in any more. */
    lockedAt: instant("locked_at"),
    /** Ours only: when its last Update was sent or, if that lies ahead, will be. */
    updateSentAt: instant("update_sent_at"),
  },
  (t) => [
    uniqueIndex("posts_slug").on(t.slug).where(sql`slug is not null`),
    index("posts_url").on(t.url),
    index("posts_author").on(t.authorId, t.id).where(sql`deleted_at is null`),
    index("posts_group").on(t.groupId, t.id).where(sql`deleted_at is null and in_reply_to_uri is null`),
    index("posts_local").on(t.id).where(sql`local and deleted_at is null and in_reply_to_uri is null`),
    index("posts_top_public")
      .on(t.id)
      .where(sql`deleted_at is null and in_reply_to_uri is null and visibility = 'public'`),
    index("posts_project_notes")
      .on(t.id)
      .where(sql`kind = 'projectNote' and deleted_at is null and in_reply_to_uri is null`),
    index("posts_removed_by").on(t.removedById, t.id).where(sql`removed_by_id is not null`),
    index("posts_root").on(t.rootId, t.id).where(sql`deleted_at is null`),
    index("posts_application").on(t.applicationId).where(sql`application_id is not null`),
    index("posts_reply_uri").on(t.inReplyToUri).where(sql`in_reply_to_uri is not null`),
  ],
);

/** Counters apart, so that counting never rewrites a post. */
export const postStats = pgTable("post_stats", {
  postId: snowflake("post_id")
    .primaryKey()
    .references(() => posts.id),
  /** Direct answers, to clients. */
  replies: integer("replies").notNull().default(0),
  /** What pages say: of the top of a thread all that is in it, of a comment its direct answers. */
  comments: integer("comments").notNull().default(0),
  likes: integer("likes").notNull().default(0),
  boosts: integer("boosts").notNull().default(0),
});

/** What somebody wrote for everybody, counted: adding up all posts of all authors for each timeline would grow with them. */
export const authorStats = pgTable("author_stats", {
  actorId: snowflake("actor_id")
    .primaryKey()
    .references(() => actors.id),
  posts: integer("posts").notNull(),
  lastAt: instant("last_at"),
  /** When it was last counted; since then what came and went was added and taken off. */
  countedAt: instant("counted_at").notNull(),
});

/** Earlier documents of our own posts (`…/verlauf/<n>`). */
export const postRevisions = pgTable(
  "post_revisions",
  {
    postId: snowflake("post_id")
      .notNull()
      .references(() => posts.id),
    version: integer("version").notNull(),
    document: text("document").notNull(),
    editorId: snowflake("editor_id").references(() => accounts.id),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.postId, t.version] })],
);

/** Likes and boosts, one of each per actor and post. */
export const postReactions = pgTable(
  "post_reactions",
  {
    /**
     * A snowflake of when it came: what lists of likes are paged by, and in timelines the id of a boost. Made by the
     * database, so that what stood here before has one, too.
     */
    id: snowflake("id")
      .notNull()
      .generatedAlwaysAs(
        sql`((extract(epoch from (created_at - timestamptz '1970-01-01 00:00:00+00')) * 1000)::bigint << 16) | (hashint8extended(post_id, actor_id) & 65535)`,
      ),
    postId: snowflake("post_id")
      .notNull()
      .references(() => posts.id),
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
    kind: text("kind", { enum: ["like", "boost"] }).notNull(),
    /** Id of the Like or Announce. */
    uri: text("uri").notNull(),
    createdAt: instant("created_at").notNull(),
    /** Of a boost: who is told of it, never more than may read the post. A like has no readers of its own. */
    visibility: text("visibility", { enum: BOOST_VISIBILITIES }).notNull().default("public"),
  },
  (t) => [
    primaryKey({ columns: [t.postId, t.kind, t.actorId] }),
    index("post_reactions_uri").on(t.uri),
    index("post_reactions_actor").on(t.actorId, t.kind, t.id, t.postId),
    index("post_reactions_boosts").on(t.id).where(sql`kind = 'boost'`),
  ],
);

/** Who is addressed by name (`to`, `cc`, mentions), as far as we know them. */
export const postAddressees = pgTable(
  "post_addressees",
  {
    postId: snowflake("post_id")
      .notNull()
      .references(() => posts.id),
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
  },
  (t) => [primaryKey({ columns: [t.postId, t.actorId] }), index("post_addressees_actor").on(t.actorId, t.postId)],
);

/** Hashtags and text topics: `tag` lower case for look-ups, `name` as written, without `#`. */
export const postTags = pgTable(
  "post_tags",
  {
    postId: snowflake("post_id")
      .notNull()
      .references(() => posts.id),
    tag: text("tag").notNull(),
    name: text("name").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tag, t.postId] }),
    index("post_tags_post").on(t.postId),
    index("post_tags_topic").on(topicFoldSql(t.tag), t.postId),
  ],
);

/** Per object: every inbox that was ever given it, or the Announce of it. Edits and deletes go to all of them. */
export const postLedger = pgTable(
  "post_ledger",
  {
    postId: snowflake("post_id")
      .notNull()
      .references(() => posts.id),
    inbox: text("inbox").notNull(),
  },
  (t) => [primaryKey({ columns: [t.postId, t.inbox] })],
);

/** What a `Question` asks besides its text, ours or a peer's. */
export const polls = pgTable("polls", {
  postId: snowflake("post_id")
    .primaryKey()
    .references(() => posts.id),
  /** Several options may be chosen (`anyOf`). */
  multiple: boolean("multiple").notNull(),
  /** How it stands is told to nobody before it ends. */
  hideTotals: boolean("hide_totals").notNull().default(false),
  /** Null: open until its author closes it. */
  endsAt: instant("ends_at"),
  /** How many have voted; of a peer's poll as it last said. */
  voters: integer("voters").notNull().default(0),
  /** Ours only: when the tallies were last told. */
  talliedAt: instant("tallied_at"),
});

export const pollOptions = pgTable(
  "poll_options",
  {
    postId: snowflake("post_id")
      .notNull()
      .references(() => polls.postId, { onDelete: "cascade" }),
    /** From 0, in the order of the poll. */
    position: integer("position").notNull(),
    name: text("name").notNull(),
    votes: integer("votes").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.postId, t.position] })],
);

/** Who voted for what: of our polls everybody, of a peer's our members. */
export const pollVotes = pgTable(
  "poll_votes",
  {
    postId: snowflake("post_id")
      .notNull()
      .references(() => polls.postId, { onDelete: "cascade" }),
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
    position: integer("position").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.postId, t.actorId, t.position] })],
);
