import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { TIME_ZONE } from "../../platform/local-time.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { ownHost } from "../actors/actors.queries.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { listedFor } from "../audience/listing.queries.ts";
import { correctionsFor } from "../project-notes/catalogue-words.queries.ts";
import { tsqueryOf } from "../project-notes/search-words.model.ts";
import { type SearchFilter, type SearchTerms, searchTermsIn } from "./search-terms.model.ts";

export interface PostSearch {
  /** Words and filters (`from:`, `has:`, `is:`, `before:` …), see `searchTermsIn`. */
  readonly text: string;
  readonly limit: number;
  readonly offset: number;
  /** Only by this actor. */
  readonly accountId?: string | undefined;
  /** Without project notes, which have a search of their own. */
  readonly withoutNotes?: boolean;
}

/** Without a word that is looked for, only so many of the newest posts are looked through, unless an author is named. */
const MOST_RECENT = 5_000;

/**
 * Ids of posts, newest first. What a member finds: project notes, what she wrote, what names her, what she put aside, liked
 * or boosted, and public posts of those who let themselves be found (`indexable`); nobody else finds more than project
 * notes. Mistyped words count as what they may have meant, when nothing has them. One statement, three with mistyped words.
 */
export async function searchPosts(ctx: Ctx, viewer: Viewer | null, search: PostSearch): Promise<Id[]> {
  const terms = searchTermsIn(search.text);
  const words = tsqueryOf(terms.words);
  if (words === "" && terms.filters.length === 0) return [];
  const found = await findPosts(ctx, viewer, search, { terms, words });
  if (found.length > 0 || words === "" || search.offset > 0) return found;
  const corrected = await correctionsFor(ctx, viewer, terms.words);
  if (corrected.size === 0) return found;
  return findPosts(ctx, viewer, search, { terms, words: tsqueryOf(terms.words, corrected) });
}

interface Asked {
  readonly terms: SearchTerms;
  /** For `to_tsquery`; empty: none. */
  readonly words: string;
}

async function findPosts(ctx: Ctx, viewer: Viewer | null, search: PostSearch, { terms, words }: Asked): Promise<Id[]> {
  const { accountId, limit, offset, withoutNotes = false } = search;
  const isAuthorNamed = accountId !== undefined || terms.filters.some(({ filter, not }) => isAuthor(filter) && !not);
  const conditions = [
    sql`posts.deleted_at is null`,
    words === ""
      ? undefined
      : sql`stv_post_words(posts.title, posts.summary, posts.content) @@ to_tsquery('german', ${words})`,
    isAuthorNamed || isWanted(words) ? undefined : RECENT,
    accountId === undefined ? undefined : sql`posts.author_id = ${accountId}::bigint`,
    withoutNotes ? sql`posts.kind <> 'projectNote'` : undefined,
    ...terms.filters.map(({ filter, not }) => {
      const condition = conditionOf(ctx, viewer, filter);
      return not ? sql`(${condition}) is not true` : condition;
    }),
    viewer === null ? sql`posts.kind = 'projectNote'` : findableFor(viewer),
    visibleTo(viewer),
    listedFor(viewer),
  ].filter((condition) => condition !== undefined);
  const rows = await ctx.db.execute<{ id: Id }>(sql`
    select posts.id from posts where ${sql.join(conditions, sql` and `)}
    order by posts.id desc limit ${limit}::int offset ${offset}::int`);
  return rows.map(({ id }) => id);
}

const isAuthor = ({ what }: SearchFilter): boolean => what === "from" || what === "from-me";

/** Whether a query asks for a word to be there in every case: else the index of words is of no help. */
const isWanted = (words: string): boolean =>
  words !== "" && !words.includes("| !") && words.split(" & ").some((part) => !part.startsWith("!"));

const RECENT = sql`posts.id > coalesce((
  select recent.id from posts recent where recent.deleted_at is null order by recent.id desc
  offset ${MOST_RECENT}::int limit 1), 0)`;

/** What belongs to a member: written by her, for her, or kept by her. */
const libraryOf = ({ accountId, actorId }: Viewer): SQL => sql`(posts.author_id = ${actorId}
  or exists (select from post_addressees named where named.post_id = posts.id and named.actor_id = ${actorId})
  or exists (select from post_bookmarks kept where kept.post_id = posts.id and kept.account_id = ${accountId})
  or exists (select from post_reactions done where done.post_id = posts.id and done.actor_id = ${actorId}))`;

const LETS_ITSELF_BE_FOUND = sql`(posts.visibility = 'public' and exists (
  select from actors writer where writer.id = posts.author_id and writer.indexable))`;

const findableFor = (viewer: Viewer): SQL =>
  sql`(posts.kind = 'projectNote' or ${LETS_ITSELF_BE_FOUND} or ${libraryOf(viewer)})`;

const hasFile = (kind: string): SQL => sql`exists (
  select from jsonb_array_elements(posts.attachments) as file where file ->> 'mediaType' like ${`${kind}/%`})`;

const HAS: Readonly<Record<Extract<SearchFilter, { what: "has" }>["value"], SQL>> = {
  media: sql`(posts.attachments <> '[]' or posts.image_url is not null)`,
  image: sql`(posts.image_url is not null or ${hasFile("image")})`,
  video: hasFile("video"),
  audio: hasFile("audio"),
  poll: sql`posts.kind = 'question'`,
  // Mentions and hashtags are links, too, and say so.
  link: sql`posts.content ~ '<a (?![^>]*class="[^"]*(mention|hashtag))[^>]*href='`,
};

const IS: Readonly<Record<Extract<SearchFilter, { what: "is" }>["value"], SQL>> = {
  reply: sql`posts.in_reply_to_uri is not null`,
  sensitive: sql`posts.sensitive`,
  quote: sql`exists (select from post_quotes quoting where quoting.post_id = posts.id and quoting.state = 'allowed')`,
};

/** The beginning of a day here, `later` days after it. */
const startOf = (day: string, later = 0): SQL =>
  sql`((${day}::date + ${later}::int)::timestamp at time zone ${TIME_ZONE}::text)`;

function conditionOf(ctx: Ctx, viewer: Viewer | null, filter: SearchFilter): SQL {
  switch (filter.what) {
    case "from":
      return sql`posts.author_id in (
        select id from actors where handle = ${filter.handle} and host = ${filter.host ?? ownHost(ctx)})`;
    case "from-me":
      return viewer === null ? sql`false` : sql`posts.author_id = ${viewer.actorId}`;
    case "has":
      return HAS[filter.value];
    case "is":
      return IS[filter.value];
    case "language":
      return sql`(posts.language = ${filter.value} or posts.language like ${`${filter.value}-%`})`;
    case "before":
      return sql`posts.published_at < ${startOf(filter.day)}`;
    case "after":
      return sql`posts.published_at >= ${startOf(filter.day, 1)}`;
    case "during":
      return sql`(posts.published_at >= ${startOf(filter.day)} and posts.published_at < ${startOf(filter.day, 1)})`;
    case "in":
      if (filter.value === "public") return sql`posts.visibility = 'public'`;
      return viewer === null ? sql`false` : libraryOf(viewer);
  }
}
