import { type Context, Hono } from "hono";
import { AppError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import type { AppEnv } from "../../ui/env.ts";
import { formErrors } from "../../ui/forms/form-errors.ts";
import { keepText } from "../../ui/forms/kept-text.tsx";
import { readForm, typed } from "../../ui/forms/read-form.ts";
import { memberOf } from "../accounts/accounts.policy.ts";
import { actorById } from "../actors/actors.queries.ts";
import { pathOf, postViews } from "../posts/post-view.queries.ts";
import { postNotFound } from "../posts/posts.errors.ts";
import { type Post, visiblePost } from "../posts/posts.queries.ts";
import { MAX_NOTE_LENGTH } from "../posts/posts.schemas.ts";
import { publishComment } from "../posts/usecases/comment.ts";
import { react } from "../posts/usecases/react.ts";
import { DEEDS, type Deed, type FindPost } from "./intents.model.ts";
import { DeedNotFoundPage, DeedPage } from "./pages/deed.tsx";

type C = Context<AppEnv>;

/** As many as at the search: each may ask another server. */
const LOOK_UPS = { points: 60, seconds: 300 };

/**
 * `/mitmachen`: a member who was sent here by another server (WebFinger, FEP-3b86) is asked whether to like, share or
 * answer what was named there. Nothing is done without the button.
 * @param findPost asks other servers
 */
export const deedRoutes = (findPost: FindPost): Hono<AppEnv> =>
  new Hono<AppEnv>()
    .get("/mitmachen", (c) => {
      const [deed, address, text] = [
        deedIn(c.req.query("was")),
        c.req.query("objekt") ?? "",
        c.req.query("text") ?? "",
      ];
      // What answers nothing is a post of its own.
      if (deed === "antworten" && address === "") {
        return c.redirect(`/schreiben/beitrag?${new URLSearchParams({ text })}`, 303);
      }
      return ask(c, findPost, deed, address, text);
    })
    .post("/mitmachen", async (c) => {
      if (!c.var.viewer) return keepText(c);
      const form = await readForm(c);
      return doIt(c, deedIn(typed(form, "was")), typed(form, "beitrag"), typed(form, "text"));
    });

function deedIn(word: string | undefined): Deed {
  const deed = DEEDS.find((one) => one === word);
  if (!deed) throw new AppError("notFound", "errors.not-found", "Nobody can do this with a post.");
  return deed;
}

async function ask(c: C, findPost: FindPost, deed: Deed, address: string, text: string): Promise<Response> {
  const { ctx, frame } = c.var;
  const viewer = memberOf(c);
  const limit = await takePoint(ctx, `look-up:${viewer.accountId}`, LOOK_UPS.points, LOOK_UPS.seconds);
  if (!limit.allowed) {
    throw new AppError("limited", "search.limited", "Too many look-ups.", { retryAfter: limit.retryAfter });
  }
  const post = await findPost(ctx, address, viewer);
  if (!post) return c.html(<DeedNotFoundPage frame={frame} address={address} />, 404);
  return show(c, deed, post, { text: text.slice(0, MAX_NOTE_LENGTH), error: undefined });
}

async function show(
  c: C,
  deed: Deed,
  post: Post,
  draft: { readonly text: string; readonly error: string | undefined },
): Promise<Response> {
  const { ctx, viewer, frame, quotesOf } = c.var;
  const author = await actorById(ctx, post.authorId);
  const [view] = author ? await postViews(ctx, viewer, [{ post, author }], quotesOf) : [];
  if (!view) throw postNotFound();
  const page = <DeedPage frame={frame} deed={deed} post={view} text={draft.text} error={draft.error} />;
  return c.html(page, draft.error === undefined ? 200 : 422);
}

async function doIt(c: C, deed: Deed, id: string, text: string): Promise<Response> {
  const { ctx, frame } = c.var;
  const viewer = memberOf(c);
  const post = isId(id) ? await visiblePost(ctx, viewer, id) : null;
  const author = post && (await actorById(ctx, post.authorId));
  if (!post || !author) throw postNotFound();
  const path = pathOf(post, author);
  if (deed !== "antworten") {
    await react(ctx, viewer, post.id, deed === "teilen" ? "boost" : "like");
    return c.redirect(path, 303);
  }
  try {
    const answer = await publishComment(ctx, viewer, { postId: post.id, text, language: frame.locale });
    return c.redirect(`${path}#antwort-${answer.id}`, 303);
  } catch (error) {
    const message = formErrors(frame.t, error).entries[0]?.message ?? frame.t("errors.text.422");
    return show(c, deed, post, { text, error: message });
  }
}
