import { index, pgTable, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { MAIL_INTERVALS } from "../notifications/notifications.model.ts";

/** Searches of the catalogue that members keep. */
export const savedSearches = pgTable(
  "saved_searches",
  {
    id: snowflake("id").primaryKey(),
    accountId: snowflake("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** As in the address of the catalogue (`catalogueParameters`), without order and page. */
    parameters: text("parameters").notNull(),
    mail: text("mail", { enum: MAIL_INTERVALS }).notNull(),
    createdAt: instant("created_at").notNull(),
    /** What came up to this moment was mailed, or is not to be. */
    lookedAt: instant("looked_at").notNull(),
  },
  (t) => [index("saved_searches_account").on(t.accountId), index("saved_searches_due").on(t.mail, t.lookedAt)],
);
