import { type Context, Hono } from "hono";
import { activityPubNotFound, activityPubResponse, wantsActivityPub } from "../../platform/activitypub-http.ts";
import { plainName } from "../../platform/emojis.ts";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { memberOf } from "../accounts/accounts.policy.ts";
import { profilePath } from "../actors/actors.model.ts";
import { type Actor, actorByHandle, ownHost } from "../actors/actors.queries.ts";
import { federationIsOn } from "../district/district.queries.ts";
import { bookmarksOf } from "./kept.queries.ts";
import { BookmarksPage, PostGonePage, PostHistoryPage, PostListPage } from "./pages/lists.tsx";
import { PostPage } from "./pages/post.tsx";
import type { ReplyDraft } from "./pages/thread.tsx";
import { type Found, hasHistory, postAt, threadAt, versionsOf } from "./post-page.queries.ts";
import { pathOf, postViews, readingPathOf } from "./post-view.queries.ts";
import { postNotFound } from "./posts.errors.ts";
import { homeFeed, postsBy, postsByIds } from "./posts.queries.ts";
import { askForThread } from "./usecases/threads.ts";

const PAGE = 15;

type C = Context<AppEnv>;

/** Posts of all kinds but project notes: lists, and a page for each, ours and others'. */
export const postReadingRoutes = new Hono<AppEnv>();

postReadingRoutes.get("/beitraege", async (c) => {
  const { ctx, viewer, frame } = c.var;
  const asked = c.req.query("vor");
  const before = asked !== undefined && isId(asked) ? asked : undefined;
  const author = await authorAsked(c);
  const page = { before, limit: PAGE + 1, withoutNotes: true };
  const found = await (author ? postsBy(ctx, viewer, author, page) : homeFeed(ctx, viewer, page));
  const views = await postViews(ctx, viewer, found.slice(0, PAGE), c.var.quotesOf);
  const posts = await c.var.filtered(views, author ? "account" : "home");
  const next = found.length > PAGE ? (found[PAGE - 1]?.id ?? null) : null;
  return c.html(
    <PostListPage
      frame={frame}
      posts={posts}
      author={author && { name: plainName(author), ...addressOf(author) }}
      isFirst={before === undefined}
      next={next}
    />,
  );
});

/** What the member put aside; nobody else sees it. */
postReadingRoutes.get("/lesezeichen", async (c) => {
  const { ctx, frame } = c.var;
  const viewer = memberOf(c);
  const asked = c.req.query("vor");
  const before = asked !== undefined && isId(asked) ? asked : undefined;
  const found = await bookmarksOf(ctx, viewer, { limit: PAGE + 1, before });
  const shown = found.slice(0, PAGE);
  const entries = await postsByIds(
    ctx,
    viewer,
    shown.map(({ postId }) => postId),
  );
  const posts = await postViews(ctx, viewer, entries, c.var.quotesOf);
  const next = found.length > PAGE ? (shown.at(-1)?.id ?? null) : null;
  return c.html(<BookmarksPage frame={frame} posts={posts} isFirst={before === undefined} next={next} />);
});

const addressOf = (actor: Actor): { address: string; path: string } => {
  const path = profilePath(actor);
  return { address: path.slice(1), path };
};

/** Whose posts are asked for. What others wrote elsewhere is gathered for members only, as on their profiles. */
async function authorAsked(c: C): Promise<Actor | null> {
  const { ctx, viewer } = c.var;
  const address = c.req.query("von");
  if (address === undefined) return null;
  const [handle = "", host] = address.replace(/^@/, "").split("@");
  const author = await actorByHandle(ctx, handle, host ?? ownHost(ctx));
  if (!author || author.suspendedAt || author.deletedAt || (!author.local && !viewer)) throw postNotFound();
  return author;
}

/** The post that the address of a page names. @throws AppError `posts.not-found` */
export async function foundAt(c: C): Promise<Found | "gone"> {
  const { ctx, viewer } = c.var;
  const { address, host, id = "" } = c.req.param() as { address?: string; host?: string; id?: string };
  const handle = address?.slice(1).toLowerCase();
  const found = await postAt(ctx, viewer, {
    id,
    ...(handle === undefined ? { host: host?.toLowerCase() ?? "" } : { handle }),
  });
  if (found === null) throw postNotFound();
  return found;
}

/** A post's page, as it is or with what could not be sent. */
export async function showPost(
  c: C,
  found: Found,
  more: { readonly draft?: ReplyDraft; readonly problem?: string } = {},
  status: 200 | 409 | 422 = 200,
): Promise<Response> {
  const { ctx, viewer, frame } = c.var;
  const [thread, history] = await Promise.all([threadAt(ctx, viewer, found, c.var), hasHistory(ctx, found.post)]);
  c.header("Vary", "Accept");
  return c.html(<PostPage frame={frame} {...thread} hasHistory={history} {...more} />, status);
}

async function answerPost(c: C): Promise<Response> {
  const found = await foundAt(c);
  if (found === "gone") return c.html(<PostGonePage frame={c.var.frame} />, 410);
  if (found.post.local && wantsActivityPub(c.req.raw)) return answerDocument(c, found);
  const path = await readingPathOf(c.var.ctx, found.post, found.author);
  if (path !== pathOf(found.post, found.author)) return c.redirect(path, 303);
  if (c.var.viewer) await askForThread(c.var.ctx, found.post);
  return showPost(c, found);
}

/** The page's own address is the post's `url`: asked for ActivityPub it answers the document, to all who ask. */
async function answerDocument(c: C, { post }: Found): Promise<Response> {
  const isForAll =
    (await postAt(c.var.ctx, null, { id: post.id, handle: c.req.param("address")?.slice(1) ?? "" })) !== null;
  if (!isForAll || !(await federationIsOn(c.var.ctx))) return activityPubNotFound(c);
  return activityPubResponse(c, { text: post.document, etag: post.etag, public: true });
}

postReadingRoutes.get("/:address{@[^/]+}/:id{[0-9]+}", answerPost);
postReadingRoutes.get("/beitraege/:host/:id{[0-9]+}", answerPost);

postReadingRoutes.get("/:address{@[^/]+}/:id{[0-9]+}/verlauf", async (c) => {
  const { ctx, viewer, frame } = c.var;
  const found = await foundAt(c);
  if (found === "gone") return c.html(<PostGonePage frame={frame} />, 410);
  const [post] = await postViews(ctx, viewer, [found], c.var.quotesOf);
  if (!post) throw postNotFound();
  return c.html(<PostHistoryPage frame={frame} post={post} versions={await versionsOf(ctx, found.post)} />);
});
