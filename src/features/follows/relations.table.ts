import { sql } from "drizzle-orm";
import { index, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { instant, snowflake } from "../../platform/columns.ts";
import { actors } from "../actors/actors.table.ts";

/** Who wants nothing to do with whom. Blocks by peers' people stand here too, as far as they concern ours. */
export const relations = pgTable(
  "relations",
  {
    id: snowflake("id").primaryKey(),
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
    targetId: snowflake("target_id")
      .notNull()
      .references(() => actors.id),
    /** `mute` only hides the other from the actor; `block` ends every relation both ways. */
    kind: text("kind", { enum: ["block", "mute"] }).notNull(),
    createdAt: instant("created_at").notNull(),
    /** End of a mute; a background job removes the row then. */
    until: instant("until"),
  },
  (t) => [
    uniqueIndex("relations_pair").on(t.actorId, t.targetId, t.kind),
    index("relations_target").on(t.targetId).where(sql`kind = 'block'`),
  ],
);

/** Servers that a member wants to hear nothing from, with all names below them. Nobody else notices anything but the ended follows. */
export const hostBlocks = pgTable(
  "host_blocks",
  {
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
    host: text("host").notNull(),
    /** To page by. */
    id: snowflake("id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.actorId, t.host] })],
);

/** What somebody wrote down about another for themselves. */
export const actorNotes = pgTable(
  "actor_notes",
  {
    actorId: snowflake("actor_id")
      .notNull()
      .references(() => actors.id),
    targetId: snowflake("target_id")
      .notNull()
      .references(() => actors.id),
    /** Plain text. */
    text: text("text").notNull(),
  },
  (t) => [primaryKey({ columns: [t.actorId, t.targetId] }), index("actor_notes_target").on(t.targetId)],
);
