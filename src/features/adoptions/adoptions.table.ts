import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { actors } from "../actors/actors.table.ts";
import { posts } from "../posts/posts.table.ts";
import { ADOPTION_STATES } from "../project-notes/adopted.model.ts";

/** Who takes over a note of ours, as its origin sees it (wire §4.3). Of a pair of notes one at most is accepted. */
export const adoptions = pgTable(
  "adoptions",
  {
    /** Also the stamp's id on the wire: `/ap/o/<id>`. */
    id: snowflake("id").primaryKey(),
    originId: snowflake("origin_id")
      .notNull()
      .references(() => posts.id),
    /** ActivityPub id of the note that the adopter wrote. */
    adoptedUri: text("adopted_uri").notNull(),
    /** That note, once it was read at its own host and points back. */
    adoptedId: snowflake("adopted_id").references(() => posts.id),
    /** Who offered it. */
    adopterId: snowflake("adopter_id")
      .notNull()
      .references(() => actors.id),
    /** Id of the last Offer; null when it came without one, or from a member. */
    offerUri: text("offer_uri"),
    /** The sentence that came with it; plain text. */
    message: text("message").notNull().default(""),
    /** `checking`: not read yet; `waiting`: for a person; `ended`: the adopted note is gone or points elsewhere. */
    state: text("state", { enum: ["checking", "waiting", "accepted", "refused", "revoked", "ended"] }).notNull(),
    /** How far the adopter was when its people were last told. */
    progress: text("progress", { enum: ADOPTION_STATES }),
    /** Why it was refused, for the adopter. */
    reason: text("reason"),
    /** A person refused it: then it is not looked at again. */
    final: boolean("final").notNull().default(false),
    /** The stamp as it is served, or its Tombstone; null before there was one. */
    document: text("document"),
    createdAt: instant("created_at").notNull(),
    decidedAt: instant("decided_at"),
  },
  (t) => [
    uniqueIndex("adoptions_offer").on(t.originId, t.adoptedUri, t.adopterId),
    uniqueIndex("adoptions_pair").on(t.originId, t.adoptedUri).where(sql`state = 'accepted'`),
    index("adoptions_list").on(t.originId, t.state, t.id),
    index("adoptions_adopted").on(t.adoptedUri),
  ],
);

/** Whether a note, ours or a peer's, was really taken over from where it says: what we found out ourselves. */
export const adoptionClaims = pgTable(
  "adoption_claims",
  {
    postId: snowflake("post_id")
      .primaryKey()
      .references(() => posts.id),
    originUri: text("origin_uri").notNull(),
    /** What the origin was called when it was last seen, kept for when it is gone. */
    originTitle: text("origin_title"),
    originUrl: text("origin_url"),
    originAuthorUri: text("origin_author_uri"),
    originGone: boolean("origin_gone").notNull().default(false),
    /** Id of the origin's stamp, as the note or the origin's answer names it. */
    stampUri: text("stamp_uri"),
    /** `open`: not confirmed yet; `refused`: by the origin, or the stamp is none; `revoked`: taken back. */
    state: text("state", { enum: ["open", "confirmed", "refused", "revoked"] }).notNull(),
    /** Why the origin refused; plain text. */
    reason: text("reason"),
    /** When the stamp was last fetched, or was ours to know. */
    checkedAt: instant("checked_at"),
    /** Since when it is confirmed, without a break; null: it is not, or was before this was kept. */
    confirmedAt: instant("confirmed_at"),
  },
  (t) => [
    index("adoption_claims_origin").on(t.originUri),
    index("adoption_claims_stamp").on(t.stampUri),
    index("adoption_claims_checked").on(t.checkedAt),
  ],
);

/** How a note of ours answers who takes it over; without a row: partners and trusted servers at once, others by hand. */
export const adoptionPolicies = pgTable("adoption_policies", {
  postId: snowflake("post_id")
    .primaryKey()
    .references(() => posts.id),
  policy: text("policy", { enum: ["automatic", "manual", "closed"] }).notNull(),
});

/** Adoptions without a server of our kind, which the people of the origin entered by hand. */
export const externalAdoptions = pgTable(
  "external_adoptions",
  {
    id: snowflake("id").primaryKey(),
    originId: snowflake("origin_id")
      .notNull()
      .references(() => posts.id),
    title: text("title").notNull(),
    district: text("district").notNull(),
    url: text("url"),
    state: text("state", { enum: ADOPTION_STATES }).notNull(),
    enteredById: snowflake("entered_by_id").references(() => accounts.id),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("external_adoptions_origin").on(t.originId)],
);

/** Somebody without an account wants to take a note over. Deleted when it was dealt with, and after 90 days. */
export const adoptionRequests = pgTable(
  "adoption_requests",
  {
    id: snowflake("id").primaryKey(),
    postId: snowflake("post_id")
      .notNull()
      .references(() => posts.id),
    name: text("name").notNull(),
    email: text("email").notNull(),
    message: text("message").notNull(),
    /** SHA-256 of what stands in the link of the confirmation mail; null where mail is off. */
    tokenHash: text("token_hash").unique(),
    createdAt: instant("created_at").notNull(),
    /** From then on the networkers see it. */
    confirmedAt: instant("confirmed_at"),
  },
  (t) => [index("adoption_requests_created").on(t.createdAt)],
);

/** Family trees as they were last found: each note is in one. */
export const lineageNodes = pgTable(
  "lineage_nodes",
  {
    /** ActivityPub id; of an entry by hand an id of its own. */
    uri: text("uri").primaryKey(),
    rootUri: text("root_uri").notNull(),
    /** Null for the root. */
    parentUri: text("parent_uri"),
    /** In the order in which a tree is walked, breadth first. */
    position: integer("position").notNull(),
    title: text("title").notNull(),
    url: text("url"),
    district: text("district").notNull(),
    /** Null for an origin that was not taken over itself. */
    state: text("state", { enum: ADOPTION_STATES }),
    lesson: text("lesson"),
    publishedAt: instant("published_at"),
    gone: boolean("gone").notNull().default(false),
    /** Whether the note above it lists it. */
    confirmed: boolean("confirmed").notNull(),
    byHand: boolean("by_hand").notNull().default(false),
    refreshedAt: instant("refreshed_at").notNull(),
  },
  (t) => [index("lineage_nodes_root").on(t.rootUri, t.position), index("lineage_nodes_refreshed").on(t.refreshedAt)],
);
