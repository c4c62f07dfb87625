import { index, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { accounts } from "../accounts/accounts.table.ts";
import type { Composition } from "./composing.schemas.ts";

/** What members wrote to be published later; a row goes in the transaction that publishes it. */
export const scheduledPosts = pgTable(
  "scheduled_posts",
  {
    id: snowflake("id").primaryKey(),
    accountId: snowflake("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** When it is to be published. */
    at: instant("at").notNull(),
    composition: jsonb("composition").$type<Composition>().notNull(),
    /** Chosen by the app, so that the same is not scheduled twice. */
    idempotencyKey: text("idempotency_key"),
    /** Code of the error that kept it from being published; it waits until its author decides. */
    failure: text("failure"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    index("scheduled_posts_account").on(t.accountId, t.id),
    uniqueIndex("scheduled_posts_once").on(t.accountId, t.idempotencyKey),
  ],
);
