import type { Ctx } from "../../platform/ctx.ts";
import { type Id, isId } from "../../platform/ids.ts";

/** What is needed to serve a local actor and its collections. */
export interface ServedActor {
  readonly id: Id;
  readonly uri: string;
  readonly url: string;
  readonly type: string;
  readonly kind: "person" | "organization" | "group" | "district" | "instance";
  readonly handle: string;
  readonly document: string;
  readonly etag: string;
  readonly iconUrl: string | null;
  readonly followers: number;
  readonly following: number;
  /** When the account was closed; null while it lives. */
  readonly deletedAt: string | null;
}

const SELECT = `
  select id, uri, url, type, kind, handle, document, etag, icon_url as "iconUrl", followers_count as followers,
    following_count as following, to_char(deleted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "deletedAt"
  from actors where local and suspended_at is null
    and not exists (select from groups where groups.actor_id = actors.id and groups.mode = 'internal')`;

/** One statement, prepared once a connection. `condition` is ours; what comes from outside is in `values`. */
async function oneActor(ctx: Ctx, condition: string, values: string[]): Promise<ServedActor | null> {
  const [actor] = await ctx.sql.unsafe<ServedActor[]>(`${SELECT} and ${condition}`, values, { prepare: true });
  return actor ?? null;
}

/** A local actor that is not suspended; a closed account too. Internal groups are nobody to other servers. */
export const servedActor = async (ctx: Ctx, id: string): Promise<ServedActor | null> =>
  isId(id) ? oneActor(ctx, "id = $1", [id]) : null;

/** The technical actor of this instance, or null before the set-up. */
export const servedInstance = (ctx: Ctx): Promise<ServedActor | null> => oneActor(ctx, "kind = 'instance'", []);

/** A living local actor by its handle (lower case), or by the address of its page. */
export const servedActorNamed = (
  ctx: Ctx,
  name: { readonly handle: string } | { readonly url: string },
): Promise<ServedActor | null> =>
  "handle" in name
    ? oneActor(ctx, "deleted_at is null and handle = $1", [name.handle])
    : oneActor(ctx, "deleted_at is null and url = $1", [name.url]);

/** Ids of the working groups of this server that others may know of, newest first; at most 500. */
export async function groupUris(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.sql<{ uri: string }[]>`
    select actors.uri from groups join actors on actors.id = groups.actor_id
    where groups.mode <> 'internal' and actors.deleted_at is null and actors.suspended_at is null
    order by actors.id desc limit 500`;
  return rows.map(({ uri }) => uri);
}
