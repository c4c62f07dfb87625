import { type Context, Hono } from "hono";
import { AppError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import type { AppEnv } from "../../ui/env.ts";
import { formatDay } from "../../ui/format.ts";
import { actorByHandle } from "../actors/actors.queries.ts";
import { visiblePost } from "../posts/posts.queries.ts";
import { type FindIntentLink, type Handle, INTENT_WORDS, readHandle, usualLink } from "./intents.model.ts";
import { type Subject, WayPage } from "./pages/way.tsx";

type C = Context<AppEnv>;

/** Servers that one visitor may have us ask; beyond that the usual way is shown without asking. */
const LOOK_UPS = { points: 20, seconds: 300 };

/**
 * `/folgen-von-aussen` and `/mitmachen-von-aussen`: whoever has an account elsewhere types its address once and is shown
 * the way to do it there. Nothing of it is stored; answered with a page, never with a redirect to another site.
 * @param findLink asks the visitor's server
 */
export const intentRoutes = (findLink: FindIntentLink): Hono<AppEnv> =>
  new Hono<AppEnv>()
    .get("/folgen-von-aussen", async (c) => answer(c, await actorAsked(c), findLink))
    .get("/mitmachen-von-aussen", async (c) => answer(c, await postAsked(c), findLink));

type Asked = { readonly subject: Subject; readonly uri: string };

async function actorAsked(c: C): Promise<Asked> {
  const { ctx, frame } = c.var;
  const actor = await actorByHandle(ctx, c.req.query("wem") ?? frame.districtHandle);
  if (!actor?.local || actor.deletedAt !== null || actor.suspendedAt !== null) {
    throw new AppError("notFound", "district.follow-unknown", "There is nobody of that name here.");
  }
  const subject: Subject = {
    intent: "Follow",
    name: actor.name,
    address: `@${actor.handle}@${new URL(ctx.origin).host}`,
    page: `/@${actor.handle}`,
    fields: { wem: actor.handle },
    action: "/folgen-von-aussen",
  };
  return { subject, uri: actor.uri };
}

/** Only what everybody may see: a visitor's server would see nothing else. */
async function postAsked(c: C): Promise<Asked> {
  const { ctx, frame } = c.var;
  const [id, word] = [c.req.query("beitrag") ?? "", c.req.query("was") ?? "ansehen"];
  const intent = Object.hasOwn(INTENT_WORDS, word) ? INTENT_WORDS[word] : undefined;
  const post = isId(id) ? await visiblePost(ctx, null, id) : null;
  if (!post || intent === undefined) throw new AppError("notFound", "errors.not-found", "No such post.");
  const subject: Subject = {
    intent,
    name: post.title ?? formatDay(frame.locale, post.publishedAt),
    address: post.uri,
    page: post.local ? new URL(post.url).pathname : post.url,
    fields: { beitrag: id, was: word },
    action: "/mitmachen-von-aussen",
  };
  return { subject, uri: post.uri };
}

async function answer(c: C, { subject, uri }: Asked, findLink: FindIntentLink): Promise<Response> {
  const { frame } = c.var;
  const typed = c.req.query("adresse");
  const handle = typed === undefined ? null : readHandle(typed);
  const wrong = typed !== undefined && handle === null;
  const link = handle && (await linkFor(c, handle, subject, uri, findLink));
  const error = wrong ? frame.t("district.follow.error") : undefined;
  return c.html(<WayPage frame={frame} subject={subject} link={link} value={typed} error={error} />, wrong ? 422 : 200);
}

async function linkFor(c: C, handle: Handle, { intent }: Subject, uri: string, findLink: FindIntentLink) {
  const { ctx, clientKey } = c.var;
  const { allowed } = await takePoint(ctx, `intent:${clientKey}`, LOOK_UPS.points, LOOK_UPS.seconds);
  return (allowed ? await findLink(ctx, handle, intent, uri) : null) ?? usualLink(handle.host, uri);
}
