import { boolean, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { actors } from "../actors/actors.table.ts";
import { ORGANISATION_KINDS } from "./organisations.model.ts";

/** Organisations of ours: what their actor does not hold. Name, sector and handle stand with the actor. */
export const organisations = pgTable("organisations", {
  actorId: snowflake("actor_id")
    .primaryKey()
    .references(() => actors.id),
  kind: text("kind", { enum: ORGANISATION_KINDS }).notNull(),
  /** As typed; the actor's summary is its HTML. */
  about: text("about").notNull().default(""),
  address: text("address"),
  website: text("website"),
  openForCooperation: boolean("open_for_cooperation").notNull().default(false),
  createdAt: instant("created_at").notNull(),
});

/** Who may write for an organisation. `invited` grants nothing but to answer. */
export const organisationEditors = pgTable(
  "organisation_editors",
  {
    organisationId: snowflake("organisation_id")
      .notNull()
      .references(() => organisations.actorId),
    accountId: snowflake("account_id")
      .notNull()
      .references(() => accounts.id),
    state: text("state", { enum: ["invited", "active"] }).notNull(),
    /** Null: the founder. */
    invitedById: snowflake("invited_by_id").references(() => accounts.id),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organisationId, t.accountId] }),
    index("organisation_editors_account").on(t.accountId, t.state),
  ],
);
