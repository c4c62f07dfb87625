import { sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { listedFor } from "../audience/listing.queries.ts";
import type { Corrections } from "./catalogue.queries.ts";
import { meantBy, tsqueryOf, wordsToCheck } from "./search-words.model.ts";

const MOST_SIMILAR = 10;

interface Similar extends Record<string, unknown> {
  readonly word: string;
  readonly similar: string;
}

/**
 * Better words for what somebody typed, where no note has a word and a similar one stands in one: the vocabulary is of
 * public notes only, and a word is offered only if the reader sees a note that has it. One statement.
 */
export async function correctionsFor(ctx: Ctx, viewer: Viewer | null, text: string): Promise<Corrections> {
  const words = wordsToCheck(text);
  if (words.length === 0) return new Map();
  const asked = words.map((word) => tsqueryOf(word));
  const seen = (query: ReturnType<typeof sql>) => sql`exists (
    select from catalogue_entries entry join posts on posts.id = entry.post_id
    where search @@ ${query} and ${visibleTo(viewer)} and ${listedFor(viewer)})`;
  const rows = await ctx.db.execute<Similar>(sql`
    with unknown as materialized (
      select word from unnest(${sql.param(words)}::text[], ${sql.param(asked)}::text[]) as asked (word, query)
      where not ${seen(sql`to_tsquery('german', query)`)}
    )
    select unknown.word, known.word as similar
    from unknown, lateral (
      select catalogue_words.word, similarity(catalogue_words.word, unknown.word) as likeness from catalogue_words
      where catalogue_words.word % unknown.word or catalogue_words.word like left(unknown.word, 3) || '%' order by likeness desc, catalogue_words.word limit ${MOST_SIMILAR}
    ) as known
    where ${seen(sql`to_tsquery('german', known.word)`)}
    order by known.likeness desc`);
  const found = new Map<string, string>();
  for (const word of words) {
    const meant = meantBy(
      word,
      [...rows].filter((row) => row.word === word).map(({ similar }) => similar),
    );
    if (meant !== null) found.set(word, meant);
  }
  return found;
}
