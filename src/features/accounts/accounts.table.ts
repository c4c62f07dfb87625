import { sql } from "drizzle-orm";
import { index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";

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
    accountId: snowflake("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** Space-separated: read, write, follow. */
    scopes: text("scopes").notNull(),
    createdAt: instant("created_at").notNull(),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
  },
  (t) => [index("access_tokens_account").on(t.accountId)],
);
