import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import { isBlockedHost } from "../actors/blocked-hosts.queries.ts";
import { groups } from "../groups/groups.table.ts";

/** Neither suspended nor gone, and from no blocked host. */
const standing = (): SQL =>
  sql`actors.suspended_at is null and actors.deleted_at is null and not ${isBlockedHost(sql`actors.host`)}`;

/** Those of some actors that are shown to members, in the order asked for, each once. */
export async function standingActors(ctx: Ctx, ids: readonly Id[]): Promise<Actor[]> {
  if (ids.length === 0) return [];
  const rows = await ctx.db
    .select()
    .from(actors)
    .where(and(inArray(actors.id, [...ids]), standing()));
  const found = new Map(rows.map((actor) => [actor.id, actor]));
  return [...new Set(ids)].flatMap((id) => found.get(id) ?? []);
}

export interface PeopleSearch {
  /** `ann`, `@anna`, `anna@post.test`, or words of a name. */
  readonly text: string;
  readonly limit: number;
  readonly offset: number;
  /** Only whom the viewer follows. */
  readonly following: boolean;
}

/**
 * Actors by the beginning of their handle or a part of their name: all groups, districts and organisations, but of people
 * only who wants to be found, who is typed out in full, or who follows the viewer or is followed by them. Nobody known sees
 * only those of this server. Whoever the viewer blocks, or whose server they block, is left out.
 */
export async function searchPeople(ctx: Ctx, viewer: Viewer | null, search: PeopleSearch): Promise<Actor[]> {
  const text = search.text.trim().toLowerCase().replace(/^@/, "");
  const [handle = "", host = ""] = text.split("@");
  if (handle === "") return [];
  const me = viewer?.actorId ?? null;
  const follows = (follower: SQL, followee: SQL): SQL => sql`exists (
    select from follows where follows.follower_id = ${follower} and follows.followee_id = ${followee}
      and follows.state = 'accepted')`;
  const followed = follows(sql`${me}::bigint`, sql`actors.id`);
  const named = text.includes("@")
    ? sql`actors.handle like ${beginning(handle)} and actors.host like ${beginning(host)}`
    : sql`(actors.handle like ${beginning(handle)} or lower(actors.name) like ${`%${beginning(text)}`})`;
  const findable = sql`(actors.kind <> 'person' or actors.discoverable or actors.handle = ${handle}
    or actors.id = ${me}::bigint or ${followed} or ${follows(sql`actors.id`, sql`${me}::bigint`)})`;
  const rows = await ctx.db
    .select({ actor: actors })
    .from(actors)
    .leftJoin(groups, eq(groups.actorId, actors.id))
    .where(
      and(
        named,
        sql`actors.kind <> 'instance'`,
        findable,
        standing(),
        viewer === null ? sql`actors.local and groups.mode is distinct from 'internal'` : notShunned(viewer.actorId),
        search.following ? followed : undefined,
      ),
    )
    .orderBy(sql`actors.handle <> ${handle}, not ${followed}, not actors.local, actors.handle, actors.id`)
    .limit(search.limit)
    .offset(search.offset);
  return rows.map(({ actor }) => actor);
}

const notShunned = (actorId: Id): SQL => sql`
  not exists (
    select from relations
    where relations.actor_id = ${actorId} and relations.target_id = actors.id and relations.kind = 'block')
  and not exists (
    select from host_blocks shut
    where shut.actor_id = ${actorId} and right('.' || actors.host, length(shut.host) + 1) = '.' || shut.host)`;

/** A pattern for what begins with this. */
const beginning = (text: string): string => `${text.replace(/[\\%_]/g, "\\$&")}%`;
