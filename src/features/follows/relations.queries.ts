import { and, desc, eq, inArray, lt, or, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import type { RelationKind } from "./relations.model.ts";
import { relations } from "./relations.table.ts";

/** A line of the list of blocks and mutes. */
export interface RelationEntry {
  readonly id: Id;
  readonly kind: RelationKind;
  readonly createdAt: Date;
  readonly until: Date | null;
  readonly actor: Actor;
}

/** Whether `actorId` blocks `targetId`. */
export async function hasBlocked(ctx: Ctx, actorId: Id, targetId: Id): Promise<boolean> {
  const [row] = await ctx.db
    .select({ one: sql<number>`1` })
    .from(relations)
    .where(and(eq(relations.actorId, actorId), eq(relations.targetId, targetId), eq(relations.kind, "block")));
  return row !== undefined;
}

/** Of some actors those who block `targetId`. */
export async function whoBlocks(ctx: Ctx, actorIds: readonly Id[], targetId: Id): Promise<Set<Id>> {
  if (actorIds.length === 0) return new Set();
  const rows = await ctx.db
    .select({ id: relations.actorId })
    .from(relations)
    .where(
      and(inArray(relations.actorId, [...actorIds]), eq(relations.targetId, targetId), eq(relations.kind, "block")),
    );
  return new Set(rows.map(({ id }) => id));
}

/** Whether one of two actors blocks the other. */
export async function isParted(ctx: Ctx, one: Id, other: Id): Promise<boolean> {
  const [row] = await ctx.db
    .select({ one: sql<number>`1` })
    .from(relations)
    .where(
      and(
        eq(relations.kind, "block"),
        or(
          and(eq(relations.actorId, one), eq(relations.targetId, other)),
          and(eq(relations.actorId, other), eq(relations.targetId, one)),
        ),
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** How an actor stands to another by its own choice. */
export async function relationsTo(ctx: Ctx, actorId: Id, targetId: Id): Promise<ReadonlySet<RelationKind>> {
  const rows = await ctx.db
    .select({ kind: relations.kind })
    .from(relations)
    .where(and(eq(relations.actorId, actorId), eq(relations.targetId, targetId)));
  return new Set(rows.map(({ kind }) => kind));
}

/** Whom an actor blocks and mutes, newest first; on with `before`, the id of the last entry seen. */
export function listRelations(ctx: Ctx, actorId: Id, limit: number, before?: Id): Promise<RelationEntry[]> {
  return ctx.db
    .select({
      id: relations.id,
      kind: relations.kind,
      createdAt: relations.createdAt,
      until: relations.until,
      actor: actors,
    })
    .from(relations)
    .innerJoin(actors, eq(actors.id, relations.targetId))
    .where(and(eq(relations.actorId, actorId), before === undefined ? undefined : lt(relations.id, before)))
    .orderBy(desc(relations.id))
    .limit(limit);
}
