import { bigint, boolean, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { accessTokens, accounts } from "./accounts.table.ts";

/** Who may cause a push: everybody, people whom the member follows, followers, nobody. */
export const PUSH_POLICIES = ["all", "followed", "follower", "none"] as const;

/**
 * Where apps want to be told (Web Push, RFC 8030): one for each token, gone with it (streams.storage.sql deletes it when a
 * token is revoked). A trigger makes a job of each notification for those whose it is.
 */
export const pushSubscriptions = pgTable(
  "push_subscriptions",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    tokenId: snowflake("token_id")
      .notNull()
      .unique()
      .references(() => accessTokens.id, { onDelete: "cascade" }),
    accountId: snowflake("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** Actor of the account: whose notifications. */
    actorId: snowflake("actor_id").notNull(),
    endpoint: text("endpoint").notNull(),
    /** Host of the endpoint, with its port when it is not 443. */
    host: text("host").notNull(),
    /** Key and secret of the app (RFC 8291), base64url. */
    p256dh: text("p256dh").notNull(),
    auth: text("auth").notNull(),
    /** `aes128gcm` (RFC 8291) instead of the older `aesgcm`, which apps that do not say so expect. */
    standard: boolean("standard").notNull(),
    /** The standard's types of notifications that are wanted. */
    alerts: jsonb("alerts").$type<string[]>().notNull(),
    policy: text("policy", { enum: PUSH_POLICIES }).notNull(),
    /**
     * The bearer token, sealed: several apps find the account by the token in the message, which is encrypted for them. The
     * table of tokens itself keeps hashes only (T168).
     */
    sealedToken: text("sealed_token").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("push_subscriptions_actor").on(t.actorId), index("push_subscriptions_account").on(t.accountId)],
);
