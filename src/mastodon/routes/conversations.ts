import { Hono } from "hono";
import { actorsByIds } from "../../features/actors/actors.queries.ts";
import { type Talk, talksOf } from "../../features/posts/direct-talks.queries.ts";
import { hideTalk, readTalk } from "../../features/posts/usecases/mark-talk.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { accountEntities } from "../entities/account.ts";
import { statusEntities } from "../entities/status.ts";
import { linkPage, readPage, STATUSES } from "../paging.ts";
import { readParameters } from "../parameters.ts";
import { idIn, userOf } from "../shown.ts";

/** Direct messages, by thread. docs.joinmastodon.org/methods/conversations; others' are not found. */
export const conversationRoutes = new Hono<AppEnv>()
  .get("/api/v1/conversations", async (c) => {
    const viewer = userOf(c);
    const page = readPage(await readParameters(c), STATUSES);
    const talks = await talksOf(c.var.ctx, viewer.actorId, page);
    const ids = talks.map(({ lastId }) => lastId);
    linkPage(c, ids, page, "full");
    return c.json(await conversationEntities(c.var.ctx, viewer, talks));
  })
  .post("/api/v1/conversations/:id{[0-9]+}/read", async (c) => {
    const talk = await readTalk(c.var.ctx, userOf(c), idIn(c));
    const [entity] = await conversationEntities(c.var.ctx, userOf(c), [talk]);
    return c.json(entity);
  })
  .delete("/api/v1/conversations/:id{[0-9]+}", async (c) => {
    await hideTalk(c.var.ctx, userOf(c), idIn(c));
    return c.json({});
  });

/** Conversation: the same number of statements for many as for one. */
async function conversationEntities(ctx: Ctx, viewer: Viewer, talks: readonly Talk[]) {
  const people = await actorsByIds(ctx, [...new Set(talks.flatMap((talk) => talk.people))]);
  const [accounts, statuses] = await Promise.all([
    accountEntities(ctx, [...people.values()]),
    statusEntities(
      ctx,
      viewer,
      talks.map(({ lastId }) => lastId),
    ),
  ]);
  const accountOf = new Map(accounts.map((account) => [account.id, account]));
  const statusOf = new Map(statuses.map((status) => [status.id, status]));
  return talks.map((talk) => ({
    id: talk.id,
    unread: talk.unread,
    accounts: talk.people.flatMap((id) => accountOf.get(id) ?? []),
    last_status: statusOf.get(talk.lastId) ?? null,
  }));
}
