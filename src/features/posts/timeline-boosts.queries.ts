import { type SQL, sql } from "drizzle-orm";
import type { Id } from "../../platform/ids.ts";
import { boosterStands, boostShownTo, isShownBoost } from "./boosts.queries.ts";
import { type Branch, inSources, type Looking, newestOf, type Part, unknown } from "./timeline-search.queries.ts";

/** Whom a member follows without their boosts. */
const quietFor = (readerId: Id): SQL => sql`
  select followee_id from follows where follower_id = ${unknown(sql`${readerId}::bigint`)} and not boosts`;

/** A boost, a row of `post_reactions`, may be shown to the reader if the post may. */
const boostStands = (reader: Looking, boost: SQL): SQL =>
  sql`${boosterStands(sql`${boost}.actor_id`)} and ${boostShownTo(reader, boost)}`;

/** Whatever the sources boosted that the reader may see. @param where conditions on `posts` and the candidate (`found`) */
export const byBooster = (page: Part, reader: Looking, where: SQL, sources?: SQL): Branch => ({
  name: "boost",
  rows: newestOf(
    page,
    sql`one.id, one.post_id, one.actor_id as booster_id`,
    sql`post_reactions one where one.actor_id = source.id and one.kind = 'boost'`,
    sources,
  ),
  where: sql`exists (
    select from post_reactions boost
    where boost.post_id = found.post_id and boost.kind = 'boost' and boost.actor_id = found.booster_id
      and ${boostStands(reader, sql`boost`)}) and ${where}`,
});

/**
 * Boosts by the sources of a feed, as far as it shows them (`isShownBoost`).
 * @param hasPost whether the post stands there without being boosted
 * @param unlessBy further whose boosts are not there
 */
export const boostsIn = (
  page: Part,
  reader: Looking,
  hasPost: SQL,
  unlessBy: (whom: SQL) => SQL = () => sql`false`,
): Branch => {
  const quiet = reader && quietFor(reader.actorId);
  const mayHave = (boost: SQL): SQL => sql`${inSources(sql`${boost}.actor_id`)} and ${boostStands(reader, boost)}
    and not ${unlessBy(sql`${boost}.actor_id`)} ${quiet ? sql`and ${boost}.actor_id not in (${quiet})` : sql``}`;
  return byBooster(
    page,
    reader,
    sql`not ${unlessBy(sql`found.booster_id`)} and ${isShownBoost(sql`found.id`, { hasPost, mayHave })}`,
    quiet ? sql`(select id from sources where id not in (${quiet})) source` : undefined,
  );
};
