import type { Ctx } from "../../platform/ctx.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { CatalogueCounts, CatalogueQuery } from "./catalogue.model.ts";
import { type CataloguePage, middleOf, type PageRequest, wordsOf } from "./catalogue.queries.ts";
import { pageWithCounts } from "./catalogue-counts.queries.ts";
import { correctionsFor } from "./catalogue-words.queries.ts";

export interface CatalogueResult extends CataloguePage {
  readonly counts: CatalogueCounts;
  /** What was searched for instead of mistyped words, by the word as typed (folded). */
  readonly corrected: ReadonlyMap<string, string>;
  /** Nearness was asked for, and nobody knows where that district is: sorted by date instead. */
  readonly placeUnknown: boolean;
}

export type CatalogueRequest = PageRequest & { readonly query: CatalogueQuery };

/** Searches the catalogue, and once more with better words when nothing was found. A fixed number of statements. */
export async function searchCatalogue(
  ctx: Ctx,
  viewer: Viewer | null,
  { query, ...page }: CatalogueRequest,
): Promise<CatalogueResult> {
  const wantsNear = query.sort === "nearness" && query.near !== undefined;
  const from = wantsNear ? await middleOf(ctx, query.near ?? "") : null;
  const placeUnknown = query.sort === "nearness" && from === null;
  const search = async (corrected: ReadonlyMap<string, string>): Promise<CatalogueResult> => {
    const found = await pageWithCounts(ctx, { viewer, query, words: wordsOf(query, corrected), from }, page);
    return { ...found, corrected, placeUnknown };
  };
  const found = await search(new Map());
  if (found.notes.length > 0 || query.text === undefined || page.after !== undefined) return found;
  const corrected = await correctionsFor(ctx, viewer, query.text);
  return corrected.size === 0 ? found : search(corrected);
}
