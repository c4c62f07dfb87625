import { type Context, Hono } from "hono";
import { FILTER_ACTIONS, FILTER_CONTEXTS, type Filter } from "../../features/filters/filters.model.ts";
import { filterById, filterHolding, filtersOf } from "../../features/filters/filters.queries.ts";
import type { FilterChange } from "../../features/filters/filters.schemas.ts";
import {
  addKeyword,
  addPostToFilter,
  changeFilter,
  changeKeyword,
  createFilter,
  deleteFilter,
  removePostFromFilter,
} from "../../features/filters/filters.usecases.ts";
import type { AppEnv } from "../../ui/env.ts";
import { filterEntity, filterStatusEntity, keywordEntity } from "../entities/filter.ts";
import { clientNotFound } from "../errors.ts";
import { meantPost } from "../meant-post.ts";
import { all, isGiven, isTrue, listOf, one, type Parameters, readParameters } from "../parameters.ts";
import { idIn, userOf } from "../shown.ts";

type C = Context<AppEnv>;

/** Filters, version 2. docs.joinmastodon.org/methods/filters; another member's are not found. */
export const filterRoutes = new Hono<AppEnv>()
  .get("/api/v2/filters", async (c) => c.json((await filtersOf(c.var.ctx, userOf(c).actorId)).map(filterEntity)))
  .post("/api/v2/filters", async (c) => {
    const parameters = await readParameters(c);
    const filter = await createFilter(c.var.ctx, userOf(c), {
      ...{ title: "", contexts: [], action: "warn", expiresIn: null },
      ...factsIn(parameters),
      keywords: keywordsIn(parameters).map(({ keyword = "", wholeWord = false }) => ({ keyword, wholeWord })),
    });
    return c.json(filterEntity(filter));
  })
  .get("/api/v2/filters/:id{[0-9]+}", async (c) => c.json(filterEntity(await ownFilter(c))))
  .put("/api/v2/filters/:id{[0-9]+}", async (c) => {
    const parameters = await readParameters(c);
    const change = { ...factsIn(parameters), keywords: keywordsIn(parameters).map(keywordChange) };
    return c.json(filterEntity(await changeFilter(c.var.ctx, userOf(c), idIn(c), change)));
  })
  .delete("/api/v2/filters/:id{[0-9]+}", async (c) => {
    await deleteFilter(c.var.ctx, userOf(c), idIn(c));
    return c.json({});
  })
  .get("/api/v2/filters/:id{[0-9]+}/keywords", async (c) => c.json((await ownFilter(c)).keywords.map(keywordEntity)))
  .post("/api/v2/filters/:id{[0-9]+}/keywords", async (c) => {
    const { keyword = "", wholeWord = false } = keywordOf(await readParameters(c));
    const filter = await addKeyword(c.var.ctx, userOf(c), idIn(c), { keyword, wholeWord });
    return c.json(filter.keywords.slice(-1).map(keywordEntity)[0]);
  })
  .get("/api/v2/filters/keywords/:id{[0-9]+}", async (c) => c.json(keywordIn(c, await filterOf(c, "keyword"))))
  .put("/api/v2/filters/keywords/:id{[0-9]+}", async (c) => {
    const { id: _, gone: __, ...input } = keywordOf(await readParameters(c));
    return c.json(keywordIn(c, await changeKeyword(c.var.ctx, userOf(c), idIn(c), input)));
  })
  .delete("/api/v2/filters/keywords/:id{[0-9]+}", async (c) => {
    await changeKeyword(c.var.ctx, userOf(c), idIn(c), { gone: true });
    return c.json({});
  })
  .get("/api/v2/filters/:id{[0-9]+}/statuses", async (c) => c.json((await ownFilter(c)).posts.map(filterStatusEntity)))
  .post("/api/v2/filters/:id{[0-9]+}/statuses", async (c) => {
    const postId = await meantPost(c.var.ctx, userOf(c), one(await readParameters(c), "status_id") ?? "");
    const filter = await addPostToFilter(c.var.ctx, userOf(c), idIn(c), postId);
    return c.json(filter.posts.filter((entry) => entry.postId === postId).map(filterStatusEntity)[0]);
  })
  .get("/api/v2/filters/statuses/:id{[0-9]+}", async (c) => c.json(statusIn(c, await filterOf(c, "post"))))
  .delete("/api/v2/filters/statuses/:id{[0-9]+}", async (c) => {
    await removePostFromFilter(c.var.ctx, userOf(c), idIn(c));
    return c.json({});
  });

async function ownFilter(c: C): Promise<Filter> {
  const filter = await filterById(c.var.ctx, userOf(c).actorId, idIn(c));
  if (!filter) throw clientNotFound();
  return filter;
}

async function filterOf(c: C, what: "keyword" | "post"): Promise<Filter> {
  const filter = await filterHolding(c.var.ctx, userOf(c).actorId, what, idIn(c));
  if (!filter) throw clientNotFound();
  return filter;
}

const keywordIn = (c: C, { keywords }: Filter) => keywords.filter(({ id }) => id === idIn(c)).map(keywordEntity)[0];
const statusIn = (c: C, { posts }: Filter) => posts.filter(({ id }) => id === idIn(c)).map(filterStatusEntity)[0];

interface SentFacts {
  readonly title?: string;
  readonly action?: Filter["action"];
  readonly contexts?: (typeof FILTER_CONTEXTS)[number][];
  readonly expiresIn?: number | null;
}

/** What was sent of a filter itself. Contexts that nobody knows are passed over. */
export function factsIn(parameters: Parameters): SentFacts {
  const title = one(parameters, "title");
  const action = FILTER_ACTIONS.find((known) => known === one(parameters, "filter_action"));
  const contexts = FILTER_CONTEXTS.filter((known) => all(parameters, "context").includes(known));
  return {
    ...(title !== undefined && { title }),
    ...(action !== undefined && { action }),
    ...(isGiven(parameters, "context") && { contexts }),
    ...(parameters.has("expires_in") && { expiresIn: secondsIn(parameters) }),
  };
}

/** Empty, null (as Phanpy says it) or no number: without an end. */
function secondsIn(parameters: Parameters): number | null {
  const seconds = Number.parseInt(one(parameters, "expires_in") ?? "", 10);
  return seconds > 0 ? Math.min(seconds, 1_000_000_000) : null;
}

interface SentKeyword {
  readonly id?: string;
  readonly gone?: boolean;
  readonly keyword?: string;
  readonly wholeWord?: boolean;
}

function keywordOf(parameters: Parameters): SentKeyword {
  const [id, keyword] = [one(parameters, "id"), one(parameters, "keyword")];
  return {
    ...(id !== undefined && { id }),
    ...(keyword !== undefined && { keyword }),
    ...(isGiven(parameters, "whole_word") && { wholeWord: isTrue(parameters, "whole_word") }),
    gone: isTrue(parameters, "_destroy"),
  };
}

const keywordsIn = (parameters: Parameters): SentKeyword[] => listOf(parameters, "keywords_attributes").map(keywordOf);

function keywordChange({ id, gone, keyword, wholeWord }: SentKeyword): FilterChange["keywords"][number] {
  if (id === undefined) return { keyword: keyword ?? "", wholeWord: wholeWord ?? false };
  if (gone) return { id, gone: true };
  return { id, ...(keyword !== undefined && { keyword }), ...(wholeWord !== undefined && { wholeWord }) };
}
