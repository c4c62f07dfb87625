import { and, eq, inArray, sql } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { readInput } from "../../platform/validation.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { followStates } from "../follows/follows.queries.ts";
import { listFull, listNotFound, tooManyLists } from "./lists.errors.ts";
import { LIST_LIMITS } from "./lists.model.ts";
import type { List } from "./lists.queries.ts";
import { listChangeSchema, listSchema } from "./lists.schemas.ts";
import { listMembers, lists } from "./lists.table.ts";

const own = (viewer: Viewer, id: Id) => and(eq(lists.id, id), eq(lists.actorId, viewer.actorId));

/** Makes a list for the viewer. @throws AppError `errors.input` with its fields, `lists.too-many` */
export async function createList(ctx: Ctx, viewer: Viewer, input: unknown): Promise<List> {
  const values = readInput(listSchema, input);
  const { actorId } = viewer;
  if ((await ctx.db.$count(lists, eq(lists.actorId, actorId))) >= LIST_LIMITS.lists) throw tooManyLists();
  const row = { id: ctx.newId(), actorId, createdAt: ctx.now(), ...values };
  const [list] = await ctx.db.insert(lists).values(row).returning();
  if (!list) throw new Error("An insert gave no row.");
  return list;
}

/** Changes one of the viewer's lists. @throws AppError `lists.not-found`, `errors.input` with its fields */
export async function changeList(ctx: Ctx, viewer: Viewer, id: Id, input: unknown): Promise<List> {
  const changed = readInput(listChangeSchema, input);
  // The title stands for itself where nothing changes: an update needs a column.
  const values = { title: changed.title ?? sql`${lists.title}`, ...changed };
  const [list] = await ctx.db.update(lists).set(values).where(own(viewer, id)).returning();
  if (!list) throw listNotFound();
  return list;
}

/** @throws AppError `lists.not-found` */
export async function deleteList(ctx: Ctx, viewer: Viewer, id: Id): Promise<void> {
  const rows = await ctx.db.delete(lists).where(own(viewer, id)).returning({ id: lists.id });
  if (rows.length === 0) throw listNotFound();
}

/**
 * Puts actors into one of the viewer's lists: whom they follow or asked to follow, or themselves. Who is in it stays.
 * @throws AppError `lists.not-found`, also when one of them is none of these; `lists.full`
 */
export async function addToList(ctx: Ctx, viewer: Viewer, id: Id, actorIds: readonly Id[]): Promise<void> {
  const wanted = [...new Set(actorIds)];
  await inTransaction(ctx, async (tx) => {
    const [list] = await tx.db.select().from(lists).where(own(viewer, id)).for("update");
    if (!list) throw listNotFound();
    const states = await followStates(tx, viewer.actorId, wanted);
    const mayBeIn = (one: Id): boolean =>
      one === viewer.actorId || ["accepted", "pending"].includes(states.get(one) ?? "");
    if (!wanted.every(mayBeIn)) throw listNotFound();
    if (wanted.length > 0) {
      const rows = wanted.map((actorId) => ({ listId: id, actorId, id: tx.newId() }));
      await tx.db.insert(listMembers).values(rows).onConflictDoNothing();
    }
    if ((await tx.db.$count(listMembers, eq(listMembers.listId, id))) > LIST_LIMITS.members) throw listFull();
  });
}

/** Takes actors out of one of the viewer's lists; who is not in it counts for nothing. @throws AppError `lists.not-found` */
export async function removeFromList(ctx: Ctx, viewer: Viewer, id: Id, actorIds: readonly Id[]): Promise<void> {
  const [list] = await ctx.db.select().from(lists).where(own(viewer, id));
  if (!list) throw listNotFound();
  if (actorIds.length === 0) return;
  await ctx.db.delete(listMembers).where(and(eq(listMembers.listId, id), inArray(listMembers.actorId, [...actorIds])));
}

/** Removes the lists of somebody who is gone, and them from those of others. Call it inside a transaction. */
export async function forgetLists(ctx: Ctx, actorId: Id): Promise<void> {
  await ctx.db.delete(lists).where(eq(lists.actorId, actorId));
  await ctx.db.delete(listMembers).where(eq(listMembers.actorId, actorId));
}
