import { sql } from "drizzle-orm";
import { boolean, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { actors } from "../actors/actors.table.ts";
import { ACTIONS, GROUNDS, REASONS, type ReportedItem } from "./moderation.model.ts";

/** What somebody thinks should not stand here, by form or by another server's Flag; and tasks for moderators. */
export const reports = pgTable(
  "reports",
  {
    id: snowflake("id").primaryKey(),
    origin: text("origin", { enum: ["form", "flag", "task"] }).notNull(),
    /** SHA-256 of the receipt's secret; forms only. */
    receiptHash: text("receipt_hash").unique(),
    /** The member, or the remote actor that sent the Flag. */
    reporterId: snowflake("reporter_id").references(() => actors.id),
    reporterName: text("reporter_name"),
    reporterEmail: text("reporter_email"),
    reason: text("reason", { enum: REASONS }).notNull(),
    /** Rules of this server that it is said to be against, by row id. */
    ruleIds: text("rule_ids").array().notNull().default([]),
    /** Plain text. */
    text: text("text").notNull(),
    /** The address as it was given. */
    address: text("address").notNull(),
    /** Whose content it is, as far as we know them. */
    targetId: snowflake("target_id").references(() => actors.id),
    evidence: jsonb("evidence").$type<ReportedItem[]>().notNull(),
    createdAt: instant("created_at").notNull(),
    /** Time of the latest decision. */
    decidedAt: instant("decided_at"),
    /** When it was passed on to the server that the content comes from. */
    forwardedAt: instant("forwarded_at"),
    /** Why the reporter or the affected member thinks that the decision is wrong; it opens the report again. */
    appeal: text("appeal"),
    appealedAt: instant("appealed_at"),
    /** When what was reported, and who reported it, was forgotten. */
    erasedAt: instant("erased_at"),
  },
  (t) => [
    index("reports_to_erase").on(t.decidedAt).where(sql`erased_at is null and decided_at is not null`),
    index("reports_open").on(t.id).where(sql`decided_at is null`),
    index("reports_target").on(t.targetId),
  ],
);

/** What moderators decided; the public log shows when, what and why, never who. */
export const decisions = pgTable(
  "decisions",
  {
    id: snowflake("id").primaryKey(),
    reportId: snowflake("report_id").references(() => reports.id),
    action: text("action", { enum: ACTIONS }).notNull(),
    ground: text("ground", { enum: GROUNDS }).notNull(),
    reason: text("reason", { enum: REASONS }).notNull(),
    /** The statement of reasons for both sides (DSA Art. 17); plain text. */
    statement: text("statement").notNull(),
    subjectId: snowflake("subject_id").references(() => actors.id),
    /** Row ids of the posts that were taken away. */
    postIds: text("post_ids").array().notNull().default([]),
    /** Whether what it is about is ours. */
    local: boolean("local").notNull(),
    decidedById: snowflake("decided_by_id")
      .notNull()
      .references(() => accounts.id),
    decidedAt: instant("decided_at").notNull(),
  },
  (t) => [index("decisions_report").on(t.reportId), index("decisions_subject").on(t.subjectId)],
);
