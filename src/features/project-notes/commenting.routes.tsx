import { type Context, Hono } from "hono";
import { AppError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { keepText } from "../../ui/forms/kept-text.tsx";
import { readFormData } from "../../ui/forms/read-form.ts";
import { hasText } from "../../ui/i18n/i18n.ts";
import { ConfirmPage } from "../../ui/parts/confirm-page.tsx";
import { memberOf } from "../accounts/accounts.policy.ts";
import { countedLength } from "../posts/member-text.model.ts";
import { MAX_NOTE_LENGTH } from "../posts/posts.schemas.ts";
import { publishComment } from "../posts/usecases/comment.ts";
import { deletePost } from "../posts/usecases/delete.ts";
import { noteHere } from "./editing.routes.tsx";
import { noteNotFound } from "./project-notes.errors.ts";
import type { ProjectNoteView } from "./project-notes.model.ts";
import { projectNoteById } from "./project-notes.queries.ts";
import { type AddToNote, showNote } from "./reading.routes.tsx";

type C = Context<AppEnv>;

/** Comments below a note, ours or a peer's. A comment that cannot be taken comes back on the note's whole page. */
export const commentingRoutes = (additions: readonly AddToNote[]): Hono<AppEnv> =>
  new Hono<AppEnv>()
    .post("/projekte/:slug/kommentieren", (c) => comment(c, additions))
    .post("/projekte/:host/:id{[0-9]+}/kommentieren", (c) => comment(c, additions))
    .post("/projekte/:slug/kommentare/:comment{[0-9]+}/loeschen", removeComment)
    .post("/projekte/:host/:id{[0-9]+}/kommentare/:comment{[0-9]+}/loeschen", removeComment);

/** The note, ours or a peer's, whose page a comment was written on. */
async function commented(c: C): Promise<ProjectNoteView> {
  const { ctx, viewer } = c.var;
  if (c.req.param("host") === undefined) return noteHere(c);
  const note = await projectNoteById(ctx, viewer, c.req.param("id") ?? "");
  if (!note || note.local || note.author.host !== c.req.param("host")?.toLowerCase()) throw noteNotFound();
  return note;
}

async function comment(c: C, additions: readonly AddToNote[]): Promise<Response> {
  if (!c.var.viewer) return keepText(c);
  const { ctx, viewer, frame } = c.var;
  const note = await commented(c);
  const data = await readFormData(c);
  const [text, parent] = [String(data.get("text") ?? ""), String(data.get("auf") ?? "")];
  try {
    const postId = isId(parent) ? parent : note.id;
    const { id } = await publishComment(ctx, viewer, { postId, text, language: frame.locale });
    return c.redirect(`${note.path}#antwort-${id}`, 303);
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== "invalid") throw error;
    const draft = { text, error: commentError(c, error, text) };
    return showNote(c, note, additions, { draft });
  }
}

function commentError(c: C, error: AppError, text: string): string {
  const { t } = c.var.frame;
  if (text.trim() === "") return t("writing.comment.empty");
  const count = countedLength(text.trim());
  if (count > MAX_NOTE_LENGTH) return t("writing.comment.long", { count, over: count - MAX_NOTE_LENGTH });
  const key = `error.${error.code}`;
  return hasText(key) ? t(key) : t("writing.problem.other");
}

/** Asks first; the answer carries `sicher`. */
async function removeComment(c: C): Promise<Response> {
  const { ctx, frame } = c.var;
  const note = await commented(c);
  const commentId = c.req.param("comment") ?? "";
  const data = await c.req.formData().catch(() => new FormData());
  if (data.get("sicher") === "ja") {
    await deletePost(ctx, memberOf(c), commentId);
    return c.redirect(`${note.path}#antworten`, 303);
  }
  return c.html(
    <ConfirmPage
      frame={frame}
      title={frame.t("writing.comment.delete.title")}
      action={`${note.path}/kommentare/${commentId}/loeschen`}
      confirm={frame.t("writing.comment.delete.confirm")}
      back={`${note.path}#antwort-${commentId}`}
    >
      <p>{frame.t("writing.comment.delete.text")}</p>
    </ConfirmPage>,
  );
}
