import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";
import { RELATIONS } from "./partners.model.ts";

/**
 * What was said between our district and another one about being partners. Whether they are is not kept here: each
 * follows the other (`follows`), and nothing else decides it.
 */
export const partners = pgTable("partners", {
  /** The other district's Group. */
  actorId: snowflake("actor_id")
    .primaryKey()
    .references(() => actors.id),
  /** Since when we wait for an answer; null: we do not. Only while it stands here their follow is granted by itself. */
  askedAt: instant("asked_at"),
  /** Plain text. */
  askedText: text("asked_text").notNull().default(""),
  /** Since when they wait for ours. */
  wantedAt: instant("wanted_at"),
  wantedText: text("wanted_text").notNull().default(""),
  /** When one side said no, which one, and its words. */
  refusedAt: instant("refused_at"),
  refusedBy: text("refused_by", { enum: ["us", "them"] }),
  refusedText: text("refused_text").notNull().default(""),
  /** Noticed to be mutual; only to see when that begins and ends. */
  partnerSince: instant("partner_since"),
  endedAt: instant("ended_at"),
  pausedAt: instant("paused_at"),
});

/** Where the reading of a partner's catalogue stands. */
export const catalogueReads = pgTable("catalogue_reads", {
  actorId: snowflake("actor_id")
    .primaryKey()
    .references(() => actors.id),
  phase: text("phase", { enum: ["idle", "pages", "objects"] })
    .notNull()
    .default("idle"),
  /** Page to be read next. */
  nextPage: text("next_page"),
  /** Pages read in this round, and its number: what bears an older one was not seen in it. */
  pages: integer("pages").notNull().default(0),
  round: integer("round").notNull().default(0),
  /** Notes that the other side has, as it says; null: never asked, or it did not say. */
  total: integer("total"),
  /** ETag of the catalogue when it was last the same as what is here. */
  etag: text("etag"),
  /** What the catalogue said of itself last: the ETag becomes the one above if nothing is missing when it was read. */
  toldEtag: text("told_etag"),
  toldDigest: text("told_digest"),
  startedAt: instant("started_at"),
  finishedAt: instant("finished_at"),
  /** Failed requests in a row, and why the last one did. */
  failures: integer("failures").notNull().default(0),
  lastError: text("last_error"),
});

/** Entries of a catalogue that is being read. */
export const catalogueItems = pgTable(
  "catalogue_items",
  {
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
    uri: text("uri").notNull(),
    /** Id of its author, as the catalogue says. */
    authorUri: text("author_uri"),
    round: integer("round").notNull(),
    /** `wanted`: to be fetched. `gone`: look whether it is deleted. `done`: nothing to do. `failed`: not to be had. */
    state: text("state", { enum: ["wanted", "gone", "done", "failed"] }).notNull(),
    tries: integer("tries").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.actorId, t.uri] }), index("catalogue_items_state").on(t.actorId, t.state, t.tries)],
);

/** Districts that we heard of, and what came of looking at them (wire §4.6). */
export const knownDistricts = pgTable(
  "known_districts",
  {
    /** ActivityPub id that was named. */
    uri: text("uri").primaryKey(),
    host: text("host").notNull(),
    actorId: snowflake("actor_id").references(() => actors.id),
    /** 1: we have to do with it ourselves; 2: one of those named it. */
    depth: integer("depth").notNull(),
    state: text("state", { enum: ["waiting", "verified", "failed"] })
      .notNull()
      .default("waiting"),
    heardAt: instant("heard_at").notNull(),
    checkedAt: instant("checked_at"),
    verifiedAt: instant("verified_at"),
  },
  (t) => [index("known_districts_state").on(t.state, t.depth)],
);

/** Who named which district, and as what. */
export const districtMentions = pgTable(
  "district_mentions",
  {
    sourceHost: text("source_host").notNull(),
    uri: text("uri")
      .notNull()
      .references(() => knownDistricts.uri, { onDelete: "cascade" }),
    relation: text("relation", { enum: RELATIONS }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.sourceHost, t.uri] })],
);
