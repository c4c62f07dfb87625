import { and, eq, inArray } from "drizzle-orm";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { actors } from "./actors.table.ts";

export type Actor = typeof actors.$inferSelect;

/** An actor without its profile and its document: enough to act on what it says. */
export type Party = Pick<
  Actor,
  "id" | "uri" | "type" | "kind" | "local" | "handle" | "host" | "inboxUri" | "sharedInboxUri" | "followersUri"
>;

/** The host of this server as it stands in handles: A-label, with the port if it is not the usual one. */
export const ownHost = (ctx: Ctx): string => hostOf(ctx.origin) ?? "";

export async function actorById(ctx: Ctx, id: Id): Promise<Actor | null> {
  const [actor] = await ctx.db.select().from(actors).where(eq(actors.id, id));
  return actor ?? null;
}

/** Several actors at once, by row id; unknown ids are missing from the map. */
export async function actorsByIds(ctx: Ctx, ids: readonly Id[]): Promise<Map<Id, Actor>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.db
    .select()
    .from(actors)
    .where(inArray(actors.id, [...ids]));
  return new Map(rows.map((actor) => [actor.id, actor]));
}

/** By ActivityPub id. */
export async function actorByUri(ctx: Ctx, uri: string): Promise<Actor | null> {
  const [actor] = await ctx.db.select().from(actors).where(eq(actors.uri, uri));
  return actor ?? null;
}

/** Neither suspended nor gone. */
export const isStanding = ({ suspendedAt, deletedAt }: Pick<Actor, "suspendedAt" | "deletedAt">): boolean =>
  suspendedAt === null && deletedAt === null;

/** By handle, without `@`, and host; without a host one of ours. Upper and lower case are the same. */
export async function actorByHandle(ctx: Ctx, handle: string, host?: string): Promise<Actor | null> {
  const [actor] = await ctx.db
    .select()
    .from(actors)
    .where(and(eq(actors.handle, handle.toLowerCase()), eq(actors.host, (host ?? ownHost(ctx)).toLowerCase())));
  return actor ?? null;
}

export async function isSuspended(ctx: Ctx, id: Id): Promise<boolean> {
  const [actor] = await ctx.db.select({ suspendedAt: actors.suspendedAt }).from(actors).where(eq(actors.id, id));
  return actor !== undefined && actor.suspendedAt !== null;
}
