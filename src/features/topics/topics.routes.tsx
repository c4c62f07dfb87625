import { type Context, Hono } from "hono";
import { isKnown } from "../../platform/activitypub-http.ts";
import { ATOM_TYPE, atomXml } from "../../platform/atom.ts";
import { plainName } from "../../platform/emojis.ts";
import { AppError } from "../../platform/errors.ts";
import { etagOf } from "../../platform/etag.ts";
import { htmlToText } from "../../platform/html.ts";
import type { AppEnv } from "../../ui/env.ts";
import type { ShownPost } from "../../ui/parts/post-view.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { pathOf, postViews } from "../posts/post-view.queries.ts";
import { topicFold } from "../posts/topic-fold.model.ts";
import { nameHere } from "../posts/topic-names.queries.ts";
import { topicKey } from "../project-notes/project-notes.model.ts";
import { TopicPage } from "./pages/topic.tsx";
import type { TopicView } from "./pages/topic-views.tsx";
import { TopicsPage } from "./pages/topics.tsx";
import { wikidataIn } from "./topics.activitypub.ts";
import { canChangeTopic, canIntroduce } from "./topics.policy.ts";
import {
  type TopicPage as TopicPageRow,
  topicCounts,
  topicEntries,
  topicPages,
  topicSummary,
  unknownNames,
  wordsOf,
} from "./topics.queries.ts";

const PAGE = 15;
const FEED_ENTRIES = 30;
const EXCERPT = 300;

type C = Context<AppEnv>;

/** The key of the topic in the address. @throws AppError `errors.not-found` when it names none */
export function topicKeyIn(c: C): string {
  const key = topicFold(topicKey((c.req.param("topic") ?? "").slice(0, 200)));
  if (key === "") throw new AppError("notFound", "errors.not-found", "There is no such topic.");
  return key;
}

async function showTopic(c: C, before: string | undefined): Promise<Response> {
  const { ctx, viewer, frame } = c.var;
  const key = topicKeyIn(c);
  const isFirst = before === undefined;
  const [found, summary, pages] = await Promise.all([
    topicEntries(ctx, viewer, key, { before, limit: PAGE + 1 }),
    topicSummary(ctx, viewer, key),
    topicPages(ctx, viewer, key),
  ]);
  const entries = found.slice(0, PAGE);
  const next = found.length > PAGE ? (entries.at(-1)?.post.id ?? null) : null;
  const all = [...(isFirst ? pages : []), ...entries];
  const shown = await c.var.filtered(await postViews(ctx, viewer, all, c.var.quotesOf), "public");
  const views = isFirst ? await viewsOf(c, pages, shown) : [];
  const own = pages.find(({ post }) => post.local);
  const [called] = own ? await wordsOf(ctx, own.post) : [];
  const meaning = isFirst && canIntroduce(viewer) ? await nameHere(ctx, key) : null;
  return c.html(
    <TopicPage
      frame={frame}
      topic={{
        name: called ?? summary.name ?? c.req.param("topic") ?? key,
        path: `/themen/${encodeURIComponent(key)}`,
        homes: summary.homes,
      }}
      views={views}
      canIntroduce={canIntroduce(viewer)}
      canDrop={meaning !== null && meaning.postId === null}
      entries={entries.map((entry, index) => ({ post: shown[views.length + index] as ShownPost, entry }))}
      isFirst={isFirst}
      next={next}
    />,
  );
}

/** What the districts say about a topic, with what of it who looks may change or take over. */
async function viewsOf(c: C, pages: readonly TopicPageRow[], shown: readonly ShownPost[]): Promise<TopicView[]> {
  const { ctx, viewer, frame } = c.var;
  const theirs = pages.filter(({ post }) => !post.local).map(({ post }) => post.id);
  const names = canIntroduce(viewer) ? await unknownNames(ctx, theirs) : [];
  return pages.map(({ post, author, group }, index) => ({
    post: shown[index] as ShownPost,
    local: post.local,
    district: post.local ? frame.districtName : districtOf(author, group),
    host: author.host,
    iri: wikidataIn(post),
    canChange: canChangeTopic(viewer, post),
    offered: names.filter(({ postId }) => postId === post.id).map(({ name }) => name),
  }));
}

/** Whoever writes cannot claim a district on somebody else's server. */
function districtOf(author: Actor, group: Actor | null): string {
  const speaks = [group, author].find((actor) => actor?.kind === "district" && actor.host === author.host);
  return speaks ? plainName(speaks) : author.host;
}

/** The feed of a topic, as everybody sees it. */
async function topicFeed(c: C): Promise<Response> {
  const { ctx, frame } = c.var;
  const key = topicKeyIn(c);
  const [entries, { name }] = await Promise.all([
    topicEntries(ctx, null, key, { limit: FEED_ENTRIES }),
    topicSummary(ctx, null, key),
  ]);
  const page = `${ctx.origin}/themen/${encodeURIComponent(key)}`;
  const feed = atomXml({
    title: frame.t("topics.feed.title", { name: name ?? key, district: frame.districtName }),
    self: `${page}/feed.atom`,
    page,
    author: frame.districtName,
    since: new Date(0),
    entries: entries.map(({ post, author, home }) => ({
      id: post.uri,
      title: post.title ?? excerpt(post.summary ?? post.content),
      url: `${ctx.origin}${pathOf(post, author)}`,
      author: `${author.name || author.handle} (${home.district ?? home.host})`,
      summary: excerpt(post.summary ?? post.content),
      language: post.language ?? "de",
      categories: [name ?? key],
      publishedAt: post.publishedAt,
      updatedAt: post.updatedAt,
    })),
  });
  const etag = etagOf(feed);
  const headers = { ETag: etag, "Cache-Control": "public, max-age=300", Vary: "Accept-Language, Cookie" };
  if (isKnown(c.req.header("If-None-Match"), etag)) return c.body(null, 304, headers);
  return c.body(feed, 200, { ...headers, "Content-Type": ATOM_TYPE });
}

const excerpt = (html: string): string => htmlToText(html).slice(0, EXCERPT).toWellFormed();

/** Topics across districts: where the hashtags of our notes and posts lead. */
export const topicRoutes = new Hono<AppEnv>()
  .get("/themen", async (c) => {
    const { ctx, viewer, frame } = c.var;
    const topics = await topicCounts(ctx, viewer);
    return c.html(<TopicsPage frame={frame} topics={topics} canIntroduce={canIntroduce(viewer)} />);
  })
  .get("/themen/:topic", (c) => showTopic(c, undefined))
  .get("/themen/:topic/vor/:before{[0-9]+}", (c) => showTopic(c, c.req.param("before")))
  .get("/themen/:topic/feed.atom", topicFeed);
