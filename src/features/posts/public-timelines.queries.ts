import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { type Keyset, newestFirst } from "../../platform/keyset.ts";
import { runPrepared } from "../../platform/prepared.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { listedFor } from "../audience/listing.queries.ts";
import { isOnPartnerHost } from "../partners/partners.queries.ts";
import {
  all,
  hasMedia,
  hasTag,
  type Looking,
  onPage,
  orderOf,
  POSTS,
  type TimelineEntry,
} from "./timeline-search.queries.ts";

// What everybody may read: by where it comes from, and by its hashtags.

/** Of what everybody may read, what is asked for. */
export interface PublicFilter {
  /** `partners`: ours and those of partner districts. */
  readonly where?: "here" | "elsewhere" | "partners" | "nowhere" | undefined;
  readonly onlyMedia?: boolean;
}

const PLACES = {
  here: sql`posts.local`,
  elsewhere: sql`not posts.local`,
  nowhere: sql`false`,
  partners: sql`(posts.local or exists (
    select from actors author where author.id = posts.author_id and ${isOnPartnerHost(sql`author.host`)}))`,
} as const;

const publicWhere = (reader: Looking, { where, onlyMedia }: PublicFilter): SQL =>
  all([
    sql`posts.visibility = 'public'`,
    where === undefined ? undefined : PLACES[where],
    onlyMedia && hasMedia(POSTS),
    visibleTo(reader),
    listedFor(reader),
  ]);

/** Public posts at the top of threads, newest first, by everybody whom this server hears of. */
export async function publicEntries(
  ctx: Ctx,
  reader: Looking,
  page: Keyset,
  filter: PublicFilter,
): Promise<TimelineEntry[]> {
  const order = orderOf(page);
  const rows = await runPrepared<{ id: Id }>(
    ctx,
    sql`
    select posts.id from posts
    where posts.deleted_at is null and posts.in_reply_to_uri is null and posts.visibility = 'public'
      and ${publicWhere(reader, filter)} ${onPage(sql`posts.id`, page)}
    order by posts.id ${order} limit ${page.limit}::int`,
  );
  return asEntries(rows, page);
}

/** Which hashtags a post must have; all in lower case, without `#`. */
export interface TagFilter extends PublicFilter {
  readonly any: readonly string[];
  readonly all?: readonly string[];
  readonly none?: readonly string[];
}

/** Public posts with hashtags, answers too, newest first. */
export async function taggedEntries(
  ctx: Ctx,
  reader: Looking,
  page: Keyset,
  filter: TagFilter,
): Promise<TimelineEntry[]> {
  const order = orderOf(page);
  const [first = "", ...others] = filter.any;
  const tagged = sql`tagged.tag = ${first}`;
  const ids =
    others.length === 0
      ? sql`select post_id from post_tags tagged where ${tagged} ${onPage(sql`post_id`, page)}`
      : sql`select distinct post_id from post_tags tagged
          where (${tagged} or ${sql.join(
            others.map((tag) => sql`tagged.tag = ${tag}`),
            sql` or `,
          )}) ${onPage(sql`post_id`, page)}`;
  const rows = await runPrepared<{ id: Id }>(
    ctx,
    sql`
    select found.post_id as id from (${ids} order by post_id ${order} offset 0) found
    cross join lateral (
      select from posts
      where posts.id = found.post_id and ${publicWhere(reader, filter)}
        and ${all((filter.all ?? []).map((tag) => hasTag(POSTS, tag)))}
        and ${all((filter.none ?? []).map((tag) => sql`not ${hasTag(POSTS, tag)}`))}
      offset 0) as looked
    order by found.post_id ${order} limit ${page.limit}::int`,
  );
  return asEntries(rows, page);
}

const asEntries = (rows: readonly { readonly id: Id }[], page: Keyset): TimelineEntry[] =>
  newestFirst(rows, page).map(({ id }) => ({ id, postId: id, boosterId: null }));
