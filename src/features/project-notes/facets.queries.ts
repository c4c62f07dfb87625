import { sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { listedFor } from "../audience/listing.queries.ts";
import type { NoteFacets, Outcome, Status } from "./project-notes.model.ts";

/** The choices of the catalogue are counted over this many of the newest notes, so that the cost does not grow. */
const COUNTED = 1000;
const MOST_TOPICS = 30;
const MOST_DISTRICTS = 100;

interface Count extends Record<string, unknown> {
  facet: "outcome" | "status" | "district" | "topic";
  key: string;
  name: string;
  count: number;
}

/** What the catalogue can be narrowed by, with counts over the newest 1,000 notes that the viewer may see. */
export async function noteFacets(ctx: Ctx, viewer: Viewer | null): Promise<NoteFacets> {
  const rows = await ctx.db.execute<Count>(sql`
    with seen as (
      select posts.id, project_notes.outcome, project_notes.status, project_notes.district_name
      from posts join project_notes on project_notes.post_id = posts.id
      where posts.kind = 'projectNote' and posts.in_reply_to_uri is null and ${visibleTo(viewer)}
        and ${listedFor(viewer)}
      order by posts.id desc limit ${COUNTED}
    ), tagged as (
      select post_tags.tag, min(post_tags.name) as name, count(*)::int as count
      from seen join post_tags on post_tags.post_id = seen.id
      group by post_tags.tag order by count desc, post_tags.tag limit ${MOST_TOPICS}
    ), placed as (
      select district_name, count(*)::int as count from seen
      group by district_name order by count desc, district_name limit ${MOST_DISTRICTS}
    )
    select 'outcome' as facet, outcome as key, outcome as name, count(*)::int as count from seen group by outcome
    union all select 'status', status, status, count(*)::int from seen group by status
    union all select 'district', district_name, district_name, count from placed
    union all select 'topic', tag, name, count from tagged`);
  const of = (facet: Count["facet"]) => rows.filter((row) => row.facet === facet);
  const counts = <Key extends string>(facet: Count["facet"], none: Record<Key, number>): Record<Key, number> => ({
    ...none,
    ...Object.fromEntries(of(facet).map(({ key, count }) => [key, count])),
  });
  const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name, "de");
  return {
    outcomes: counts<Outcome>("outcome", { ongoing: 0, succeeded: 0, mixed: 0, failed: 0 }),
    statuses: counts<Status>("status", { idea: 0, running: 0, completed: 0, stopped: 0 }),
    topics: of("topic")
      .map(({ key, name, count }) => ({ key, name, count }))
      .sort(byName),
    districts: of("district")
      .map(({ name, count }) => ({ name, count }))
      .sort(byName),
  };
}
