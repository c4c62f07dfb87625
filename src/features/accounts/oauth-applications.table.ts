import { index, pgTable, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";

/** Programs that have registered to ask members for access. Anybody may register one; it can do nothing by itself. */
export const oauthApplications = pgTable(
  "oauth_applications",
  {
    id: snowflake("id").primaryKey(),
    clientId: text("client_id").notNull().unique(),
    /** SHA-256. */
    clientSecretHash: text("client_secret_hash").notNull(),
    name: text("name").notNull(),
    /** http or https; null when there is none. */
    website: text("website"),
    /** Raw strings, compared byte for byte. */
    redirectUris: text("redirect_uris").array().notNull(),
    /** Space-separated: the most that it may ask for. */
    scopes: text("scopes").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("oauth_applications_created").on(t.createdAt)],
);
