import { type Context, Hono } from "hono";
import type { AppEnv } from "../../ui/env.ts";
import { actorById } from "../actors/actors.queries.ts";
import { districtOf } from "../district/district.queries.ts";
import { followStates } from "../follows/follows.queries.ts";
import { EVERYTHING } from "../project-notes/catalogue.model.ts";
import { searchCatalogue } from "../project-notes/catalogue-search.queries.ts";
import { type Found, SearchPage } from "./pages/search.tsx";
import { type ExplainLookUp, namesSomething } from "./search.model.ts";
import { lookUpFor } from "./usecases/look-up.ts";

const MOST_NOTES = 20;
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
    const { notes } = await searchCatalogue(ctx, viewer, { query: wanted, limit: MOST_NOTES });
    return c.html(<SearchPage frame={frame} query={query} found={{ kind: "notes", notes }} />);
  });

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
