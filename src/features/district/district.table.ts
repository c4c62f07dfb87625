import { sql } from "drizzle-orm";
import { boolean, check, jsonb, pgTable, smallint, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";
import { FEDERATION_MODES, type Imprint } from "./district.model.ts";

/** The one district of this instance. No row: the instance is not set up yet. */
export const district = pgTable(
  "district",
  {
    one: smallint("one").primaryKey().default(1),
    /** The Group actor `@<handle>`. */
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
    /** The Application actor that signs what the server asks of others. */
    instanceActorId: snowflake("instance_actor_id")
      .notNull()
      .references(() => actors.id),
    city: text("city").notNull(),
    /** Plain text. */
    about: text("about").notNull().default(""),
    /** `#rrggbb`, checked for contrast. */
    accent: text("accent").notNull(),
    imprint: jsonb("imprint").$type<Imprint>(),
    /** With whom this server exchanges anything (wire §4.7, decision 8). */
    federationMode: text("federation_mode", { enum: FEDERATION_MODES }).notNull().default("partnersWrite"),
    /** Whether everybody may see which servers are blocked, and why. */
    publishesBlocks: boolean("publishes_blocks").notNull().default(false),
    /** The origin that all ids were made with. */
    origin: text("origin").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [check("district_single_row", sql`${t.one} = 1`)],
);

/** The one-time link to the set-up page, as a hash; removed by the set-up. */
export const setupLink = pgTable(
  "setup_link",
  {
    one: smallint("one").primaryKey().default(1),
    tokenHash: text("token_hash").notNull(),
    /** Origin of the server that printed the link: a set-up by command line beside it takes the same. */
    origin: text("origin").notNull(),
  },
  (t) => [check("setup_link_single_row", sql`${t.one} = 1`)],
);
