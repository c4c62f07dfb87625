import { sql } from "drizzle-orm";
import { index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";
import { posts } from "../posts/posts.table.ts";

/** "Einfach handzuhaben": what people of one district say of another's transfer kit (decision 18), given or seen here. */
export const kitConfirmations = pgTable(
  "kit_confirmations",
  {
    /** Of a stamp given here also its id on the wire: `/ap/o/<id>`. */
    id: snowflake("id").primaryKey(),
    /** The note, ours or a peer's. */
    postId: snowflake("post_id")
      .notNull()
      .references(() => posts.id),
    /** ActivityPub id of the stamp. */
    stampUri: text("stamp_uri").notNull(),
    /** Who gave it; null until its stamp was read. */
    confirmerUri: text("confirmer_uri"),
    /** That person, where it is known here. */
    confirmerId: snowflake("confirmer_id").references(() => actors.id),
    /** The district it was given for. */
    districtUri: text("district_uri"),
    /** What they add; plain text. */
    sentence: text("sentence").notNull().default(""),
    /** Which version of the kit it speaks of (`kitDigest`); empty: it does not say so. */
    kitDigest: text("kit_digest").notNull().default(""),
    /** `refused`: it is none, or its author took it back. */
    state: text("state", { enum: ["checking", "confirmed", "refused"] }).notNull(),
    /** The stamp as we serve it, or its Tombstone; null: it lies elsewhere. */
    document: text("document"),
    createdAt: instant("created_at").notNull(),
    /** When the stamp was last fetched. */
    checkedAt: instant("checked_at"),
  },
  (t) => [
    uniqueIndex("kit_confirmations_stamp").on(t.postId, t.stampUri),
    uniqueIndex("kit_confirmations_one_each").on(t.postId, t.confirmerUri).where(sql`state = 'confirmed'`),
    index("kit_confirmations_uri").on(t.stampUri),
    index("kit_confirmations_confirmer").on(t.confirmerUri),
    index("kit_confirmations_district").on(t.districtUri),
    index("kit_confirmations_checked").on(t.checkedAt).where(sql`document is null`),
  ],
);
