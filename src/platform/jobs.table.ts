import { sql } from "drizzle-orm";
import { bigint, index, integer, pgTable, primaryKey, smallint, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/**
 * The work queue: one row a job, leased while it runs, deleted when it is done, kept with a reason when it is dead.
 * `payload` is text, not jsonb: what peers send may hold what jsonb refuses.
 */
export const jobs = pgTable(
  "jobs",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    queue: text("queue", { enum: ["outbox", "delivery", "inbox", "background"] }).notNull(),
    /** Jobs of one key run one after the other, oldest first. */
    orderingKey: text("ordering_key"),
    /** The host that a delivery goes to, or that an inbox job came from. */
    host: text("host"),
    /** A newer job with the same key takes the place of a waiting one. Cleared when the job is first claimed. */
    mergeKey: text("merge_key"),
    payload: text("payload").notNull(),
    /** Text shared by many jobs (one activity to many inboxes). */
    bodyId: bigint("body_id", { mode: "number" }),
    runAt: instant("run_at").notNull().defaultNow(),
    leasedUntil: instant("leased_until"),
    attempts: smallint("attempts").notNull().default(0),
    lastError: text("last_error"),
    deadAt: instant("dead_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    index("jobs_ready").on(t.queue, t.runAt, t.id).where(sql`dead_at is null`),
    index("jobs_order").on(t.queue, t.orderingKey, t.id).where(sql`ordering_key is not null and dead_at is null`),
    index("jobs_body").on(t.bodyId).where(sql`body_id is not null`),
    // No index names `leased_until` or `attempts`: claiming a job then rewrites no index (see jobs.storage.sql).
    uniqueIndex("jobs_merge").on(t.queue, t.mergeKey).where(sql`merge_key is not null`),
  ],
);

/** Payloads that many jobs share; removed when the last of them is done. */
export const jobBodies = pgTable("job_bodies", {
  id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  body: text("body").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/** Small values with an end date: what Fedify remembers, what was fetched, negative answers. */
export const kv = pgTable(
  "kv",
  {
    key: text("key").array().notNull(),
    value: text("value").notNull(),
    expiresAt: instant("expires_at"),
  },
  (t) => [primaryKey({ columns: [t.key] }), index("kv_expires").on(t.expiresAt).where(sql`expires_at is not null`)],
);

/** Fixed-window counters of the rate limits: shared by all processes. */
export const rateLimits = pgTable(
  "rate_limits",
  {
    key: text("key").primaryKey(),
    points: integer("points").notNull().default(0),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [index("rate_limits_expires").on(t.expiresAt)],
);
