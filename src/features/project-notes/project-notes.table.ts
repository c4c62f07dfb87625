import { sql } from "drizzle-orm";
import { boolean, index, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { actors } from "../actors/actors.table.ts";
import { posts } from "../posts/posts.table.ts";
import type { NoteAdoption } from "./adopted.model.ts";
import type { ProjectNoteFields } from "./project-notes.schemas.ts";

/** The structured half of a project note; the post holds what every post has. */
export const projectNotes = pgTable(
  "project_notes",
  {
    postId: snowflake("post_id")
      .primaryKey()
      .references(() => posts.id),
    status: text("status", { enum: ["idea", "running", "completed", "stopped"] }).notNull(),
    outcome: text("outcome", { enum: ["ongoing", "succeeded", "mixed", "failed"] }).notNull(),
    /** All fields of the note in the shape of the API; a peer's as far as we could read them. */
    fields: jsonb("fields").$type<ProjectNoteFields>().notNull(),
    /** Name of the district it comes from, as it was when the note arrived. */
    districtName: text("district_name").notNull(),
    districtUri: text("district_uri"),
    /** `unreadable`: shown as a plain article. */
    structure: text("structure", { enum: ["ok", "unreadable"] })
      .notNull()
      .default("ok"),
    /** That it was taken over from another note; null: it was not, as far as it says. */
    adoption: jsonb("adoption").$type<NoteAdoption>(),
    /** Id of the stamp by which another district confirms the transfer kit, as the note's document names it. */
    confirmedBy: text("confirmed_by"),
    /** Which version of the transfer kit the fields hold (`kitDigest`). */
    kitDigest: text("kit_digest").notNull().default(""),
    /** When the last Update was sent, or will be (decision 11); null before the first. Ours only. */
    updateSentAt: instant("update_sent_at"),
  },
  (t) => [
    index("project_notes_status").on(t.status),
    index("project_notes_outcome").on(t.outcome),
    index("project_notes_district").on(t.districtUri),
    index("project_notes_origin").on(sql`(adoption ->> 'originUri')`).where(sql`adoption is not null`),
  ],
);

/** Who has read and understood the plain-language text of a note of ours as it stands; never who wrote it. */
export const plainChecks = pgTable("project_note_plain_checks", {
  postId: snowflake("post_id")
    .primaryKey()
    .references(() => projectNotes.postId, { onDelete: "cascade" }),
  checkedById: snowflake("checked_by_id")
    .notNull()
    .references(() => actors.id),
  checkedAt: instant("checked_at").notNull(),
  /** That person is one of those whom plain language is meant for. */
  byReader: boolean("by_reader").notNull(),
});

/** Co-authors of our own notes, the first author apart. They may edit. */
export const projectNoteAuthors = pgTable(
  "project_note_authors",
  {
    postId: snowflake("post_id")
      .notNull()
      .references(() => posts.id),
    accountId: snowflake("account_id")
      .notNull()
      .references(() => accounts.id),
  },
  (t) => [primaryKey({ columns: [t.postId, t.accountId] }), index("project_note_authors_account").on(t.accountId)],
);
