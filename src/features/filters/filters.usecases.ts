import { and, eq, inArray, sql } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { tellFiltersChanged } from "../../platform/streams.ts";
import { readInput } from "../../platform/validation.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { posts } from "../posts/posts.table.ts";
import { filterNotFound, tooManyFilters } from "./filters.errors.ts";
import { FILTER_LIMITS, type Filter } from "./filters.model.ts";
import { filterById, filterHolding } from "./filters.queries.ts";
import {
  type FilterChange,
  type FilterInput,
  filterChangeSchema,
  filterSchema,
  type KeywordInput,
  keywordSchema,
} from "./filters.schemas.ts";
import { filterKeywords, filterPosts, filters } from "./filters.table.ts";

/** Makes a filter for the viewer. @throws AppError `errors.input` with its fields, `filters.too-many` */
export async function createFilter(ctx: Ctx, viewer: Viewer, input: FilterInput): Promise<Filter> {
  const { keywords, expiresIn, ...facts } = readInput(filterSchema, input);
  const row = { id: ctx.newId(), actorId: viewer.actorId, ...facts, expiresAt: endOf(ctx, expiresIn) };
  return inTransaction(ctx, async (tx) => {
    await tx.db.insert(filters).values(row);
    if (keywords.length > 0)
      await tx.db.insert(filterKeywords).values(keywords.map((one) => keywordRow(tx, row.id, one)));
    return checked(tx, viewer, row.id);
  });
}

/**
 * Changes one of the viewer's filters and, of its keywords, those that are named.
 * @throws AppError `filters.not-found`, also for a keyword of another filter; `errors.input`, `filters.too-many`
 */
export async function changeFilter(ctx: Ctx, viewer: Viewer, id: Id, input: FilterChange): Promise<Filter> {
  const { keywords, expiresIn, ...facts } = readInput(filterChangeSchema, input);
  return inTransaction(ctx, async (tx) => {
    const filter = await filterById(tx, viewer.actorId, id);
    if (!filter) throw filterNotFound();
    const changed = { ...facts, ...(expiresIn !== undefined && { expiresAt: endOf(ctx, expiresIn) }) };
    if (Object.keys(changed).length > 0) await tx.db.update(filters).set(changed).where(eq(filters.id, id));
    for (const one of keywords) await putKeyword(tx, filter, one);
    return checked(tx, viewer, id);
  });
}

async function putKeyword(
  tx: Ctx,
  filter: Filter,
  input: ReturnType<typeof filterChangeSchema.parse>["keywords"][number],
): Promise<void> {
  if (!("id" in input)) {
    await tx.db.insert(filterKeywords).values(keywordRow(tx, filter.id, input));
    return;
  }
  if (!filter.keywords.some(({ id }) => id === input.id)) throw filterNotFound();
  const its = eq(filterKeywords.id, input.id);
  if ("gone" in input) await tx.db.delete(filterKeywords).where(its);
  else {
    const { keyword = sql`${filterKeywords.keyword}`, wholeWord = sql`${filterKeywords.wholeWord}` } = input;
    await tx.db.update(filterKeywords).set({ keyword, wholeWord }).where(its);
  }
}

/** @throws AppError `filters.not-found` */
export async function deleteFilter(ctx: Ctx, viewer: Viewer, id: Id): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const rows = await tx.db
      .delete(filters)
      .where(and(eq(filters.id, id), eq(filters.actorId, viewer.actorId)))
      .returning({ id: filters.id });
    if (rows.length === 0) throw filterNotFound();
    await tellFiltersChanged(tx, viewer.actorId);
  });
}

/** Adds a keyword. @returns the filter with it, as its last. @throws AppError as `changeFilter` */
export const addKeyword = (ctx: Ctx, viewer: Viewer, filterId: Id, input: KeywordInput): Promise<Filter> =>
  changeFilter(ctx, viewer, filterId, { keywords: [readInput(keywordSchema, input)] });

/** Changes or removes a keyword by its own id. @returns its filter, as it now stands. @throws AppError as `changeFilter` */
export async function changeKeyword(
  ctx: Ctx,
  viewer: Viewer,
  id: Id,
  input: Partial<KeywordInput> | { readonly gone: true },
): Promise<Filter> {
  const filter = await filterHolding(ctx, viewer.actorId, "keyword", id);
  if (!filter) throw filterNotFound();
  return changeFilter(ctx, viewer, filter.id, { keywords: [{ ...input, id }] });
}

/** Adds a post that the viewer may see. @returns the filter with it. @throws AppError `filters.not-found`, `-too-many` */
export async function addPostToFilter(ctx: Ctx, viewer: Viewer, filterId: Id, postId: Id): Promise<Filter> {
  return inTransaction(ctx, async (tx) => {
    const filter = await filterById(tx, viewer.actorId, filterId);
    const [post] = await tx.db
      .select({ id: posts.id })
      .from(posts)
      .where(and(eq(posts.id, postId), visibleTo(viewer)));
    if (!filter || !post) throw filterNotFound();
    await tx.db.insert(filterPosts).values({ id: tx.newId(), filterId, postId }).onConflictDoNothing();
    return checked(tx, viewer, filterId);
  });
}

/** Takes a post out of its filter, by the id of the entry. @throws AppError `filters.not-found` */
export async function removePostFromFilter(ctx: Ctx, viewer: Viewer, id: Id): Promise<void> {
  if (!(await filterHolding(ctx, viewer.actorId, "post", id))) throw filterNotFound();
  await inTransaction(ctx, async (tx) => {
    await tx.db.delete(filterPosts).where(eq(filterPosts.id, id));
    await tellFiltersChanged(tx, viewer.actorId);
  });
}

/** Removes the filters of somebody who is gone. Call it inside a transaction. */
export async function forgetFilters(ctx: Ctx, actorId: Id): Promise<void> {
  await ctx.db.delete(filters).where(eq(filters.actorId, actorId));
}

const endOf = (ctx: Ctx, seconds: number | null): Date | null =>
  seconds === null ? null : new Date(ctx.now().getTime() + seconds * 1000);

const keywordRow = (ctx: Ctx, filterId: Id, { keyword, wholeWord }: KeywordInput) => ({
  ...{ id: ctx.newId(), filterId, keyword, wholeWord },
});

/** The filter as it now stands, unless there are more than are looked for; open streams hear of it. */
async function checked(tx: Ctx, viewer: Viewer, id: Id): Promise<Filter> {
  const own = tx.db.select({ id: filters.id }).from(filters).where(eq(filters.actorId, viewer.actorId));
  const [inAll, keywords, named] = [
    await tx.db.$count(filters, eq(filters.actorId, viewer.actorId)),
    await tx.db.$count(filterKeywords, inArray(filterKeywords.filterId, own)),
    await tx.db.$count(filterPosts, inArray(filterPosts.filterId, own)),
  ];
  const isTooMany = inAll > FILTER_LIMITS.filters || keywords > FILTER_LIMITS.keywords || named > FILTER_LIMITS.posts;
  if (isTooMany) throw tooManyFilters();
  await tellFiltersChanged(tx, viewer.actorId);
  const filter = await filterById(tx, viewer.actorId, id);
  if (!filter) throw filterNotFound();
  return filter;
}
