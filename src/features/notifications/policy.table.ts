import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";
import { ANSWERS } from "./policy.model.ts";

/** What a member does with notices of people whom they do not know well. No row: `USUAL_POLICY`. */
export const notificationPolicies = pgTable("notification_policies", {
  actorId: snowflake("actor_id")
    .primaryKey()
    .references(() => actors.id, { onDelete: "cascade" }),
  /** Of whom the member does not follow. */
  notFollowing: text("not_following", { enum: ANSWERS }).notNull().default("accept"),
  /** Of who does not follow the member, or has done so for less than three days. */
  notFollowers: text("not_followers", { enum: ANSWERS }).notNull().default("accept"),
  /** Of accounts that were opened less than thirty days ago. */
  newAccounts: text("new_accounts", { enum: ANSWERS }).notNull().default("accept"),
  /** Direct messages that answer none of the member's own. */
  privateMentions: text("private_mentions", { enum: ANSWERS }).notNull().default("accept"),
  /** Of who is on a server that moderators silenced. */
  limitedAccounts: text("limited_accounts", { enum: ANSWERS }).notNull().default("drop"),
});

/** Whom a member let in: their notices are never held back any more. */
export const notificationPermissions = pgTable(
  "notification_permissions",
  {
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id, { onDelete: "cascade" }),
    fromId: snowflake("from_id")
      .notNull()
      .references(() => actors.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.actorId, t.fromId] })],
);
