import { type Context, Hono } from "hono";
import type { Filter } from "../../features/filters/filters.model.ts";
import { filterHolding, filtersOf } from "../../features/filters/filters.queries.ts";
import { changeFilter, changeKeyword, createFilter, deleteFilter } from "../../features/filters/filters.usecases.ts";
import type { AppEnv } from "../../ui/env.ts";
import { filterV1Entities } from "../entities/filter.ts";
import { clientNotFound } from "../errors.ts";
import { isGiven, isTrue, one, type Parameters, readParameters } from "../parameters.ts";
import { idIn, userOf } from "../shown.ts";
import { factsIn } from "./filters.ts";

/** The filters of version 2 as older apps know them: each keyword is one. docs.joinmastodon.org/methods/filters#v1 */
export const filterV1Routes = new Hono<AppEnv>()
  .get("/api/v1/filters", async (c) =>
    c.json((await filtersOf(c.var.ctx, userOf(c).actorId)).flatMap(filterV1Entities)),
  )
  .post("/api/v1/filters", async (c) => {
    const parameters = await readParameters(c);
    const phrase = one(parameters, "phrase") ?? "";
    const filter = await createFilter(c.var.ctx, userOf(c), {
      ...{ contexts: [], expiresIn: null, ...factsIn(parameters) },
      ...{ title: phrase, action: isTrue(parameters, "irreversible") ? "hide" : "warn" },
      keywords: [{ keyword: phrase, wholeWord: isTrue(parameters, "whole_word") }],
    });
    return c.json(filterV1Entities(filter)[0]);
  })
  .get("/api/v1/filters/:id{[0-9]+}", async (c) => c.json(entityIn(c, await holding(c))))
  .put("/api/v1/filters/:id{[0-9]+}", async (c) => {
    const filter = await holding(c);
    const parameters = await readParameters(c);
    const change = { ...factsOf(parameters), keywords: [{ id: idIn(c), ...keywordOf(parameters) }] };
    return c.json(entityIn(c, await changeFilter(c.var.ctx, userOf(c), filter.id, change)));
  })
  .delete("/api/v1/filters/:id{[0-9]+}", async (c) => {
    const { ctx } = c.var;
    const filter = await changeKeyword(ctx, userOf(c), idIn(c), { gone: true });
    if (filter.keywords.length + filter.posts.length === 0) await deleteFilter(ctx, userOf(c), filter.id);
    return c.json({});
  });

async function holding(c: Context<AppEnv>): Promise<Filter> {
  const filter = await filterHolding(c.var.ctx, userOf(c).actorId, "keyword", idIn(c));
  if (!filter) throw clientNotFound();
  return filter;
}

const entityIn = (c: Context<AppEnv>, filter: Filter) => filterV1Entities(filter).find(({ id }) => id === idIn(c));

const factsOf = (parameters: Parameters) => ({
  ...factsIn(parameters),
  ...(isGiven(parameters, "irreversible") && {
    action: isTrue(parameters, "irreversible") ? ("hide" as const) : ("warn" as const),
  }),
});

function keywordOf(parameters: Parameters): { keyword?: string; wholeWord?: boolean } {
  const phrase = one(parameters, "phrase");
  return {
    ...(phrase !== undefined && { keyword: phrase }),
    ...(isGiven(parameters, "whole_word") && { wholeWord: isTrue(parameters, "whole_word") }),
  };
}
