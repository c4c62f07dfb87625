import { type Context, Hono } from "hono";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import type { ShownPost } from "../../ui/parts/post-view.ts";
import { actorById, actorsByIds } from "../actors/actors.queries.ts";
import { districtOf } from "../district/district.queries.ts";
import { followStates } from "../follows/follows.queries.ts";
import { visiblePosts } from "../posts/hydration.queries.ts";
import { postViews } from "../posts/post-view.queries.ts";
import { EVERYTHING } from "../project-notes/catalogue.model.ts";
import { searchCatalogue } from "../project-notes/catalogue-search.queries.ts";
import { type Found, SearchPage } from "./pages/search.tsx";
import { searchPosts } from "./posts.queries.ts";
import { type ExplainLookUp, namesSomething } from "./search.model.ts";
import { lookUpFor } from "./usecases/look-up.ts";

const MOST_NOTES = 20;
const MOST_POSTS = 20;
const MOST_OFFSET = 1_000;
const MAX_QUERY = 500;

/**
 * `/suche`: words are searched in our own database, by anybody; a handle or an address is looked up, for members.
 * @param explainLookUp asks other servers
 */
export const searchRoutes = (explainLookUp: ExplainLookUp): Hono<AppEnv> =>
  new Hono<AppEnv>().get("/suche", async (c) => {
    const { ctx, viewer, frame } = c.var;
    const query = (c.req.query("q") ?? "").trim().slice(0, MAX_QUERY);
    if (query === "") return c.html(<SearchPage frame={frame} query="" found={null} />);
    if (namesSomething(query)) {
      return c.html(<SearchPage frame={frame} query={query} found={await lookedUp(c, explainLookUp, query)} />);
    }
    const wanted = { ...EVERYTHING, text: query, sort: "relevance" } as const;
    const offset = offsetIn(c.req.query("ab"));
    const isAbove = offset > 0;
    const [{ notes }, posts] = await Promise.all([
      isAbove ? { notes: [] } : searchCatalogue(ctx, viewer, { query: wanted, limit: MOST_NOTES }),
      viewer === null ? null : postsWith(c, viewer, query, offset),
    ]);
    const next = posts !== null && posts.length === MOST_POSTS ? offset + MOST_POSTS : null;
    return c.html(<SearchPage frame={frame} query={query} found={{ kind: "words", notes, posts, isAbove, next }} />);
  });

/** How many posts were shown before. */
const offsetIn = (given = ""): number => (/^\d{1,4}$/.test(given) ? Math.min(Number(given), MOST_OFFSET) : 0);

/** Posts with some words, as `searchPosts` finds them: what a member may find besides project notes. */
async function postsWith(c: Context<AppEnv>, viewer: Viewer, text: string, offset: number): Promise<ShownPost[]> {
  const { ctx, quotesOf } = c.var;
  const ids = await searchPosts(ctx, viewer, { text, limit: MOST_POSTS, offset, withoutNotes: true });
  const found = await visiblePosts(ctx, viewer, ids);
  const authors = await actorsByIds(ctx, [...new Set([...found.values()].map(({ authorId }) => authorId))]);
  const entries = ids.flatMap((id) => {
    const post = found.get(id);
    const author = post && authors.get(post.authorId);
    return post && author ? [{ post, author }] : [];
  });
  return postViews(ctx, viewer, entries, quotesOf);
}

async function lookedUp(c: Context<AppEnv>, explainLookUp: ExplainLookUp, query: string): Promise<Found> {
  const { ctx, viewer } = c.var;
  if (!viewer) return { kind: "login" };
  const found = await lookUpFor(ctx, viewer, query, explainLookUp);
  if (found === null) return { kind: "off" };
  if (found.kind === "none") return found;
  if (found.kind === "post") {
    return { kind: "post", post: found.post, author: await actorById(ctx, found.post.authorId) };
  }
  const { actor } = found;
  const district = await districtOf(ctx);
  const own = await followStates(ctx, viewer.actorId, [actor.id]);
  const districts = district ? await followStates(ctx, district.actorId, [actor.id]) : new Map();
  return { kind: "actor", actor, state: own.get(actor.id), districtState: districts.get(actor.id) };
}
