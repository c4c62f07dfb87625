import { writeFileSync } from "node:fs";
import type { Sql } from "postgres";
import { homeEntries } from "../src/features/posts/timelines.queries.ts";
import { statusEntities } from "../src/mastodon/entities/status.ts";
import type { Keyset } from "../src/platform/keyset.ts";
import type { Viewer } from "../src/platform/viewer.ts";
import type { Floors } from "./floors.ts";
import type { Row } from "./measure.ts";
import { type Cost, costAt, costOf, type Noting, openNoting, targetHere } from "./noting.ts";
import type { Product } from "./product.ts";

const ACTORS = 20_000;
const GROUPS = 200;

/** Who reads: each follows so many people (the lower the number, the more somebody writes) and so many groups. */
const READERS = [
  { id: 900_001, name: "new here", people: 12, groups: 1, tags: 0, hostBlocks: 0, mutes: 0 },
  { id: 900_002, name: "as most", people: 290, groups: 10, tags: 3, hostBlocks: 2, mutes: 5 },
  { id: 900_003, name: "blocks a lot", people: 290, groups: 10, tags: 0, hostBlocks: 40, mutes: 150 },
  { id: 900_004, name: "follows a lot", people: 2000, groups: 60, tags: 20, hostBlocks: 5, mutes: 30 },
] as const;

/** A post comes every ten seconds; the last one was just now. */
const SECONDS_APART = 10;

const idOf = (start: number, n: number): string =>
  ((BigInt(start) + BigInt(n) * BigInt(SECONDS_APART * 1000)) << 16n).toString();

async function seed(sql: Sql, posts: number, start: number): Promise<void> {
  await sql`select setseed(0.42)`;
  // No triggers and no look at foreign keys: a million of either takes minutes.
  await sql`set session_replication_role = replica`;
  await sql`
    insert into actors (id, uri, type, kind, local, handle, host, name, url, inbox_uri, published_at, updated_at)
    select n, 'https://h' || n % 500 || '.test/' || n, case when n <= ${GROUPS}::int then 'Group' else 'Person' end,
      case when n <= ${GROUPS}::int then 'group' else 'person' end, false, 'p' || n, 'h' || n % 500 || '.test', 'P' || n,
      'https://h' || n % 500 || '.test/@p' || n, 'https://h' || n % 500 || '.test/inbox', now(), now()
    from generate_series(1, ${ACTORS}::int) n`;
  await sql`
    insert into actors (id, uri, type, kind, local, handle, host, name, url, inbox_uri, published_at, updated_at)
    select n, 'https://bench.test/r/' || n, 'Person', 'person', true, 'r' || n, 'bench.test', 'R' || n, 'https://bench.test/@r' || n,
      'https://bench.test/inbox', now(), now()
    from unnest(${READERS.map(({ id }) => id)}::int[]) n`;
  // Few write much and many little; four in ten answer something said shortly before, one in twenty stands in a group.
  await sql`
    insert into posts (id, uri, url, local, author_id, group_id, kind, type, visibility, published_at, updated_at, document,
      etag, content, in_reply_to_uri, in_reply_to_id, root_id)
    select id, 'https://h.test/o/' || n, 'https://h.test/o/' || n, false, author, case when draw > 0.95 then 1 + n % ${GROUPS}::int end,
      'note', 'Note', case when draw < 0.8 or draw > 0.95 then 'public' when draw < 0.9 then 'unlisted' else 'followers' end,
      at, at, '{"content":"' || repeat(md5(n::text), 15) || '"}', '""', repeat(md5(n::text), 10),
      case when parent is not null then 'https://h.test/o/' || n - back end, parent, coalesce(parent, id)
    from (
      select n, draw, back, ${GROUPS}::int + 1 + floor(power(random(), 3) * (${ACTORS - GROUPS - 1}::int))::int as author,
        to_timestamp(${start / 1000}::float8 + n * ${SECONDS_APART}::int) as at,
        (${start}::bigint + n::bigint * ${SECONDS_APART * 1000}::bigint) << 16 as id,
        case when answers and n > back then (${start}::bigint + (n - back)::bigint * ${SECONDS_APART * 1000}::bigint) << 16 end as parent
      from (
        select n, random() as draw, 1 + floor(random() * 300)::int as back, random() < 0.4 as answers
        from generate_series(1, ${posts}::int) n) drawn) made`;
  await sql`
    insert into post_reactions (post_id, actor_id, kind, uri, created_at)
    select (${start}::bigint + (n * 2)::bigint * ${SECONDS_APART * 1000}::bigint) << 16,
      ${GROUPS}::int + 1 + floor(power(random(), 3) * (${ACTORS - GROUPS - 1}::int))::int,
      case when n % 3 = 0 then 'boost' else 'like' end, 'https://h.test/b/' || n,
      to_timestamp(${start / 1000}::float8 + n * 2 * ${SECONDS_APART}::int + random() * 3600)
    from generate_series(1, ${posts}::int / 2) n on conflict do nothing`;
  await sql`
    insert into post_tags (post_id, tag, name)
    select id, 'tag' || floor(power(random(), 2) * 2000), 'Tag' from posts where id % 5 = 0 and kind = 'note' on conflict do nothing`;
  await sql`insert into post_stats (post_id, likes, boosts) select id, 1, 1 from posts where random() < 0.3`;
  for (const { id, people, groups, tags, hostBlocks, mutes } of READERS) {
    await sql`
      insert into follows (id, follower_id, followee_id, state, uri, activity, created_at)
      select ${id}::bigint * 100000 + n, ${id}, n, 'accepted', 'https://f.test/' || ${id}::int || '/' || n, '{}', now()
      from (select distinct ${GROUPS}::int + 1 + floor(power(random(), 1.5) * ${ACTORS - GROUPS - 1}::int)::int as n
        from generate_series(1, ${people}::int)
        union select n from generate_series(1, ${groups}::int) n) followed`;
    await sql`
      insert into tag_follows (actor_id, tag, name, id) select ${id}, 'tag' || n * 3, 'Tag', n from generate_series(1, ${tags}::int) n`;
    await sql`
      insert into host_blocks (actor_id, host, id) select ${id}, 'h' || n * 7 || '.test', n from generate_series(1, ${hostBlocks}::int) n`;
    await sql`
      insert into relations (id, actor_id, target_id, kind, created_at)
      select ${id}::bigint * 100000 + n, ${id}, 1000 + n * 11, case when n % 2 = 0 then 'block' else 'mute' end, now()
      from generate_series(1, ${mutes}::int) n`;
  }
  await sql`
    insert into peers (host, blocked_at, silenced_at)
    select 'bad' || n || '.test', case when n % 2 = 0 then now() end, case when n % 2 = 1 then now() end
    from generate_series(1, 40) n`;
  await sql`set session_replication_role = default`;
  await sql.unsafe("vacuum analyze");
}

/** Where people read: mostly what is new, some further down or from where they stopped. */
const pagesAmong = (posts: number, start: number): readonly (readonly [string, Keyset])[] => [
  ["newest", { limit: 20 }],
  ["newest again", { limit: 20 }],
  ["40", { limit: 40 }],
  ["an hour back", { limit: 20, before: idOf(start, posts - 360) }],
  ["three days back", { limit: 20, before: idOf(start, posts - 25_920) }],
  ["far back", { limit: 20, before: idOf(start, Math.round(posts / 2)) }],
  ["since", { limit: 20, since: idOf(start, posts - 60) }],
  ["gap upward", { limit: 20, after: idOf(start, posts - 8_640) }],
];

async function home(noting: Noting, viewer: Viewer, page: Keyset): Promise<void> {
  const entries = await homeEntries(noting.ctx, viewer, page);
  await statusEntities(
    noting.ctx,
    viewer,
    entries.map(({ id }) => id),
  );
}

/**
 * Home timelines in a database of many posts: the 95th percentile, over readers and pages, of the processor's time that a
 * page with all its statuses costs in the database, planning included.
 * @param plansTo file for the plan of every statement
 */
export async function benchTimelines(product: Product, floors: Floors, posts: number, plansTo: string): Promise<Row> {
  const start = Date.now() - posts * SECONDS_APART * 1000;
  const filling = await product.sql.reserve();
  await seed(filling, posts, start);
  filling.release();
  const noting = openNoting(product.databaseUrl);
  const costs: Cost[] = [];
  for (const { id, name } of READERS) {
    const viewer: Viewer = { accountId: `${id}`, actorId: `${id}`, handle: `r${id}`, name, role: "member" };
    for (const [where, page] of pagesAmong(posts, start))
      costs.push(await costOf(product, noting, `${name}, ${where}`, () => home(noting, viewer, page)));
  }
  await noting.sql.end();
  writeFileSync(plansTo, costs.map(({ plans }) => plans).join("\n"));
  const [p50, p95] = [costAt(costs, 0.5), costAt(costs, 0.95)];
  console.log(`home timeline: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms; plans in ${plansTo}`);
  return {
    name: `home of 20 among ${posts} posts, p95`,
    node: 0,
    pg: p95,
    floor: targetHere(25, floors.sign),
    target: 1,
  };
}
