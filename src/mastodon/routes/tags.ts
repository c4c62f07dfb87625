import { type Context, Hono } from "hono";
import { featuredTagsOf, followedTags, tagsToFeature } from "../../features/posts/followed-tags.queries.ts";
import { featureTag, followTag, readTag, unfeatureTag, unfollowTag } from "../../features/posts/usecases/keep-tag.ts";
import { AppError } from "../../platform/errors.ts";
import type { Id } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { featuredTagEntity, tagEntities } from "../entities/tag.ts";
import { clientNotFound } from "../errors.ts";
import { linkPage, readPage } from "../paging.ts";
import { one, readParameters } from "../parameters.ts";
import { idIn, shownById, userOf } from "../shown.ts";

type C = Context<AppEnv>;

const TAGS = { usual: 100, most: 200 };

/** Tags, those followed, and those on a profile. docs.joinmastodon.org/methods/{tags,followed_tags,featured_tags} */
export const tagRoutes = new Hono<AppEnv>()
  .get("/api/v1/tags/:name", async (c) => tag(c, tagIn(c)))
  .post("/api/v1/tags/:name/follow", async (c) => {
    await followTag(c.var.ctx, userOf(c), tagIn(c));
    return tag(c, tagIn(c));
  })
  .post("/api/v1/tags/:name/unfollow", async (c) => {
    await unfollowTag(c.var.ctx, userOf(c), tagIn(c));
    return tag(c, tagIn(c));
  })
  .post("/api/v1/tags/:name/feature", async (c) => {
    await featureTag(c.var.ctx, userOf(c), tagIn(c));
    return tag(c, tagIn(c));
  })
  .post("/api/v1/tags/:name/unfeature", async (c) => {
    await unfeatureTag(c.var.ctx, userOf(c), { tag: tagIn(c) });
    return tag(c, tagIn(c));
  })
  .get("/api/v1/followed_tags", async (c) => {
    const { ctx } = c.var;
    const page = readPage(await readParameters(c), TAGS);
    const kept = await followedTags(ctx, userOf(c).actorId, page);
    const ids = kept.map(({ id }) => id);
    linkPage(c, ids, page, "full");
    const tags = kept.map((entry) => entry.tag);
    return c.json(await tagEntities(ctx, userOf(c), tags));
  })
  .get("/api/v1/featured_tags", async (c) => c.json(await featured(c, userOf(c).actorId)))
  .post("/api/v1/featured_tags", async (c) => {
    const { ctx } = c.var;
    const { actorId } = userOf(c);
    const { id } = await featureTag(ctx, userOf(c), one(await readParameters(c), "name") ?? "");
    return c.json((await featured(c, actorId)).find((entry) => entry.id === id));
  })
  .get("/api/v1/featured_tags/suggestions", async (c) => {
    const tags = (await tagsToFeature(c.var.ctx, userOf(c).actorId)).map((entry) => entry.tag);
    return c.json(await tagEntities(c.var.ctx, userOf(c), tags));
  })
  .delete("/api/v1/featured_tags/:id{[0-9]+}", async (c) => {
    if (!(await unfeatureTag(c.var.ctx, userOf(c), { id: idIn(c) }))) throw clientNotFound();
    return c.json({});
  })
  .get("/api/v1/accounts/:id{[0-9]+}/featured_tags", async (c) => {
    const { id } = await shownById(c.var.ctx, c.var.viewer, c.req.param("id"));
    return c.json(await featured(c, id));
  });

/** The tag in the path, in lower case; what can be none is not found. */
function tagIn(c: C): string {
  try {
    return readTag(c.req.param("name") ?? "").tag;
  } catch (error) {
    if (error instanceof AppError) throw clientNotFound();
    throw error;
  }
}

async function tag(c: C, name: string): Promise<Response> {
  const [entity] = await tagEntities(c.var.ctx, c.var.viewer, [name]);
  return c.json(entity);
}

const featured = async (c: C, actorId: Id) =>
  (await featuredTagsOf(c.var.ctx, actorId)).map((entry) => featuredTagEntity(c.var.ctx, entry));
