import { type Context, Hono } from "hono";
import { type List, listById, listsOf, membersOfList } from "../../features/lists/lists.queries.ts";
import { addToList, changeList, createList, deleteList, removeFromList } from "../../features/lists/lists.usecases.ts";
import { listEntries } from "../../features/posts/timelines.queries.ts";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { accountEntities } from "../entities/account.ts";
import { statusEntities } from "../entities/status.ts";
import { clientNotFound } from "../errors.ts";
import { linkPage, OTHERS, readPage, STATUSES } from "../paging.ts";
import { all, isGiven, isTrue, one, type Parameters, readParameters } from "../parameters.ts";
import { idIn, shownById, userOf } from "../shown.ts";

type C = Context<AppEnv>;

/** Lists of a member, their members and their timeline. docs.joinmastodon.org/methods/lists; another member's are not found. */
export const listRoutes = new Hono<AppEnv>()
  .get("/api/v1/lists", async (c) => c.json((await listsOf(c.var.ctx, userOf(c).actorId)).map(listEntity)))
  .post("/api/v1/lists", async (c) => {
    const parameters = await readParameters(c);
    const input = { title: one(parameters, "title") ?? "", ...factsIn(parameters) };
    return c.json(listEntity(await createList(c.var.ctx, userOf(c), input)));
  })
  .get("/api/v1/lists/:id{[0-9]+}", async (c) => c.json(listEntity(await ownList(c))))
  .put("/api/v1/lists/:id{[0-9]+}", async (c) => {
    const parameters = await readParameters(c);
    const title = one(parameters, "title");
    const input = { ...(title !== undefined && { title }), ...factsIn(parameters) };
    return c.json(listEntity(await changeList(c.var.ctx, userOf(c), idIn(c), input)));
  })
  .delete("/api/v1/lists/:id{[0-9]+}", async (c) => {
    await deleteList(c.var.ctx, userOf(c), idIn(c));
    return c.json({});
  })
  .get("/api/v1/lists/:id{[0-9]+}/accounts", async (c) => {
    const { ctx } = c.var;
    const list = await ownList(c);
    const parameters = await readParameters(c);
    // Zero means all of them, here alone.
    const page = { ...readPage(parameters, OTHERS), ...(one(parameters, "limit") === "0" && { limit: 500 }) };
    const members = await membersOfList(ctx, list.id, page);
    const ids = members.map(({ id }) => id);
    linkPage(c, ids, page, "full");
    const people = members.map(({ actor }) => actor);
    return c.json(await accountEntities(ctx, people));
  })
  .post("/api/v1/lists/:id{[0-9]+}/accounts", (c) => changeMembers(c, addToList))
  .delete("/api/v1/lists/:id{[0-9]+}/accounts", (c) => changeMembers(c, removeFromList))
  .get("/api/v1/accounts/:id{[0-9]+}/lists", async (c) => {
    const { ctx } = c.var;
    const actor = await shownById(ctx, userOf(c), c.req.param("id"));
    return c.json((await listsOf(ctx, userOf(c).actorId, actor.id)).map(listEntity));
  })
  .get("/api/v1/timelines/list/:id{[0-9]+}", async (c) => {
    const { ctx } = c.var;
    const viewer = userOf(c);
    const list = await ownList(c);
    const page = readPage(await readParameters(c), STATUSES);
    const entries = await listEntries(ctx, viewer, list, page);
    const ids = entries.map(({ id }) => id);
    linkPage(c, ids, page, "always");
    return c.json(await statusEntities(ctx, viewer, ids));
  });

const listEntity = ({ id, title, replies, exclusive }: List) => ({
  ...{ id, title, exclusive },
  replies_policy: replies,
});

async function ownList(c: C): Promise<List> {
  const list = await listById(c.var.ctx, userOf(c).actorId, idIn(c));
  if (!list) throw clientNotFound();
  return list;
}

async function changeMembers(c: C, change: typeof addToList): Promise<Response> {
  const ids = all(await readParameters(c), "account_ids");
  if (!ids.every(isId)) throw clientNotFound();
  await change(c.var.ctx, userOf(c), idIn(c), ids);
  return c.json({});
}

const factsIn = (parameters: Parameters) => ({
  ...(isGiven(parameters, "replies_policy") && { replies: one(parameters, "replies_policy") }),
  ...(isGiven(parameters, "exclusive") && { exclusive: isTrue(parameters, "exclusive") }),
});
