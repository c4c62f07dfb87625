import { type Context, Hono } from "hono";
import { postingDefaultsOf } from "../../features/accounts/accounts.queries.ts";
import type { BoostVisibility } from "../../features/posts/posts.model.ts";
import { reactionBy } from "../../features/posts/reactions.store.ts";
import { muteThread, unmuteThread } from "../../features/posts/usecases/mute-thread.ts";
import { react, unreact } from "../../features/posts/usecases/react.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { countDeletion } from "../deletions.ts";
import { statusEntity } from "../entities/status.ts";
import { clientNotFound, noSuchAudience } from "../errors.ts";
import { meantPost } from "../meant-post.ts";
import { one, readParameters } from "../parameters.ts";
import { userOf } from "../shown.ts";

type Deed = (ctx: Ctx, viewer: Viewer, postId: Id) => Promise<void>;

/** Who is told of a boost, as clients name it. */
const BOOSTS: Readonly<Record<string, BoostVisibility>> = {
  public: "public",
  unlisted: "unlisted",
  private: "followers",
};

/**
 * Who is told of a boost; what the app does not say is as the member has set it. Who otherwise writes to those named alone
 * boosts for the fewest that a boost can be for.
 * @throws AppError `mastodon.boost-audience`: what is asked to be for fewer is not told to more
 */
async function boostFor(ctx: Ctx, viewer: Viewer, asked: string | undefined): Promise<BoostVisibility> {
  const wanted = asked || (await postingDefaultsOf(ctx, viewer.actorId)).visibility;
  const visibility = Object.hasOwn(BOOSTS, wanted) ? BOOSTS[wanted] : undefined;
  if (visibility === undefined && asked) throw noSuchAudience();
  return visibility ?? "followers";
}

/** Does something with the post meant, and answers with it as it stands then. */
const doing = (deed: Deed) => async (c: Context<AppEnv>) => {
  const { ctx } = c.var;
  const viewer = userOf(c);
  const postId = await meantPost(ctx, viewer, c.req.param("id") ?? "");
  await deed(ctx, viewer, postId);
  return c.json(await statusEntity(ctx, viewer, postId));
};

/** What one does with a status; done twice, it is as done once. docs.joinmastodon.org/methods/statuses */
export const statusActionRoutes = new Hono<AppEnv>()
  .post(
    "/api/v1/statuses/:id{[0-9]+}/favourite",
    doing((ctx, viewer, id) => react(ctx, viewer, id, "like")),
  )
  .post(
    "/api/v1/statuses/:id{[0-9]+}/unfavourite",
    doing((ctx, viewer, id) => unreact(ctx, viewer, id, "like")),
  )
  .post("/api/v1/statuses/:id{[0-9]+}/reblog", async (c) => {
    const { ctx } = c.var;
    const viewer = userOf(c);
    const visibility = await boostFor(ctx, viewer, one(await readParameters(c), "visibility"));
    const postId = await meantPost(ctx, viewer, c.req.param("id"));
    await react(ctx, viewer, postId, "boost", visibility);
    const boost = await reactionBy(ctx, { postId, actorId: viewer.actorId, kind: "boost" });
    if (!boost) throw clientNotFound();
    return c.json(await statusEntity(ctx, viewer, boost.id));
  })
  .post(
    "/api/v1/statuses/:id{[0-9]+}/unreblog",
    doing(async (ctx, viewer, id) => {
      await countDeletion(ctx, viewer);
      await unreact(ctx, viewer, id, "boost");
    }),
  )
  .post("/api/v1/statuses/:id{[0-9]+}/mute", doing(muteThread))
  .post("/api/v1/statuses/:id{[0-9]+}/unmute", doing(unmuteThread));
