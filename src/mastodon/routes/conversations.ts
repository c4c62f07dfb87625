import { type Context, Hono } from "hono";
import { talksOf } from "../../features/posts/direct-talks.queries.ts";
import { hideTalk, readTalk, unreadTalk } from "../../features/posts/usecases/mark-talk.ts";
import type { AppEnv } from "../../ui/env.ts";
import { conversationEntities } from "../entities/conversation.ts";
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
  .post("/api/v1/conversations/:id{[0-9]+}/read", (c) => mark(c, readTalk))
  .post("/api/v1/conversations/:id{[0-9]+}/unread", (c) => mark(c, unreadTalk))
  .delete("/api/v1/conversations/:id{[0-9]+}", async (c) => {
    await hideTalk(c.var.ctx, userOf(c), idIn(c));
    return c.json({});
  });

async function mark(c: Context<AppEnv>, as: typeof readTalk): Promise<Response> {
  const talk = await as(c.var.ctx, userOf(c), idIn(c));
  const [entity] = await conversationEntities(c.var.ctx, userOf(c), [talk]);
  return c.json(entity);
}
