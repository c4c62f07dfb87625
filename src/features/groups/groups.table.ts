import { sql } from "drizzle-orm";
import { index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";
import { posts } from "../posts/posts.table.ts";
import { GROUP_MODES, LOG_ACTIONS } from "./groups.model.ts";

const group = () =>
  snowflake("group_id")
    .notNull()
    .references(() => actors.id);
const actor = (name: string) => snowflake(name).references(() => actors.id);

/** Working and topic groups of ours. The district is a group without a row: open, moderated by its moderators. */
export const groups = pgTable("groups", {
  actorId: snowflake("actor_id")
    .primaryKey()
    .references(() => actors.id),
  mode: text("mode", { enum: GROUP_MODES }).notNull(),
  /** As typed, plain text. */
  about: text("about").notNull().default(""),
  createdAt: instant("created_at").notNull(),
});

/** Who moderates a group besides the server's own moderators: people here or elsewhere. */
export const groupModerators = pgTable(
  "group_moderators",
  { groupId: group(), actorId: actor("actor_id").notNull(), createdAt: instant("created_at").notNull() },
  (t) => [primaryKey({ columns: [t.groupId, t.actorId] })],
);

/** Who may join without being looked at. */
export const groupInvitations = pgTable(
  "group_invitations",
  { groupId: group(), actorId: actor("actor_id").notNull(), createdAt: instant("created_at").notNull() },
  (t) => [primaryKey({ columns: [t.groupId, t.actorId] })],
);

/** Posts that stand at the top of a group. */
export const groupPins = pgTable(
  "group_pins",
  {
    groupId: group(),
    postId: snowflake("post_id")
      .notNull()
      .references(() => posts.id),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.groupId, t.postId] })],
);

/** First posts of newcomers: they are in no group until a moderator lets them in. */
export const groupSubmissions = pgTable(
  "group_submissions",
  {
    postId: snowflake("post_id")
      .primaryKey()
      .references(() => posts.id),
    groupId: group(),
    /** The Create as it came, to be passed on whole. */
    activity: text("activity").notNull(),
    createdAt: instant("created_at").notNull(),
    /** A moderator said no: sent again it is not asked about again. */
    turnedAwayAt: instant("turned_away_at"),
  },
  (t) => [index("group_submissions_group").on(t.groupId, t.postId)],
);

/** What moderators did, for everybody to read. */
export const groupLog = pgTable(
  "group_log",
  {
    id: snowflake("id").primaryKey(),
    groupId: group(),
    moderatorId: actor("moderator_id").notNull(),
    action: text("action", { enum: LOG_ACTIONS }).notNull(),
    /** Whom it is about. */
    actorId: actor("actor_id"),
    postId: snowflake("post_id").references(() => posts.id),
    /** As typed, plain text. */
    reason: text("reason").notNull().default(""),
    until: instant("until"),
    createdAt: instant("created_at").notNull(),
    /** The group's mode at that time, set once it has another: who could read the line then may read it now. */
    mode: text("mode", { enum: GROUP_MODES }),
  },
  (t) => [index("group_log_group").on(t.groupId, t.id)],
);

/** What the district passed on of its working groups: each post once, so many a day. */
export const districtBoosts = pgTable(
  "district_boosts",
  {
    postId: snowflake("post_id")
      .primaryKey()
      .references(() => posts.id),
    boostedAt: instant("boosted_at").notNull(),
  },
  (t) => [index("district_boosts_at").on(t.boostedAt)],
);

/** What was more than the district passes on in a day: it stands in the day's digest. */
export const digestItems = pgTable(
  "district_digest_items",
  {
    postId: snowflake("post_id")
      .primaryKey()
      .references(() => posts.id),
    groupId: group(),
    createdAt: instant("created_at").notNull(),
    /** The digest that names it; null: it waits for one. */
    digestId: snowflake("digest_id").references(() => posts.id),
  },
  (t) => [
    index("district_digest_items_digest").on(t.digestId),
    index("district_digest_items_waiting").on(t.postId).where(sql`digest_id is null`),
  ],
);
