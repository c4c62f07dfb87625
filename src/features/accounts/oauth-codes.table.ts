import { boolean, index, pgTable, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { accounts } from "./accounts.table.ts";
import { oauthApplications } from "./oauth-applications.table.ts";

/** What an app was allowed on the consent page, until it fetches its token: once, within ten minutes. */
export const oauthCodes = pgTable(
  "oauth_codes",
  {
    /** SHA-256 of the code. */
    codeHash: text("code_hash").primaryKey(),
    applicationId: snowflake("application_id")
      .notNull()
      .references(() => oauthApplications.id, { onDelete: "cascade" }),
    accountId: snowflake("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** As the app sent it, to be repeated byte for byte. */
    redirectUri: text("redirect_uri").notNull(),
    scopes: text("scopes").notNull(),
    /** PKCE, S256; null when the app asked for none. */
    codeChallenge: text("code_challenge"),
    used: boolean("used").notNull().default(false),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    index("oauth_codes_application").on(t.applicationId),
    index("oauth_codes_account").on(t.accountId),
    index("oauth_codes_created").on(t.createdAt),
  ],
);
