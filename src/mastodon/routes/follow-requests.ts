import { type Context, Hono } from "hono";
import { followBetween, listFollowRequests } from "../../features/follows/follows.queries.ts";
import { acceptFollow, rejectFollow } from "../../features/follows/follows.usecases.ts";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { accountEntities } from "../entities/account.ts";
import { relationshipEntity } from "../entities/relationship.ts";
import { clientNotFound } from "../errors.ts";
import { linkPage, OTHERS, readPage } from "../paging.ts";
import { readParameters } from "../parameters.ts";
import { userOf } from "../shown.ts";

/** Who waits to follow the member, and the answer. docs.joinmastodon.org/methods/follow_requests */
export const followRequestApi = new Hono<AppEnv>()
  .get("/api/v1/follow_requests", async (c) => {
    const { ctx } = c.var;
    const page = readPage(await readParameters(c), OTHERS);
    const entries = await listFollowRequests(ctx, userOf(c).actorId, page);
    const [ids, people] = [entries.map(({ followId }) => followId), entries.map(({ actor }) => actor)];
    linkPage(c, ids, page, "full");
    return c.json(await accountEntities(ctx, people));
  })
  .post("/api/v1/follow_requests/:id{[0-9]+}/authorize", (c) => answer(c, acceptFollow))
  .post("/api/v1/follow_requests/:id{[0-9]+}/reject", (c) => answer(c, rejectFollow));

/** `:id` is the account that asks. */
async function answer(c: Context<AppEnv>, decide: typeof acceptFollow): Promise<Response> {
  const { ctx } = c.var;
  const viewer = userOf(c);
  const id = c.req.param("id") ?? "";
  const asked = isId(id) ? await followBetween(ctx, id, viewer.actorId) : null;
  if (asked?.state !== "pending") throw clientNotFound();
  await decide(ctx, viewer, asked.id);
  return c.json(await relationshipEntity(ctx, viewer, id));
}
