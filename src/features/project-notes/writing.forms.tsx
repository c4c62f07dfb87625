import { createHash } from "node:crypto";
import type { Context } from "hono";
import { AppError } from "../../platform/errors.ts";
import type { AppEnv } from "../../ui/env.ts";
import { readFormData } from "../../ui/forms/read-form.ts";
import { hasText, type Locale, type MessageKey } from "../../ui/i18n/i18n.ts";
import { memberOf } from "../accounts/accounts.policy.ts";
import { mediaByIds, mediaUrl } from "../media/media.queries.ts";
import { organisationsOf } from "../organisations/organisations.queries.ts";
import { draftView, isWorthShowing, uploadsIn } from "./draft-view.queries.ts";
import { parseEnumeration } from "./form/lists.ts";
import {
  anchorOf,
  applyAction,
  readSubmission,
  type Submission,
  storeChosen,
  type UploadProblem,
} from "./form/submission.ts";
import { formToInput } from "./form/to-input.ts";
import { type Form, fieldValue } from "./form/values.ts";
import { FormPage } from "./pages/form.tsx";
import type { FormUpload } from "./pages/form-parts.tsx";
import { PreviewAside } from "./pages/preview.tsx";
import type { SaidProblem } from "./pages/problem-texts.ts";
import { type PlainHints, plainHints } from "./plain-language.hints.ts";
import type { ProjectNoteView } from "./project-notes.model.ts";
import { DEFAULT_LICENCE } from "./project-notes.schemas.ts";
import { discardDraft, listDrafts, saveDraft } from "./usecases/drafts.ts";
import { editProjectNote } from "./usecases/edit.ts";
import { publishProjectNote } from "./usecases/publish.ts";
import { historyOf } from "./versions.queries.ts";

type C = Context<AppEnv>;

export const fieldOf = (form: Form, name: string): string => fieldValue(form, name).trim();

export const emptyForm = (locale: Locale): Form => ({ language: locale, licence: DEFAULT_LICENCE });

interface Shown {
  /** The published note that is being edited; null for a new one. */
  readonly note: ProjectNoteView | null;
  readonly draft: { readonly id: string; readonly savedAt: Date } | null;
  readonly form: Form;
  readonly problems: readonly SaidProblem[];
}

/** The form as a page; with problems it answers 422. */
export async function showForm(c: C, shown: Shown): Promise<Response> {
  const { ctx, frame } = c.var;
  const viewer = memberOf(c);
  const { note, form, problems, draft } = shown;
  const [uploads, drafts, organisations, preview, plainHints] = await Promise.all([
    uploadsOf(c, form, note),
    note ? [] : listDrafts(ctx, viewer),
    note ? [] : organisationsOf(ctx, viewer),
    isWorthShowing(form) ? draftView(ctx, viewer, form, note, frame.t("writing.untitled")) : null,
    plainHintsOf(form),
  ]);
  return c.html(
    <FormPage
      frame={frame}
      form={form}
      problems={problems}
      uploads={uploads}
      plainHints={plainHints}
      action={note ? `${note.path}/bearbeiten` : "/schreiben/projekt"}
      draft={draft}
      otherDrafts={drafts.filter(({ id }) => id !== draft?.id).length}
      justSaved={c.req.method === "POST" || c.req.query("gespeichert") === "1"}
      editing={note && { id: note.id, title: note.fields.title, version: note.version }}
      organisations={organisations}
      mayInvite={note === null || note.canDelete}
      submissionKey={ctx.newId()}
      open={c.req.query("offen")}
      preview={preview && <PreviewAside frame={frame} note={preview} />}
    />,
    problems.length > 0 ? 422 : 200,
  );
}

/** What could be simpler in the plain-language text of a form; null when there is none. */
export function plainHintsOf(form: Form): Promise<PlainHints | null> {
  const text = fieldOf(form, "plainText");
  if (text === "") return Promise.resolve(null);
  return plainHints(text, fieldOf(form, "language") === "en" ? "en" : "de");
}

/** Names and previews of the uploads in a form: the member's own, and those that stand in the note already. */
async function uploadsOf(c: C, form: Form, note: ProjectNoteView | null): Promise<ReadonlyMap<string, FormUpload>> {
  const { ctx } = c.var;
  const named = Object.keys(form).flatMap((name) => (name.endsWith(".mediaId") ? [fieldValue(form, name)] : []));
  const published = new Set(uploadsIn(note));
  const rows = [
    ...(await mediaByIds(ctx, memberOf(c).accountId, named)),
    ...(await mediaByIds(
      ctx,
      null,
      named.filter((id) => published.has(id)),
    )),
  ];
  return new Map(
    rows.map((item) => {
      const preview = item.kind === "image" ? new URL(mediaUrl(ctx, item, "klein")).pathname : null;
      return [item.id, { id: item.id, fileName: item.fileName, preview }];
    }),
  );
}

/**
 * Takes the form, whichever button was pressed. What was typed is kept as a draft before anything can fail, and goes
 * only when it is published.
 */
export async function submitForm(c: C, note: ProjectNoteView | null): Promise<Response> {
  const { ctx } = c.var;
  const viewer = memberOf(c);
  const submission = readSubmission(await readFormData(c));
  const stored = await storeChosen(ctx, viewer, submission);
  const form = applyAction(stored.form, submission.action);
  const draft = await keepDraft(c, { ...submission, form }, note);
  const refused = stored.problems.map((problem) => uploadProblem(c, problem));
  if (refused.length > 0) return showForm(c, { note, draft, form, problems: refused });
  if (submission.action.kind === "publish") return publish(c, { ...submission, form }, note, draft);
  if (submission.action.kind === "preview") return c.redirect(`/schreiben/projekt/${draft.id}/vorschau`, 303);
  const place = anchorOf(form, submission.action);
  const query = place ? `?gespeichert=1&offen=${place.open}#${encodeURIComponent(place.anchor)}` : "?gespeichert=1";
  return c.redirect(`${note ? `${note.path}/bearbeiten` : `/schreiben/projekt/${draft.id}`}${query}`, 303);
}

/** Saves into the draft that the form names; when that one is gone, into a new one. */
async function keepDraft(c: C, { draftId, form }: Submission, note: ProjectNoteView | null) {
  const { ctx } = c.var;
  const postId = note?.id;
  if (draftId !== undefined) {
    try {
      return await saveDraft(ctx, memberOf(c), { id: draftId, form });
    } catch (error) {
      if (!(error instanceof AppError && error.kind === "notFound")) throw error;
    }
  }
  return await saveDraft(ctx, memberOf(c), { postId, form });
}

type SavedDraft = Awaited<ReturnType<typeof saveDraft>>;

async function publish(
  c: C,
  submission: Submission,
  note: ProjectNoteView | null,
  draft: SavedDraft,
): Promise<Response> {
  const { ctx } = c.var;
  const { form } = submission;
  const { input, problems } = formToInput(form);
  const answer = (found: readonly SaidProblem[]) => showForm(c, { note, draft, form, problems: found });
  if (!input) return answer(problems);
  if (note && submission.version !== undefined && submission.version !== note.version) {
    return answer([await changedMeanwhile(c, note)]);
  }
  try {
    const coAuthors = parseEnumeration(fieldValue(form, "coAuthors"));
    const published = note
      ? await editProjectNote(ctx, memberOf(c), note.id, input, note.canDelete ? { coAuthors } : {})
      : await publishProjectNote(ctx, memberOf(c), input, {
          coAuthors,
          as: fieldOf(form, "as") || undefined,
          visibility: fieldOf(form, "readers") === "partners" ? "partners" : "public",
          idempotencyKey: keyOf(submission),
        });
    await discardDraft(ctx, memberOf(c), draft.id);
    return c.redirect(`/projekte/${published.slug}`, 303);
  } catch (error) {
    if (!(error instanceof AppError) || error.kind === "gone") throw error;
    // Whoever writes for an organisation no longer keeps the text, and can publish it in the own name.
    if (error.kind === "forbidden" && !("as" in error.fields)) throw error;
    return answer(problemsOf(c, error, form));
  }
}

/** Sent twice by a double click, the same text is one note; changed text under an old key is another one. */
const keyOf = ({ key, form }: Submission): string | undefined =>
  key && `${key.slice(0, 30)}:${createHash("sha256").update(JSON.stringify(form)).digest("base64url")}`;

async function changedMeanwhile(c: C, note: ProjectNoteView): Promise<SaidProblem> {
  const [latest] = await historyOf(c.var.ctx, c.var.viewer, note.id);
  const name = latest?.editorName || note.author.name;
  return { field: "", code: "changed", message: c.var.frame.t("writing.changed", { name }) };
}

function uploadProblem(c: C, { fileName, ...problem }: UploadProblem): SaidProblem {
  const { t } = c.var.frame;
  const key = `error.${problem.code}`;
  const message = hasText(key) ? t(key) : t("writing.problem.other");
  return { ...problem, message: t("writing.problem.upload", { name: fileName, message }) };
}

/** What a use case refused, at the field where it was typed. */
function problemsOf(c: C, error: AppError, form: Form): SaidProblem[] {
  const { t } = c.var.frame;
  const entries = Object.keys(error.fields).map((field): SaidProblem => {
    if (field === "as") return { field, code: "as", message: t("error.organisations.not-editor") };
    const index = /^coAuthors\.(\d+)$/.exec(field)?.[1];
    if (index === undefined) return { field, code: "not-found" };
    const name = parseEnumeration(fieldValue(form, "coAuthors"))[Number(index)] ?? "";
    return { field: "coAuthors", code: "unknown", message: t("writing.problem.unknown-member", { name }) };
  });
  if (entries.length > 0) return entries;
  const key = `error.${error.code}`;
  return [
    { field: "", code: error.code, message: t(hasText(key) ? key : ("writing.problem.other" satisfies MessageKey)) },
  ];
}
