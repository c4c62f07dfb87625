import { type Context, Hono } from "hono";
import type { AppEnv } from "../../ui/env.ts";
import { keepText } from "../../ui/forms/kept-text.tsx";
import { readForm, typed } from "../../ui/forms/read-form.ts";
import { ConfirmPage } from "../../ui/parts/confirm-page.tsx";
import { memberOf } from "../accounts/accounts.policy.ts";
import { changesBetween } from "./form/changes.ts";
import { inputToForm } from "./form/from-input.ts";
import { HistoryPage, VersionPage } from "./pages/history.tsx";
import { noteNotFound } from "./project-notes.errors.ts";
import { type ProjectNoteView, statusOf } from "./project-notes.model.ts";
import { projectNoteBySlug } from "./project-notes.queries.ts";
import { checkPlainText, withdrawPlainCheck } from "./usecases/check-plain.ts";
import { deleteProjectNote } from "./usecases/delete.ts";
import { listDrafts } from "./usecases/drafts.ts";
import { historyOf, noteAtVersion } from "./versions.queries.ts";
import { showForm, submitForm } from "./writing.forms.tsx";

type C = Context<AppEnv>;

/** What happens to a note after it was published: edits, versions, deletion. */
export const editingRoutes = new Hono<AppEnv>();

/** The note of ours at this address, if the viewer may do what `may` says; for everybody else there is nothing. */
export async function noteHere(c: C, may: (note: ProjectNoteView) => boolean = () => true): Promise<ProjectNoteView> {
  const note = await projectNoteBySlug(c.var.ctx, c.var.viewer, c.req.param("slug") ?? "");
  if (!note || !may(note)) throw noteNotFound();
  return note;
}

editingRoutes.get("/projekte/:slug/bearbeiten", async (c) => {
  const note = await noteHere(c, ({ canEdit }) => canEdit);
  const drafts = await listDrafts(c.var.ctx, memberOf(c));
  const kept = drafts.find(({ postId }) => postId === note.id);
  const coAuthors = note.coAuthors.map(({ handle }) => handle).join(", ");
  const form = kept?.form ?? { ...inputToForm(note.fields, c.var.frame.locale), coAuthors };
  return showForm(c, { note, draft: kept ? { id: kept.id, savedAt: kept.updatedAt } : null, form, problems: [] });
});

editingRoutes.post("/projekte/:slug/bearbeiten", async (c) => {
  if (!c.var.viewer) return keepText(c);
  return submitForm(c, await noteHere(c, ({ canEdit }) => canEdit));
});

editingRoutes.get("/projekte/:slug/loeschen", async (c) => {
  const { t } = c.var.frame;
  const note = await noteHere(c, ({ canDelete }) => canDelete);
  return c.html(
    <ConfirmPage
      frame={c.var.frame}
      title={t("writing.delete.title")}
      action={`${note.path}/loeschen`}
      confirm={t("writing.delete.confirm")}
      back={note.path}
      instead={{ href: `${note.path}/bearbeiten?offen=place#status`, label: t("writing.delete.edit") }}
    >
      <p>{t("writing.delete.text", { title: note.fields.title })}</p>
      <p>{t("writing.delete.instead")}</p>
    </ConfirmPage>,
  );
});

editingRoutes.post("/projekte/:slug/loeschen", async (c) => {
  const note = await noteHere(c, ({ canDelete }) => canDelete);
  await deleteProjectNote(c.var.ctx, memberOf(c), note.id);
  return c.redirect("/projekte", 303);
});

/** Somebody who did not write the plain-language text says that it is understood, or takes that back. */
editingRoutes.post("/projekte/:slug/einfach-geprueft", async (c) => {
  const viewer = memberOf(c);
  const note = await noteHere(c);
  const form = await readForm(c);
  if (typed(form, "pruefung") === "zurueck") await withdrawPlainCheck(c.var.ctx, viewer, note.id);
  else await checkPlainText(c.var.ctx, viewer, note.id, typed(form, "zielgruppe") !== "");
  return c.redirect(`${note.path}?einfach=1`, 303);
});

editingRoutes.get("/projekte/:slug/verlauf", async (c) => {
  const { ctx, viewer, frame } = c.var;
  const note = await noteHere(c);
  return c.html(<HistoryPage frame={frame} note={note} versions={await historyOf(ctx, viewer, note.id)} />);
});

editingRoutes.get("/projekte/:slug/verlauf/:version{[1-9][0-9]{0,8}}", async (c) => {
  const { ctx, viewer, frame } = c.var;
  const note = await noteHere(c);
  const number = Number(c.req.param("version"));
  const [fields, before, versions] = await Promise.all([
    noteAtVersion(ctx, viewer, note.id, number),
    number > 1 ? noteAtVersion(ctx, viewer, note.id, number - 1) : null,
    historyOf(ctx, viewer, note.id),
  ]);
  const version = versions.find((each) => each.version === number);
  if (!fields || !version) throw noteNotFound();
  const then = {
    ...note,
    fields,
    status: statusOf(fields),
    outcome: fields.outcome ?? note.outcome,
    language: fields.language ?? note.language,
  };
  const changes = before && changesBetween(before, fields, frame.locale);
  return c.html(<VersionPage frame={frame} note={note} version={version} then={then} changes={changes} />);
});
