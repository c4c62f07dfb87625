import { pgTable, primaryKey } from "drizzle-orm/pg-core";
import { snowflake } from "../../platform/columns.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { actors } from "../actors/actors.table.ts";

/** Partner districts that a member does not want to be suggested any more. */
export const suggestionsPutAway = pgTable(
  "suggestions_put_away",
  {
    accountId: snowflake("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.actorId] })],
);
