import { type Context, Hono } from "hono";
import { isKnown } from "../../platform/activitypub-http.ts";
import { ATOM_TYPE, atomXml } from "../../platform/atom.ts";
import { etagOf } from "../../platform/etag.ts";
import type { AppEnv } from "../../ui/env.ts";
import { districtOf } from "../district/district.queries.ts";
import { type CatalogueCounts, type CatalogueQuery, FACETS, isNarrowed } from "./catalogue.model.ts";
import { cataloguePage, wordsOf } from "./catalogue.queries.ts";
import {
  catalogueHref,
  catalogueParameters,
  choiceInWords,
  FEED_PATH,
  narrowingOf,
  readAfter,
  readCatalogueQuery,
} from "./catalogue-address.model.ts";
import { type CatalogueResult, searchCatalogue } from "./catalogue-search.queries.ts";
import { CataloguePage } from "./pages/catalogue.tsx";
import { noteAsJson } from "./project-notes.model.ts";

const PAGE = 12;
const FEED_ENTRIES = 30;
const API_LIMIT = 20;
const MOST = 40;

type C = Context<AppEnv>;

/** The catalogue: the page, its feed, and the same for scripts. */
export const catalogueRoutes = new Hono<AppEnv>();

/** What the address asks for; nearness is measured from here unless it says otherwise. */
function asked(c: C): { query: CatalogueQuery; after: string | undefined } {
  const address = new URL(c.req.url).searchParams;
  const query = readCatalogueQuery(address);
  const near = query.sort === "nearness" ? (query.near ?? c.var.frame.districtName) : undefined;
  return { query: { ...query, near }, after: readAfter(address) };
}

catalogueRoutes.get("/projekte", async (c) => {
  const { ctx, viewer, frame } = c.var;
  const { query, after } = asked(c);
  const result = await searchCatalogue(ctx, viewer, { query, after, limit: PAGE });
  return c.html(<CataloguePage frame={frame} query={query} result={result} later={after !== undefined} />);
});

/** The newest notes of a choice, as everybody sees them: a feed reader does not log in. */
catalogueRoutes.get(FEED_PATH, async (c) => {
  const { ctx, frame } = c.var;
  const query: CatalogueQuery = { ...narrowingOf(asked(c).query), sort: "date" };
  const narrowing = { viewer: null, query, words: wordsOf(query), from: null };
  const [{ notes }, district] = await Promise.all([
    cataloguePage(ctx, narrowing, { limit: FEED_ENTRIES }),
    districtOf(ctx),
  ]);
  const kept = narrowingOf(query);
  const choice = choiceInWords(kept, frame.t);
  const feed = atomXml({
    title: frame.t(isNarrowed(query) ? "reading.catalogue.feed.title.narrowed" : "reading.catalogue.feed.title", {
      district: frame.districtName,
      choice,
    }),
    self: `${ctx.origin}${catalogueHref(kept, undefined, FEED_PATH)}`,
    page: `${ctx.origin}${catalogueHref(kept)}`,
    author: frame.districtName,
    since: new Date(0),
    entries: notes.map((note) => ({
      id: note.uri,
      title: note.fields.title,
      url: `${ctx.origin}${note.path}`,
      author: `${note.author.name || note.author.handle} (${note.district.name})`,
      summary: note.fields.summary,
      language: note.language,
      categories: note.fields.topics ?? [],
      publishedAt: note.publishedAt,
      updatedAt: note.updatedAt,
    })),
  });
  const etag = etagOf(feed);
  const headers = { ETag: etag, "Cache-Control": "public, max-age=300", Vary: "Accept-Language, Cookie" };
  if (district !== null && isKnown(c.req.header("If-None-Match"), etag)) return c.body(null, 304, headers);
  return c.body(feed, 200, { ...headers, "Content-Type": ATOM_TYPE });
});

const countsAsJson = ({ facets, flags, total, more }: CatalogueCounts) => ({
  total,
  more,
  flags,
  facets: Object.fromEntries(FACETS.map((facet) => [facet, facets[facet]])),
});

function resultAsJson({ notes, counts, corrected, placeUnknown }: CatalogueResult) {
  return {
    ...countsAsJson(counts),
    corrected: Object.fromEntries(corrected),
    placeUnknown,
    projects: notes.map(noteAsJson),
  };
}

/** Takes what the page takes, and `limit`. The next page is named in the header `Link`. */
catalogueRoutes.get("/api/v1/stadtteil/search", async (c) => {
  const { ctx, viewer } = c.var;
  const { query, after } = asked(c);
  const wanted = Number(c.req.query("limit") ?? API_LIMIT);
  const limit = Number.isInteger(wanted) ? Math.min(Math.max(wanted, 1), MOST) : API_LIMIT;
  const result = await searchCatalogue(ctx, viewer, { query, after, limit });
  if (result.next !== null) {
    const address = `${c.req.path}?${catalogueParameters(query, result.next)}&limit=${limit}`;
    c.header("Link", `<${ctx.origin}${address}>; rel="next"`);
  }
  return c.json(resultAsJson(result));
});
