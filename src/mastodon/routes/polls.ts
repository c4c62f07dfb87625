import { Hono } from "hono";
import { votePoll } from "../../features/posts/usecases/vote.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { isId } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { statusEntity } from "../entities/status.ts";
import { clientNotFound } from "../errors.ts";
import { all, readParameters } from "../parameters.ts";
import { userOf } from "../shown.ts";

/** Polls; each has the id of its post. docs.joinmastodon.org/methods/polls */
export const pollRoutes = new Hono<AppEnv>()
  .get("/api/v1/polls/:id{[0-9]+}", async (c) => c.json(await pollOf(c.var.ctx, c.var.viewer, c.req.param("id"))))
  .post("/api/v1/polls/:id{[0-9]+}/votes", async (c) => {
    const { ctx } = c.var;
    const viewer = userOf(c);
    const id = c.req.param("id");
    if (!isId(id)) throw clientNotFound();
    // "" is no position, though it would be read as 0.
    const choices = all(await readParameters(c), "choices").map((choice) =>
      choice === "" ? Number.NaN : Number(choice),
    );
    await votePoll(ctx, viewer, id, choices);
    return c.json(await pollOf(ctx, viewer, id));
  });

/** Poll, as it stands in its status. @throws AppError `mastodon.not-found` */
async function pollOf(ctx: Ctx, viewer: Viewer | null, id: string) {
  const { poll } = isId(id) ? await statusEntity(ctx, viewer, id) : { poll: null };
  if (!poll) throw clientNotFound();
  return poll;
}
