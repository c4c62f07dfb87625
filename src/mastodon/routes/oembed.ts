import { type Context, Hono } from "hono";
import { actorById } from "../../features/actors/actors.queries.ts";
import { districtOf } from "../../features/district/district.queries.ts";
import { textsOf } from "../../features/posts/post-view.queries.ts";
import { isOpen } from "../../features/posts/posts.model.ts";
import { type Post, visiblePostAt } from "../../features/posts/posts.queries.ts";
import { plainName } from "../../platform/emojis.ts";
import { AppError } from "../../platform/errors.ts";
import { escapeHtml, htmlToText } from "../../platform/html.ts";
import type { AppEnv } from "../../ui/env.ts";
import { clientNotFound } from "../errors.ts";
import { one, readParameters } from "../parameters.ts";

const WIDTH = { usual: 400, least: 220 };
const DAY_SECONDS = 86_400;
const MOST_LETTERS = 500;

/**
 * What other websites show for the address of a post of ours (oembed.com; docs.joinmastodon.org/methods/oembed): a quotation
 * with a link, no frame and no script. Only what everybody may read; what is behind a warning stays there.
 */
export const oembedRoutes = new Hono<AppEnv>().get("/api/oembed", answer).get("/oembed", answer);

async function answer(c: Context<AppEnv>): Promise<Response> {
  const { ctx } = c.var;
  const parameters = await readParameters(c);
  if ((one(parameters, "format") ?? "json") !== "json") throw onlyJson();
  const post = await visiblePostAt(ctx, null, pageIn(one(parameters, "url") ?? "", ctx.origin));
  if (!post?.local || !isOpen(post.visibility)) throw clientNotFound();
  const [author, district] = await Promise.all([actorById(ctx, post.authorId), districtOf(ctx)]);
  if (!author) throw clientNotFound();
  const name = plainName(author);
  const asked = Math.abs(Number.parseInt(one(parameters, "maxwidth") ?? "", 10)) || WIDTH.usual;
  return c.json({
    ...{ type: "rich", version: "1.0", cache_age: DAY_SECONDS },
    title: post.title ?? `${name} (@${author.handle}@${author.host})`,
    author_name: name,
    author_url: author.url,
    provider_name: district?.name ?? new URL(ctx.origin).host,
    provider_url: `${ctx.origin}/`,
    html: quotation(post, `${name} (@${author.handle}@${author.host})`),
    width: Math.max(WIDTH.least, Math.min(WIDTH.usual, asked)),
    height: null,
  });
}

const onlyJson = (): AppError =>
  new AppError("invalid", "mastodon.format-unknown", "Only the format json is known here");

/** The address without what does not belong to a post's; nothing of other servers is looked for. */
function pageIn(text: string, origin: string): string {
  const url = URL.parse(text);
  return url?.origin === origin ? `${url.origin}${url.pathname}` : "";
}

/** Everything in it is plain text that was escaped here. */
function quotation(post: Post, author: string): string {
  const url = escapeHtml(post.url);
  const { title, summary, warning, content } = textsOf(post);
  const text = warning ?? summary ?? htmlToText(content);
  const letters = [...text.trim()];
  const teaser =
    letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS).join("").trimEnd()} …` : letters.join("");
  const parts = [title === null ? "" : `<strong>${escapeHtml(title)}</strong>`, escapeHtml(teaser)];
  const paragraphs = parts.filter((part) => part !== "").map((part) => `<p>${part.replaceAll("\n", "<br>")}</p>`);
  return `<blockquote cite="${url}">${paragraphs.join("")}<p><a href="${url}">${escapeHtml(author)}</a></p></blockquote>`;
}
