import { Hono } from "hono";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { keepText } from "../../ui/forms/kept-text.tsx";
import { type FormValues, readForm, typed } from "../../ui/forms/read-form.ts";
import { ConfirmPage } from "../../ui/parts/confirm-page.tsx";
import { memberOf } from "../accounts/accounts.policy.ts";
import { actorById } from "../actors/actors.queries.ts";
import { canActFor } from "../organisations/organisations.policy.ts";
import { membershipIn } from "../organisations/organisations.queries.ts";
import { answeredIn, answerFrom, formOfDraft, keyOf, newPostFrom, quotedIn, writtenAs } from "./form/post-form.ts";
import { pathOf } from "./post-view.queries.ts";
import { type C, keepDraft, type PostingSeams, showForm, submitForm } from "./posting.forms.tsx";
import { threadPath } from "./posting.routes.tsx";
import { draftNotFound, postNotFound } from "./posts.errors.ts";
import { canEditPost } from "./posts.policy.ts";
import { postById, visiblePost } from "./posts.queries.ts";
import { publishComment } from "./usecases/comment.ts";
import { type Draft, dropDraft, ownDraft } from "./usecases/drafts.ts";
import { publishPost } from "./usecases/publish.ts";

/** An answer with all that a post can have. @returns where it is read */
async function sendAnswer(c: C, seams: PostingSeams, form: FormValues, postId: string): Promise<string> {
  const { ctx } = c.var;
  const viewer = memberOf(c);
  const input = { ...answerFrom(form, postId), idempotencyKey: keyOf(form), quote: quoteFrom(form, seams) };
  const { id } = await publishComment(ctx, viewer, input);
  const answer = await postById(ctx, id);
  const page = answer?.rootId ? await threadPath(ctx, viewer, answer.rootId) : null;
  return `${page ?? `/@${viewer.handle}/${id}`}#antwort-${id}`;
}

function quoteFrom(form: FormValues, seams: PostingSeams) {
  const quotedId = quotedIn(form);
  return quotedId === "" ? undefined : seams.quoteOf(quotedId);
}

async function send(c: C, seams: PostingSeams, form: FormValues): Promise<string> {
  const { ctx } = c.var;
  const viewer = memberOf(c);
  if (typed(form, "auf") !== "") {
    const postId = answeredIn(form);
    if (postId === null) throw postNotFound();
    return sendAnswer(c, seams, form, postId);
  }
  const { url } = await publishPost(ctx, viewer, newPostFrom(form), {
    placeIn: seams.placeIn,
    as: writtenAs(form),
    quote: quoteFrom(form, seams),
    idempotencyKey: keyOf(form),
  });
  return new URL(url).pathname;
}

/** Where a draft of a change goes on; null for something new, and when what it changes is gone. */
async function pathOfEdited({ var: { ctx } }: C, viewer: Viewer, { postId }: Draft): Promise<string | null> {
  const post = postId === null ? null : await visiblePost(ctx, viewer, postId);
  const author = post && (await actorById(ctx, post.authorId));
  if (!post || !author) return null;
  const forAuthor = canActFor(await membershipIn(ctx, viewer, author.id));
  return canEditPost(viewer, post, forAuthor) ? `${pathOf(post, author)}/bearbeiten` : null;
}

const draftIn = (c: C): Promise<Draft> => ownDraft(c.var.ctx, memberOf(c), "post", c.req.param("draft") ?? "");

/** The form for new posts and answers, and its drafts. */
export function postWritingRoutes(seams: PostingSeams): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/schreiben/beitrag", (c) => {
    const given = {
      fuer: c.req.query("gruppe"),
      text: c.req.query("text"),
      auf: c.req.query("auf"),
      zitat: c.req.query("zitat"),
    };
    const form = {
      ...(given.fuer && { fuer: [`group:${given.fuer}`] }),
      ...(given.text && { text: [given.text] }),
      ...(given.auf && { auf: [given.auf] }),
      ...(given.zitat && { zitat: [given.zitat] }),
    };
    return showForm(c, seams, { form, edited: null, draft: null });
  });

  routes.post("/schreiben/beitrag", (c) =>
    c.var.viewer ? submitForm(c, seams, null, (form) => send(c, seams, form)) : keepText(c),
  );

  /** What the script sends while one types: the same form. */
  routes.post("/schreiben/beitrag/entwurf", async (c) => {
    const form = await readForm(c);
    const viewer = memberOf(c);
    const editedId = typed(form, "notiz");
    if (editedId !== "") await checkMayEdit(c, viewer, editedId);
    const saved = await keepDraft(c, form, editedId || undefined);
    if (!saved) return c.body(null, 204);
    return c.json({ id: saved.id, path: `/schreiben/beitrag/${saved.id}`, savedAt: saved.savedAt.toISOString() });
  });

  routes.get("/schreiben/beitrag/:draft{[0-9]+}", async (c) => {
    const kept = await draftIn(c);
    const path = await pathOfEdited(c, memberOf(c), kept);
    if (path !== null) return c.redirect(path, 303);
    return showForm(c, seams, {
      form: formOfDraft(kept.form),
      edited: null,
      draft: { id: kept.id, savedAt: kept.updatedAt },
      justSaved: c.req.query("gespeichert") === "1",
    });
  });

  routes.get("/schreiben/beitrag/:draft{[0-9]+}/verwerfen", async (c) => {
    const { t } = c.var.frame;
    const { id, form, postId } = await draftIn(c);
    const values = formOfDraft(form);
    const title = typed(values, "titel") || typed(values, "text").slice(0, 60) || t("writing.untitled");
    return c.html(
      <ConfirmPage
        frame={c.var.frame}
        title={t("writing.discard.title")}
        action={`/schreiben/beitrag/${id}/verwerfen`}
        confirm={t("writing.discard.confirm")}
        back={`/schreiben/beitrag/${id}`}
      >
        <p>{t(postId ? "writing.discard.edit" : "writing.discard.text", { title })}</p>
      </ConfirmPage>,
    );
  });

  routes.post("/schreiben/beitrag/:draft{[0-9]+}/verwerfen", async (c) => {
    const kept = await draftIn(c);
    await dropDraft(c.var.ctx, memberOf(c), "post", kept.id);
    return c.redirect("/schreiben", 303);
  });

  return routes;
}

/** @throws AppError `posts.draft-not-found` for what is not the viewer's to change */
async function checkMayEdit({ var: { ctx } }: C, viewer: Viewer, id: string): Promise<void> {
  const post = await visiblePost(ctx, viewer, id);
  const forAuthor = post !== null && canActFor(await membershipIn(ctx, viewer, post.authorId));
  if (!post || !canEditPost(viewer, post, forAuthor)) throw draftNotFound();
}
