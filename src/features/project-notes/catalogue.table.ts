import { sql } from "drizzle-orm";
import { boolean, customType, index, pgTable, point, smallint, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { projectNotes } from "./project-notes.table.ts";

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

/**
 * Long values leave their row only where a row is longer than 2 kB. Most reads of the catalogue need no words: without them
 * five times as many rows stand on a page. Of the blanks themselves some bytes are left.
 */
export const WIDENING = sql`repeat(' ', 2000)`;

/** What a note is found by in the catalogue: all in one row, so that PostgreSQL puts its indexes together as it likes. */
export const catalogueEntries = pgTable(
  "catalogue_entries",
  {
    postId: snowflake("post_id")
      .primaryKey()
      .references(() => projectNotes.postId, { onDelete: "cascade" }),
    /** `outcome:failed`, `topic:repaircafé`, `district:Feuerbach`: each value of each facet. */
    facets: text("facets").array().notNull(),
    kit: boolean("kit").notNull(),
    /** Kit complete and confirmed elsewhere to be easy to handle. Set by who checks that; kept when the note changes. */
    transferReady: boolean("transfer_ready").notNull().default(false),
    /** Ours, or taken over by one of ours that goes on. */
    here: boolean("here").notNull(),
    /** When it came here, whenever it was written. */
    arrivedAt: instant("arrived_at").notNull(),
    /** `mapPoint` of its place or its district. */
    at: point("at", { mode: "xy" }),
    /** Words of the title, folded (`foldedWords`), in German stems. */
    title: tsvector("title").notNull(),
    /** The same of title (A), summary (B) and everything else (D). */
    search: tsvector("search").notNull(),
    /** Makes each row long enough for PostgreSQL to keep `search` beside it (catalogue.storage.sql): see `WIDENING`. */
    widened: text("widened").notNull().default(WIDENING),
    /** `INDEX_VERSION` when it was made. */
    version: smallint("version").notNull(),
  },
  (t) => [
    index("catalogue_entries_facets").using("gin", t.facets),
    index("catalogue_entries_title").using("gin", t.title),
    index("catalogue_entries_search").using("gin", t.search),
    index("catalogue_entries_at").using("gist", t.at),
    index("catalogue_entries_kit").on(t.postId).where(sql`kit`),
    index("catalogue_entries_ready").on(t.postId).where(sql`transfer_ready`),
    index("catalogue_entries_arrived").on(t.arrivedAt),
    index("catalogue_entries_version").on(t.version),
  ],
);

/** Every word that stands in a public note: what a mistyped word may have meant. */
export const catalogueWords = pgTable("catalogue_words", { word: text("word").primaryKey() }, (t) => [
  index("catalogue_words_similar").using("gin", t.word.op("gin_trgm_ops")),
]);
