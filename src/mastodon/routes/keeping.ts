import { type Context, Hono } from "hono";
import { bookmark, unbookmark } from "../../features/posts/usecases/bookmark.ts";
import { pin, unpin } from "../../features/posts/usecases/pin.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { statusEntity } from "../entities/status.ts";
import { meantPost } from "../meant-post.ts";
import { userOf } from "../shown.ts";

const doing = (deed: (ctx: Ctx, viewer: Viewer, postId: Id) => Promise<void>) => async (c: Context<AppEnv>) => {
  const { ctx } = c.var;
  const viewer = userOf(c);
  const postId = await meantPost(ctx, viewer, c.req.param("id") ?? "");
  await deed(ctx, viewer, postId);
  return c.json(await statusEntity(ctx, viewer, postId));
};

/** Putting aside and to the top of one's page; done twice, it is as done once. docs.joinmastodon.org/methods/statuses */
export const keepingRoutes = new Hono<AppEnv>()
  .post("/api/v1/statuses/:id{[0-9]+}/bookmark", doing(bookmark))
  .post("/api/v1/statuses/:id{[0-9]+}/unbookmark", doing(unbookmark))
  .post("/api/v1/statuses/:id{[0-9]+}/pin", doing(pin))
  .post("/api/v1/statuses/:id{[0-9]+}/unpin", doing(unpin));
