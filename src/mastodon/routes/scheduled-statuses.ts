import { Hono } from "hono";
import {
  type ScheduledPost,
  scheduledPost,
  scheduledPostsOf,
} from "../../features/composing/scheduled-posts.queries.ts";
import { reschedulePost, unschedulePost } from "../../features/composing/usecases/schedule.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { scheduledStatusEntities } from "../entities/scheduled-status.ts";
import { linkPage, readPage, STATUSES } from "../paging.ts";
import { one, readParameters } from "../parameters.ts";
import { userOf } from "../shown.ts";

/** What waits to be published. docs.joinmastodon.org/methods/scheduled_statuses */
export const scheduledStatusRoutes = new Hono<AppEnv>()
  .get("/api/v1/scheduled_statuses", async (c) => {
    const { ctx } = c.var;
    const viewer = userOf(c);
    const page = readPage(await readParameters(c), STATUSES);
    const waiting = await scheduledPostsOf(ctx, viewer, page);
    linkPage(
      c,
      waiting.map(({ id }) => id),
      page,
      "full",
    );
    return c.json(await scheduledStatusEntities(ctx, viewer, waiting));
  })
  .get("/api/v1/scheduled_statuses/:id{[0-9]+}", async (c) => {
    const { ctx } = c.var;
    const viewer = userOf(c);
    return c.json(await entityOf(ctx, viewer, await scheduledPost(ctx, viewer, c.req.param("id"))));
  })
  .put("/api/v1/scheduled_statuses/:id{[0-9]+}", async (c) => {
    const { ctx } = c.var;
    const viewer = userOf(c);
    const at = one(await readParameters(c), "scheduled_at");
    const id = c.req.param("id");
    const waiting = at ? await reschedulePost(ctx, viewer, id, new Date(at)) : await scheduledPost(ctx, viewer, id);
    return c.json(await entityOf(ctx, viewer, waiting));
  })
  .delete("/api/v1/scheduled_statuses/:id{[0-9]+}", async (c) => {
    await unschedulePost(c.var.ctx, userOf(c), c.req.param("id"));
    return c.json({});
  });

async function entityOf(ctx: Ctx, viewer: Viewer, waiting: ScheduledPost) {
  const [entity] = await scheduledStatusEntities(ctx, viewer, [waiting]);
  return entity;
}
