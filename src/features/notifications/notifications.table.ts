import { bigint, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { MAIL_INTERVALS, MARKED } from "./notifications.model.ts";

/** What a member has seen, and how it comes by mail. No row: nothing seen, a mail a day. */
export const notificationSettings = pgTable(
  "notification_settings",
  {
    accountId: snowflake("account_id")
      .primaryKey()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** All up to this one were seen. */
    seenId: bigint("seen_id", { mode: "number" }).notNull().default(0),
    mail: text("mail", { enum: MAIL_INTERVALS }).notNull().default("daily"),
    /** All up to this one were mailed. */
    mailedId: bigint("mailed_id", { mode: "number" }).notNull().default(0),
    mailedAt: instant("mailed_at"),
  },
  (t) => [index("notification_settings_mailed").on(t.mailedAt)],
);

/** Up to where an account has read, as its clients note it, so that all of them go on there. */
export const markers = pgTable(
  "markers",
  {
    accountId: snowflake("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    timeline: text("timeline", { enum: MARKED }).notNull(),
    /** Of a status, or of a notification. */
    lastReadId: snowflake("last_read_id").notNull(),
    /** Counts up with each change. */
    version: integer("version").notNull().default(1),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.timeline] })],
);
