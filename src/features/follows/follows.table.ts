import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";

/** Who follows whom, ours and others'. `pending` grants nothing. */
export const follows = pgTable(
  "follows",
  {
    id: snowflake("id").primaryKey(),
    followerId: snowflake("follower_id")
      .notNull()
      .references(() => actors.id),
    followeeId: snowflake("followee_id")
      .notNull()
      .references(() => actors.id),
    state: text("state", { enum: ["pending", "accepted", "rejected"] }).notNull(),
    /** Id of the Follow activity; an Accept must answer this one. */
    uri: text("uri").notNull(),
    /** The Follow as received, to be embedded whole in the Accept (PieFed). */
    activity: text("activity").notNull(),
    createdAt: instant("created_at").notNull(),
    acceptedAt: instant("accepted_at"),
    /** What a member wants of whom they follow, told to nobody: their boosts at home, a notice of each post of theirs, */
    boosts: boolean("boosts").notNull().default(true),
    notify: boolean("notify").notNull().default(false),
    /** and posts in these languages only, as far as posts say theirs; null: in all. */
    languages: text("languages").array(),
  },
  (t) => [
    uniqueIndex("follows_pair").on(t.followerId, t.followeeId),
    index("follows_followee").on(t.followeeId, t.state),
    index("follows_uri").on(t.uri),
    index("follows_notify").on(t.followeeId).where(sql`notify`),
  ],
);

/** Accepted follows that ended because a server was blocked: made good when the block ends before all is deleted. */
export const severedFollows = pgTable(
  "severed_follows",
  {
    followerId: snowflake("follower_id")
      .notNull()
      .references(() => actors.id),
    followeeId: snowflake("followee_id")
      .notNull()
      .references(() => actors.id),
    uri: text("uri").notNull(),
    activity: text("activity").notNull(),
    /** The blocked name; the other side may lie below it. */
    host: text("host").notNull(),
    /** What the member wanted of whom they followed. */
    boosts: boolean("boosts").notNull().default(true),
    notify: boolean("notify").notNull().default(false),
    languages: text("languages").array(),
    severedAt: instant("severed_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.followerId, t.followeeId] }), index("severed_follows_host").on(t.host)],
);

/** What may end many follows of a member at once (Mastodon documentation, "RelationshipSeveranceEvent", `type`). */
const SEVERANCES = ["domain_block", "user_domain_block", "account_suspension"] as const;

/** What a member, or an organisation of ours, lost by one such event. Who it was is not kept here. */
export const severances = pgTable(
  "severances",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
    kind: text("kind", { enum: SEVERANCES }).notNull(),
    /** The blocked name, or the handle of the suspended account (`name@host`). */
    targetName: text("target_name").notNull(),
    followers: integer("followers").notNull(),
    following: integer("following").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("severances_actor").on(t.actorId)],
);
