import { type Context, Hono } from "hono";
import { postingDefaultsOf } from "../../features/accounts/accounts.queries.ts";
import { changedElsewhere } from "../../features/composing/composing.errors.ts";
import { publishComposition } from "../../features/composing/usecases/publish.ts";
import { schedulePost } from "../../features/composing/usecases/schedule.ts";
import { mediaByIds } from "../../features/media/media.queries.ts";
import { deleteReleased } from "../../features/media/media.usecases.ts";
import { draftedUploads } from "../../features/posts/drafts.queries.ts";
import { visibleBoosts } from "../../features/posts/hydration.queries.ts";
import { type Post, postById, sourceOf, visiblePost } from "../../features/posts/posts.queries.ts";
import type { PostChange } from "../../features/posts/posts.schemas.ts";
import { deletePost } from "../../features/posts/usecases/delete.ts";
import { editPost } from "../../features/posts/usecases/edit.ts";
import { type LookUp, meet } from "../../features/posts/usecases/meet.ts";
import { changeQuoters } from "../../features/posts/usecases/quoters.ts";
import { unreact } from "../../features/posts/usecases/react.ts";
import { stampFor } from "../../features/quotes/quotes.queries.ts";
import { revokeQuote } from "../../features/quotes/quotes.usecases.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { isId } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { compositionIn, languageFor, pollIn, quotersIn, textsIn } from "../composition.ts";
import { countDeletion } from "../deletions.ts";
import { scheduledStatusEntities } from "../entities/scheduled-status.ts";
import { statusEntity } from "../entities/status.ts";
import { clientNotFound } from "../errors.ts";
import { focusIn } from "../focus.ts";
import { meantPost } from "../meant-post.ts";
import { isTrue, listOf, one, type Parameters, readParameters } from "../parameters.ts";
import { userOf } from "../shown.ts";

type C = Context<AppEnv>;

/**
 * Writing, changing and deleting statuses. docs.joinmastodon.org/methods/statuses
 * @param lookUp asks other servers for accounts, which only `app/` knows how to do
 */
export const statusWritingRoutes = (lookUp: LookUp): Hono<AppEnv> =>
  new Hono<AppEnv>()
    .post("/api/v1/statuses", (c) => write(c, lookUp))
    .put("/api/v1/statuses/:id{[0-9]+}", async (c) => {
      const { ctx } = c.var;
      const viewer = userOf(c);
      const parameters = await readParameters(c);
      const post = await changeable(ctx, viewer, c.req.param("id"));
      const change = await changeIn(ctx, viewer, post, parameters);
      await meet(ctx, viewer, change.text, lookUp);
      const { id } = await editPost(ctx, viewer, post.id, change);
      return c.json(await statusEntity(ctx, viewer, id));
    })
    .delete("/api/v1/statuses/:id{[0-9]+}", remove)
    .put("/api/v1/statuses/:id{[0-9]+}/interaction_policy", async (c) => {
      const { ctx } = c.var;
      const viewer = userOf(c);
      const quoters = quotersIn(await readParameters(c));
      const id = await meantPost(ctx, viewer, c.req.param("id"));
      if (quoters) await changeQuoters(ctx, viewer, id, quoters);
      return c.json(await statusEntity(ctx, viewer, id));
    })
    .post("/api/v1/statuses/:id{[0-9]+}/quotes/:quoting{[0-9]+}/revoke", async (c) => {
      const { ctx } = c.var;
      const viewer = userOf(c);
      const [id, quotingId] = [c.req.param("id"), c.req.param("quoting")];
      const quoting = isId(id) && isId(quotingId) ? await postById(ctx, quotingId) : null;
      const stamp = quoting && (await stampFor(ctx, id, quoting.uri));
      if (!stamp) throw clientNotFound();
      await revokeQuote(ctx, viewer, stamp.id);
      return c.json(await statusEntity(ctx, viewer, quotingId));
    });

async function write(c: C, lookUp: LookUp): Promise<Response> {
  const { ctx } = c.var;
  const viewer = userOf(c);
  const parameters = await readParameters(c);
  const given = compositionIn(parameters, await postingDefaultsOf(ctx, viewer.actorId));
  const [replyTo, quoted] = await Promise.all(
    [given.replyTo, given.quoted].map((id) => (id === undefined ? undefined : meantPost(ctx, viewer, id))),
  );
  const composition = { ...given, replyTo, quoted, applicationId: c.var.applicationId };
  await meet(ctx, viewer, composition.text, lookUp);
  const key = c.req.header("Idempotency-Key")?.slice(0, MOST_KEY);
  const at = one(parameters, "scheduled_at");
  if (at) {
    const waiting = await schedulePost(ctx, viewer, composition, new Date(at), key ?? null);
    return c.json((await scheduledStatusEntities(ctx, viewer, [waiting]))[0]);
  }
  const { id } = await publishComposition(ctx, viewer, composition, key && `app:${key}`);
  return c.json(await statusEntity(ctx, viewer, id));
}

const MOST_KEY = 200;

/**
 * A post that the viewer may see, as far as apps can change it: of what has a title or fields they know a teaser only.
 * @throws AppError `mastodon.not-found`, `composing.changed-elsewhere`
 */
async function changeable(ctx: Ctx, viewer: Viewer, id: string): Promise<Post> {
  const post = isId(id) ? await visiblePost(ctx, viewer, id) : null;
  if (!post) throw clientNotFound();
  const isSimple = post.kind === "note" || post.kind === "question";
  if (post.authorId === viewer.actorId && !isSimple) throw changedElsewhere();
  return post;
}

/** What is not sent is empty from now on, as on Mastodon: a poll goes, too. Only the language stays. */
async function changeIn(ctx: Ctx, viewer: Viewer, post: Post, parameters: Parameters): Promise<PostChange> {
  const { text, warning, sensitive, mediaIds } = textsIn(parameters);
  const [quoters, poll] = [quotersIn(parameters), pollIn(parameters)];
  const attributes = new Map(
    listOf(parameters, "media_attributes").flatMap((item) => {
      const id = one(item, "id");
      return id === undefined ? [] : [[id, { description: one(item, "description"), focus: focusIn(item) }] as const];
    }),
  );
  const words = new Map([
    ...(await mediaByIds(ctx, viewer.accountId, mediaIds)).map(({ id, alt }) => [id, alt] as const),
    ...post.attachments.flatMap(({ mediaId, alt }) => (mediaId === undefined ? [] : [[mediaId, alt] as const])),
    ...[...attributes].flatMap(([id, { description }]) =>
      description === undefined ? [] : [[id, description] as const],
    ),
  ]);
  const images = [...new Set(mediaIds)].map((mediaId) => {
    const alt = words.get(mediaId) ?? "";
    const focus = attributes.get(mediaId)?.focus;
    return { mediaId, alt, decorative: alt === "", ...(focus && { focus: [...focus] as [number, number] }) };
  });
  return {
    ...{ text, summary: warning, sensitive, images },
    language: languageFor(one(parameters, "language"), post.language),
    ...(quoters && { quoters }),
    poll,
  };
}

/** Deletes a post, or takes a boost of one's own back; answers with what is needed to write it anew. */
async function remove(c: C): Promise<Response> {
  const { ctx } = c.var;
  const viewer = userOf(c);
  const id = c.req.param("id") ?? "";
  if (!isId(id)) throw clientNotFound();
  const boost = (await visibleBoosts(ctx, viewer, [id])).get(id);
  const post = await visiblePost(ctx, viewer, boost?.postId ?? id);
  // As on Mastodon one's own only: what moderators remove they decide on their pages, where it is written down.
  if (!post || (boost?.actorId ?? post.authorId) !== viewer.actorId) throw clientNotFound();
  if (!boost && (post.kind === "projectNote" || post.kind === "topic")) throw changedElsewhere();
  const deletesMedia = isTrue(await readParameters(c), "delete_media");
  await countDeletion(ctx, viewer);
  const entity = await statusEntity(ctx, viewer, id);
  if (boost) await unreact(ctx, viewer, post.id, "boost");
  else await deletePost(ctx, viewer, post.id);
  if (!boost && deletesMedia) {
    const used = post.attachments.flatMap(({ mediaId }) => mediaId ?? []);
    await deleteReleased(ctx, viewer, used, await draftedUploads(ctx, viewer.accountId));
  }
  return c.json({ ...entity, text: boost ? "" : sourceOf(post) });
}
