import { type Context, Hono } from "hono";
import { conversationAround } from "../../features/posts/conversation.queries.ts";
import { reactorsOf } from "../../features/posts/kept.queries.ts";
import { textsOf } from "../../features/posts/post-view.queries.ts";
import type { ReactionKind } from "../../features/posts/posts.model.ts";
import { type Post, sourceOf, visiblePost } from "../../features/posts/posts.queries.ts";
import { askForThread } from "../../features/posts/usecases/threads.ts";
import { quotingEntries } from "../../features/quotes/quotes.queries.ts";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { accountEntities } from "../entities/account.ts";
import { statusEntities, statusEntity } from "../entities/status.ts";
import { statusEdits } from "../entities/status-edits.ts";
import { clientNotFound } from "../errors.ts";
import { meantPost } from "../meant-post.ts";
import { linkPage, OTHERS, readPage, STATUSES } from "../paging.ts";
import { all, readParameters } from "../parameters.ts";
import { userOf } from "../shown.ts";

type C = Context<AppEnv>;

/** As Mastodon tells it: people without an account are told less of a long conversation. */
const CONVERSATION = { member: { above: 200, below: 500 }, nobody: { above: 40, below: 60 } };

/** The post behind the status that a path names. @throws AppError `mastodon.not-found` */
async function postAsked(c: C): Promise<Post> {
  const { ctx, viewer } = c.var;
  const post = await visiblePost(ctx, viewer, await meantPost(ctx, viewer, c.req.param("id") ?? ""));
  if (!post) throw clientNotFound();
  return post;
}

const reactors = (kind: ReactionKind) => async (c: C) => {
  const { ctx, viewer } = c.var;
  const { id: postId } = await postAsked(c);
  const page = readPage(await readParameters(c), OTHERS);
  const found = await reactorsOf(ctx, viewer, { postId, kind }, page);
  linkPage(
    c,
    found.map(({ id }) => id),
    page,
    "full",
  );
  return c.json(
    await accountEntities(
      ctx,
      found.map(({ actor }) => actor),
    ),
  );
};

/** Reading statuses. docs.joinmastodon.org/methods/statuses */
export const statusReadingRoutes = new Hono<AppEnv>()
  .get("/api/v1/statuses", async (c) => {
    const { ctx, viewer } = c.var;
    const ids = [...new Set(all(await readParameters(c), "id").filter(isId))].slice(0, STATUSES.most);
    return c.json(await statusEntities(ctx, viewer, ids));
  })
  .get("/api/v1/statuses/:id{[0-9]+}", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    if (!isId(id)) throw clientNotFound();
    return c.json(await statusEntity(ctx, viewer, id));
  })
  .get("/api/v1/statuses/:id{[0-9]+}/context", async (c) => {
    const { ctx, viewer } = c.var;
    const post = await postAsked(c);
    // What a peer's conversation holds besides is fetched while it is read; the next look shows it.
    if (viewer) await askForThread(ctx, post);
    const around = await conversationAround(ctx, viewer, post, CONVERSATION[viewer ? "member" : "nobody"]);
    const statuses = await statusEntities(ctx, viewer, [...around.ancestors, ...around.descendants]);
    const above = new Set(around.ancestors);
    return c.json({
      ancestors: statuses.filter(({ id }) => above.has(id)),
      descendants: statuses.filter(({ id }) => !above.has(id)),
    });
  })
  .get("/api/v1/statuses/:id{[0-9]+}/source", async (c) => {
    const viewer = userOf(c);
    const post = await postAsked(c);
    // What somebody typed is for whoever typed it.
    if (!post.local || post.authorId !== viewer.actorId) throw clientNotFound();
    const { warning } = textsOf(post);
    const text = post.kind === "projectNote" ? (post.summary ?? "") : sourceOf(post);
    return c.json({ id: post.id, text, spoiler_text: warning ?? "" });
  })
  .get("/api/v1/statuses/:id{[0-9]+}/history", async (c) => c.json(await statusEdits(c.var.ctx, await postAsked(c))))
  .get("/api/v1/statuses/:id{[0-9]+}/card", async (c) => {
    const { ctx, viewer } = c.var;
    const { card } = await statusEntity(ctx, viewer, (await postAsked(c)).id);
    return c.json(card ?? {});
  })
  .get("/api/v1/statuses/:id{[0-9]+}/favourited_by", reactors("like"))
  .get("/api/v1/statuses/:id{[0-9]+}/reblogged_by", reactors("boost"))
  .get("/api/v1/statuses/:id{[0-9]+}/quotes", async (c) => {
    const { ctx, viewer } = c.var;
    const post = await postAsked(c);
    const page = readPage(await readParameters(c), STATUSES);
    const ids = await quotingEntries(ctx, viewer, post, page);
    linkPage(c, ids, page, "full");
    return c.json(await statusEntities(ctx, viewer, ids));
  });
