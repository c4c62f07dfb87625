import { index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";
import { posts } from "../posts/posts.table.ts";

/** Leave that we gave to quote a post of ours (FEP-044f): one a quoting post. */
export const quoteStamps = pgTable(
  "quote_stamps",
  {
    /** Also its id on the wire: `/ap/o/<id>`. */
    id: snowflake("id").primaryKey(),
    postId: snowflake("post_id")
      .notNull()
      .references(() => posts.id),
    quoterId: snowflake("quoter_id")
      .notNull()
      .references(() => actors.id),
    /** Id of the quoting post. */
    quotingUri: text("quoting_uri").notNull(),
    /** The `QuoteAuthorization` as it is served; its Tombstone once it was taken back. */
    document: text("document").notNull(),
    createdAt: instant("created_at").notNull(),
    revokedAt: instant("revoked_at"),
  },
  (t) => [uniqueIndex("quote_stamps_pair").on(t.postId, t.quotingUri)],
);

/** What posts quote, ours and received ones. It is shown only when whoever is quoted allows it. */
export const postQuotes = pgTable(
  "post_quotes",
  {
    postId: snowflake("post_id")
      .primaryKey()
      .references(() => posts.id),
    /** Id of the quoted post as the quoting one names it. */
    quotedUri: text("quoted_uri").notNull(),
    quotedId: snowflake("quoted_id").references(() => posts.id),
    /** Id of the leave to quote it, if the quoting post names one. */
    stampUri: text("stamp_uri"),
    /** Of ours `unchecked`: whoever is quoted has not answered yet, or the leave has not been looked at. */
    state: text("state", { enum: ["unchecked", "allowed", "refused", "revoked"] }).notNull(),
  },
  (t) => [index("post_quotes_stamp").on(t.stampUri), index("post_quotes_quoted").on(t.quotedUri)],
);
