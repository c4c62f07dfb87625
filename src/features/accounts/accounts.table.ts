import { sql } from "drizzle-orm";
import { boolean, index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";
import { POST_VISIBILITIES, QUOTE_POLICIES } from "./accounts.model.ts";
import { oauthApplications } from "./oauth-applications.table.ts";

/** A member's login. What others see of a member is the actor. */
export const accounts = pgTable(
  "accounts",
  {
    id: snowflake("id").primaryKey(),
    actorId: snowflake("actor_id")
      .notNull()
      .unique()
      .references(() => actors.id),
    email: text("email").notNull(),
    /** argon2id, PHC string. */
    passwordHash: text("password_hash").notNull(),
    role: text("role", { enum: ["admin", "moderator", "member"] }).notNull(),
    locale: text("locale", { enum: ["de", "en"] })
      .notNull()
      .default("de"),
    /** What a composer starts with, in Mastodon's words; no language: the one of the interface. */
    postVisibility: text("post_visibility", { enum: POST_VISIBILITIES }).notNull().default("public"),
    postSensitive: boolean("post_sensitive").notNull().default(false),
    postLanguage: text("post_language"),
    postQuotePolicy: text("post_quote_policy", { enum: QUOTE_POLICIES }).notNull().default("public"),
    createdAt: instant("created_at").notNull(),
    suspendedAt: instant("suspended_at"),
    /** The statement of reasons, shown to the holder who tries to log in; plain text. */
    suspendedFor: text("suspended_for"),
  },
  (t) => [uniqueIndex("accounts_email").on(sql`lower(${t.email})`)],
);

/** Logged-in browsers. The cookie holds the secret, the row its SHA-256. */
export const sessions = pgTable(
  "sessions",
  {
    tokenHash: text("token_hash").primaryKey(),
    accountId: snowflake("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    createdAt: instant("created_at").notNull(),
    /** Idle 14 days, absolute 90 days (T145). */
    lastSeenAt: instant("last_seen_at").notNull(),
  },
  (t) => [index("sessions_account").on(t.accountId)],
);

/** Bearer tokens for scripts and apps, as SHA-256. */
export const accessTokens = pgTable(
  "access_tokens",
  {
    id: snowflake("id").primaryKey(),
    tokenHash: text("token_hash").notNull().unique(),
    /** Null: the token of an app that acts for nobody (client_credentials). */
    accountId: snowflake("account_id").references(() => accounts.id, { onDelete: "cascade" }),
    /** The app that fetched it; null: made by hand. */
    applicationId: snowflake("application_id").references(() => oauthApplications.id, { onDelete: "cascade" }),
    /** The code that it was fetched with: using that again ends the token (T156). */
    codeHash: text("code_hash"),
    name: text("name").notNull(),
    /** Space-separated, see `scopes.model.ts`. */
    scopes: text("scopes").notNull(),
    createdAt: instant("created_at").notNull(),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
  },
  (t) => [
    index("access_tokens_account").on(t.accountId),
    index("access_tokens_application").on(t.applicationId),
    index("access_tokens_code").on(t.codeHash).where(sql`code_hash is not null`),
  ],
);
