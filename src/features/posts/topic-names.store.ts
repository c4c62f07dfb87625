import { and, eq, inArray, isNotNull, isNull, ne } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { posts } from "./posts.table.ts";
import { postTopics, topicNames } from "./topic-names.table.ts";

/** Replaces what a post says that it is about. */
export async function putPostTopics(ctx: Ctx, postId: Id, iris: readonly string[]): Promise<void> {
  await ctx.db.delete(postTopics).where(eq(postTopics.postId, postId));
  if (iris.length > 0) await ctx.db.insert(postTopics).values(iris.map((iri) => ({ postId, iri })));
}

export interface TopicNames {
  readonly host: string;
  /** Tags as `topicFold` makes them. */
  readonly keys: readonly string[];
  /** Null: the page is about no topic that has an id. */
  readonly iri: string | null;
}

/** Replaces what a topic page says that the words of its server mean. Of ours a page wins over what was taken over. */
export async function putTopicNames(ctx: Ctx, postId: Id, { host, keys, iri }: TopicNames): Promise<void> {
  await ctx.db.delete(topicNames).where(eq(topicNames.postId, postId));
  if (iri === null || keys.length === 0) return;
  const takenOver = and(isNull(topicNames.postId), inArray(topicNames.key, [...keys]), ne(topicNames.iri, iri));
  await ctx.db.delete(topicNames).where(and(eq(topicNames.host, host), takenOver));
  await ctx.db
    .insert(topicNames)
    .values(keys.map((key) => ({ host, key, iri, postId })))
    .onConflictDoUpdate({ target: [topicNames.host, topicNames.key, topicNames.iri], set: { postId } });
}

/** Takes over that some of our words mean a topic; words that mean something here already keep it. */
export async function takeTopicNames(ctx: Ctx, { host, keys, iri }: TopicNames & { iri: string }): Promise<void> {
  const gone = ctx.db.select({ id: posts.id }).from(posts).where(isNotNull(posts.deletedAt));
  const ours = and(eq(topicNames.host, host), inArray(topicNames.key, [...keys]));
  await ctx.db.delete(topicNames).where(and(ours, inArray(topicNames.postId, gone)));
  const taken = await ctx.db.select({ key: topicNames.key }).from(topicNames).where(ours);
  const free = keys.filter((key) => taken.every((row) => row.key !== key));
  if (free.length > 0) await ctx.db.insert(topicNames).values(free.map((key) => ({ host, key, iri, postId: null })));
}

/** Undoes `takeTopicNames` for a topic. @returns how many words it meant */
export async function dropTopicNames(ctx: Ctx, host: string, iri: string): Promise<number> {
  const dropped = await ctx.db
    .delete(topicNames)
    .where(and(eq(topicNames.host, host), eq(topicNames.iri, iri), isNull(topicNames.postId)))
    .returning({ key: topicNames.key });
  return dropped.length;
}
