import { boolean, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { RELAY_DIALECTS, RELAY_STATES } from "./relays.model.ts";

/** Relays that an admin asked for other districts' and servers' public posts. No row: none is spoken with. */
export const relays = pgTable(
  "relays",
  {
    id: snowflake("id").primaryKey(),
    dialect: text("dialect", { enum: RELAY_DIALECTS }).notNull(),
    state: text("state", { enum: RELAY_STATES }).notNull(),
    /** A-label, lower case, with its port if it has one. */
    host: text("host").notNull(),
    inboxUri: text("inbox_uri").notNull().unique(),
    /** Who speaks for the relay. Of the Mastodon dialect it is known from its answer on. */
    actorUri: text("actor_uri"),
    /** Id of our Follow; the answer must name it. */
    followUri: text("follow_uri").notNull(),
    /** Whether it is given what is written here for everybody. */
    sharesOwn: boolean("shares_own").notNull().default(false),
    askedAt: instant("asked_at").notNull(),
    answeredAt: instant("answered_at"),
    lastReceivedAt: instant("last_received_at"),
    /** The Monday that the counts begin with (`2026-11-23`, UTC); empty before anything came. */
    week: text("week").notNull().default(""),
    /** Of that week: what it pointed us to, what of it was new and taken in, and what was too much to be looked at. */
    received: integer("received").notNull().default(0),
    kept: integer("kept").notNull().default(0),
    dropped: integer("dropped").notNull().default(0),
  },
  (t) => [index("relays_actor_uri").on(t.actorUri)],
);
