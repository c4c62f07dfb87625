import { Hono } from "hono";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { type Id, isId } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { formErrors } from "../../ui/forms/form-errors.ts";
import { keepText } from "../../ui/forms/kept-text.tsx";
import { readForm, typed, typedAll } from "../../ui/forms/read-form.ts";
import { hasText } from "../../ui/i18n/i18n.ts";
import { ConfirmPage } from "../../ui/parts/confirm-page.tsx";
import { safePath } from "../../ui/safe-path.ts";
import { memberOf } from "../accounts/accounts.policy.ts";
import { actorById } from "../actors/actors.queries.ts";
import { canActFor } from "../organisations/organisations.policy.ts";
import { membershipIn } from "../organisations/organisations.queries.ts";
import { formOfPost } from "./form/pictures.ts";
import { changeFrom, formOfDraft } from "./form/post-form.ts";
import type { Edited } from "./pages/form-props.ts";
import { pollsOf } from "./polls.queries.ts";
import type { Found } from "./post-page.queries.ts";
import { pathOf, readingPathOf } from "./post-view.queries.ts";
import { AUDIENCES, type C, type PostingSeams, showForm, submitForm } from "./posting.forms.tsx";
import { postNotFound } from "./posts.errors.ts";
import { type BoostVisibility, isWider } from "./posts.model.ts";
import { canActIn, canDeletePost, canEditPost } from "./posts.policy.ts";
import { visiblePost } from "./posts.queries.ts";
import { foundAt, showPost } from "./posts.routes.tsx";
import { quoteWrittenIn } from "./quoting.activitypub.ts";
import { bookmark, unbookmark } from "./usecases/bookmark.ts";
import { type CommentInput, publishComment } from "./usecases/comment.ts";
import { deletePost } from "./usecases/delete.ts";
import { draftOfEdit } from "./usecases/drafts.ts";
import { editPost } from "./usecases/edit.ts";
import { meet } from "./usecases/meet.ts";
import { pin, unpin } from "./usecases/pin.ts";
import { react, unreact } from "./usecases/react.ts";
import { votePoll } from "./usecases/vote.ts";

/** The post at this address, if the viewer may do with it what `may` says; for everybody else there is nothing to do. */
async function ownPost(c: C, may: typeof canEditPost): Promise<Found> {
  const viewer = memberOf(c);
  const found = await foundAt(c);
  if (found === "gone") throw postNotFound();
  const forAuthor = canActFor(await membershipIn(c.var.ctx, viewer, found.post.authorId));
  if (!may(viewer, found.post, forAuthor)) throw postNotFound();
  return found;
}

async function editedOf(c: C, { post, author }: Found): Promise<Edited> {
  const isReply = post.inReplyToUri !== null;
  const isQuote = quoteWrittenIn(JSON.parse(post.document)) !== null;
  const isGroups = post.visibility === "group" || post.visibility === "local";
  const isFixed = isReply || post.kind === "question" || isGroups || isQuote;
  const possible = AUDIENCES.filter(
    (audience) => !isWider(audience, post.visibility) && (post.authorId === memberOf(c).actorId || canActIn(audience)),
  );
  const kind = post.kind === "article" || post.kind === "question" ? post.kind : "note";
  const page = await readingPathOf(c.var.ctx, post, author);
  return { id: post.id, path: pathOf(post, author), page, kind, isReply, audiences: isFixed ? [] : possible };
}

/** Path of a page of ours, with its place on it. */
function pathIn(url: string): string {
  const { pathname, hash } = new URL(url);
  return pathname + hash;
}

async function reply(c: C, seams: PostingSeams): Promise<Response> {
  if (!c.var.viewer) return keepText(c);
  const { ctx, viewer, frame } = c.var;
  const found = await foundAt(c);
  if (found === "gone") throw postNotFound();
  const form = await readForm(c);
  const [text, wanted, to] = [typed(form, "text"), typed(form, "fuer"), typed(form, "auf")];
  const visibility = AUDIENCES.find((audience) => audience === wanted);
  const input: CommentInput = { postId: isId(to) ? to : found.post.id, text, language: frame.locale, visibility };
  try {
    await meet(ctx, viewer, text, seams.lookUp);
    const { id } = await publishComment(ctx, viewer, input);
    return c.redirect(`${pathOf(found.post, found.author)}#antwort-${id}`, 303);
  } catch (error) {
    const { entries } = formErrors(frame.t, error);
    const said = entries.map(({ message }) => message).join(" ");
    return showPost(c, found, { draft: { to: input.postId, text, visibility: wanted, error: said } }, 422);
  }
}

async function vote(c: C): Promise<Response> {
  const { ctx, frame } = c.var;
  const viewer = memberOf(c);
  const form = await readForm(c);
  const id = typed(form, "beitrag");
  const post = isId(id) ? await visiblePost(ctx, viewer, id) : null;
  const author = post && (await actorById(ctx, post.authorId));
  if (!post || !author) throw postNotFound();
  try {
    await votePoll(ctx, viewer, post.id, typedAll(form, "wahl").map(Number));
    return c.redirect(safePath(typed(form, "zurueck")), 303);
  } catch (error) {
    if (!(error instanceof AppError) || (error.kind !== "invalid" && error.kind !== "conflict")) throw error;
    const key = `error.${error.code}`;
    const problem = frame.t(hasText(key) ? key : "errors.text.422");
    return showPost(c, { post, author }, { problem }, error.kind === "conflict" ? 409 : 422);
  }
}

type Deed = (ctx: Ctx, viewer: Viewer, postId: Id) => Promise<void>;

const boosting =
  (visibility: BoostVisibility): Deed =>
  (ctx, viewer, id) =>
    react(ctx, viewer, id, "boost", visibility);

const DEEDS: Readonly<Record<string, Deed>> = {
  like: (ctx, viewer, id) => react(ctx, viewer, id, "like"),
  "like:nicht": (ctx, viewer, id) => unreact(ctx, viewer, id, "like"),
  boost: boosting("public"),
  "boost:unlisted": boosting("unlisted"),
  "boost:followers": boosting("followers"),
  "boost:nicht": (ctx, viewer, id) => unreact(ctx, viewer, id, "boost"),
  keep: bookmark,
  "keep:nicht": unbookmark,
  pin,
  "pin:nicht": unpin,
};

async function takeReaction(c: C): Promise<Response> {
  const viewer = memberOf(c);
  const form = await readForm(c);
  const id = typed(form, "beitrag");
  const what = typed(form, "was");
  const deed = Object.hasOwn(DEEDS, what) ? DEEDS[what] : undefined;
  if (!isId(id) || !deed) throw postNotFound();
  await deed(c.var.ctx, viewer, id);
  return c.redirect(safePath(typed(form, "zurueck")), 303);
}

/** Where to go on after a post is gone: to what it answered, to its group, to all posts. */
async function placeWithout(ctx: Ctx, viewer: Viewer, { post, author }: Found): Promise<string> {
  if (post.inReplyToUri === null) {
    const group = /^(\/gruppen\/[^/]+)\//.exec(await readingPathOf(ctx, post, author));
    return group?.[1] ?? "/beitraege";
  }
  return (post.rootId && (await threadPath(ctx, viewer, post.rootId))) || "/beitraege";
}

/** Where a thread is read, if the viewer may see what it hangs from. */
export async function threadPath(ctx: Ctx, viewer: Viewer, rootId: string): Promise<string | null> {
  const root = await visiblePost(ctx, viewer, rootId);
  const author: Awaited<ReturnType<typeof actorById>> = root && (await actorById(ctx, root.authorId));
  return root && author ? readingPathOf(ctx, root, author) : null;
}

/** Changing, deleting, answering, liking, sharing and voting. */
export function postingRoutes(seams: PostingSeams): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/:address{@[^/]+}/:id{[0-9]+}/bearbeiten", async (c) => {
    const found = await ownPost(c, canEditPost);
    const { id } = found.post;
    const [kept, asked] = await Promise.all([draftOfEdit(c.var.ctx, memberOf(c), id), pollsOf(c.var.ctx, [id])]);
    return showForm(c, seams, {
      form: kept ? formOfDraft(kept.form) : formOfPost(found.post, asked.get(id) ?? null),
      edited: await editedOf(c, found),
      draft: kept && { id: kept.id, savedAt: kept.updatedAt },
      justSaved: c.req.query("gespeichert") === "1",
    });
  });

  routes.post("/:address{@[^/]+}/:id{[0-9]+}/bearbeiten", async (c) => {
    if (!c.var.viewer) return keepText(c);
    const found = await ownPost(c, canEditPost);
    return submitForm(c, seams, await editedOf(c, found), async (form) =>
      pathIn((await editPost(c.var.ctx, memberOf(c), found.post.id, changeFrom(form))).url),
    );
  });

  routes.get("/:address{@[^/]+}/:id{[0-9]+}/loeschen", async (c) => {
    const { t } = c.var.frame;
    const { post, author } = await ownPost(c, canDeletePost);
    const page = await readingPathOf(c.var.ctx, post, author);
    return c.html(
      <ConfirmPage
        frame={c.var.frame}
        title={t("posts.delete.title")}
        action={`${pathOf(post, author)}/loeschen`}
        confirm={t("posts.delete.confirm")}
        back={page}
      >
        <p>{t("posts.delete.text")}</p>
      </ConfirmPage>,
    );
  });

  routes.post("/:address{@[^/]+}/:id{[0-9]+}/loeschen", async (c) => {
    const found = await ownPost(c, canDeletePost);
    const next = await placeWithout(c.var.ctx, memberOf(c), found);
    await deletePost(c.var.ctx, memberOf(c), found.post.id);
    return c.redirect(next, 303);
  });

  routes.post("/:address{@[^/]+}/:id{[0-9]+}/antworten", (c) => reply(c, seams));
  routes.post("/beitraege/:host/:id{[0-9]+}/antworten", (c) => reply(c, seams));
  routes.post("/abstimmen", vote);
  routes.post("/reagieren", takeReaction);
  return routes;
}
