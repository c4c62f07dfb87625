import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import type { AppEnv } from "../../ui/env.ts";
import { keepText } from "../../ui/forms/kept-text.tsx";
import { readForm as readFields, typed } from "../../ui/forms/read-form.ts";
import { ConfirmPage } from "../../ui/parts/confirm-page.tsx";
import { memberOf } from "../accounts/accounts.policy.ts";
import { type Draft, draftsOf } from "../posts/usecases/drafts.ts";
import { draftView } from "./draft-view.queries.ts";
import { editingRoutes } from "./editing.routes.tsx";
import { formToInput } from "./form/to-input.ts";
import { readForm } from "./form/values.ts";
import { type DraftLine, DraftsPage } from "./pages/drafts.tsx";
import { PlainHintList } from "./pages/plain-hints.tsx";
import { PreviewPage } from "./pages/preview.tsx";
import { plainHints } from "./plain-language.hints.ts";
import { projectNoteById } from "./project-notes.queries.ts";
import { discardDraft, draftOf, saveDraft } from "./usecases/drafts.ts";
import { emptyForm, fieldOf, plainHintsOf, showForm, submitForm } from "./writing.forms.tsx";

type C = Context<AppEnv>;

/** Writing a project note: the form, its drafts, its preview. */
export const writingRoutes = new Hono<AppEnv>();

writingRoutes.get("/schreiben", async (c) => {
  const { ctx, frame } = c.var;
  const drafts = await draftsOf(ctx, memberOf(c));
  return c.html(<DraftsPage frame={frame} drafts={drafts.map(lineOf)} />);
});

const WORDS = 60;

/** Of a post, which may have no title, its first words. */
function lineOf({ id, kind, form, updatedAt, postId }: Draft): DraftLine {
  const isNote = kind === "projectNote";
  const title = isNote ? fieldOf(form, "title") : fieldOf(form, "titel") || fieldOf(form, "text").slice(0, WORDS);
  const path = isNote ? `/schreiben/projekt/${id}` : `/schreiben/beitrag/${id}`;
  const ofPost = fieldOf(form, "auf") === "" ? "post" : "answer";
  return { path, title, savedAt: updatedAt, kind: isNote ? "note" : ofPost, isEdit: postId !== null };
}

writingRoutes.get("/schreiben/projekt", (c) =>
  showForm(c, { note: null, draft: null, form: emptyForm(c.var.frame.locale), problems: [] }),
);

writingRoutes.post("/schreiben/projekt", (c) => (c.var.viewer ? submitForm(c, null) : keepText(c)));

writingRoutes.get("/schreiben/projekt/:draft{[0-9]+}", async (c) => {
  const { ctx } = c.var;
  const draft = await draftOf(ctx, memberOf(c), c.req.param("draft"));
  const path = await pathOfEdited(c, draft);
  if (path !== null) return c.redirect(path, 303);
  return showForm(c, { note: null, draft: { id: draft.id, savedAt: draft.updatedAt }, form: draft.form, problems: [] });
});

/** Where a change to a published note goes on; null for a new note, and for one whose note is gone. */
async function pathOfEdited(c: C, draft: Draft): Promise<string | null> {
  const note = draft.postId ? await projectNoteById(c.var.ctx, memberOf(c), draft.postId) : null;
  return note?.canEdit ? `${note.path}/bearbeiten` : null;
}

writingRoutes.get("/schreiben/projekt/:draft{[0-9]+}/vorschau", async (c) => {
  const { ctx, frame } = c.var;
  const viewer = memberOf(c);
  const draft = await draftOf(ctx, viewer, c.req.param("draft"));
  const existing = draft.postId ? await projectNoteById(ctx, viewer, draft.postId) : null;
  const note = await draftView(ctx, viewer, draft.form, existing, frame.t("writing.untitled"));
  const back = (await pathOfEdited(c, draft)) ?? `/schreiben/projekt/${draft.id}`;
  if (!note) return c.redirect(back, 303);
  const plain = c.req.query("einfach") === "1" && note.plainContent !== null;
  const { problems } = formToInput(draft.form);
  return c.html(
    <PreviewPage
      frame={frame}
      note={note}
      back={back}
      here={c.req.path}
      plain={plain}
      problems={problems}
      hints={plain ? await plainHintsOf(draft.form) : null}
    />,
  );
});

writingRoutes.get("/schreiben/projekt/:draft{[0-9]+}/verwerfen", async (c) => {
  const { ctx, frame } = c.var;
  const draft = await draftOf(ctx, memberOf(c), c.req.param("draft"));
  const title = fieldOf(draft.form, "title") || frame.t("writing.untitled");
  return c.html(
    <ConfirmPage
      frame={frame}
      title={frame.t("writing.discard.title")}
      action={`/schreiben/projekt/${draft.id}/verwerfen`}
      confirm={frame.t("writing.discard.confirm")}
      back={`/schreiben/projekt/${draft.id}`}
    >
      <p>{frame.t(draft.postId ? "writing.discard.edit" : "writing.discard.text", { title })}</p>
    </ConfirmPage>,
  );
});

writingRoutes.post("/schreiben/projekt/:draft{[0-9]+}/verwerfen", async (c) => {
  const { ctx } = c.var;
  const draft = await draftOf(ctx, memberOf(c), c.req.param("draft"));
  const path = await pathOfEdited(c, draft);
  await discardDraft(ctx, memberOf(c), draft.id);
  return c.redirect(path?.replace(/\/bearbeiten$/, "") ?? "/schreiben", 303);
});

/** What the script sends while one types: the same form, or JSON with the same names. */
writingRoutes.post("/schreiben/entwurf", async (c) => {
  const { ctx } = c.var;
  const sent = await readAutosave(c);
  const form = readForm(sent);
  const given = (name: string): string | undefined => {
    const value = sent.find(([each]) => each === name)?.[1];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const saved = await saveDraft(ctx, memberOf(c), { id: given("entwurf"), postId: given("notiz"), form });
  return c.json({ id: saved.id, path: `/schreiben/projekt/${saved.id}`, savedAt: saved.savedAt.toISOString() });
});

/** What the script asks while one types a plain-language text: the hints as a piece of the page. */
writingRoutes.post("/schreiben/lesbarkeit", async (c) => {
  memberOf(c);
  const form = await readFields(c);
  const [text, language] = [typed(form, "text"), typed(form, "language") === "en" ? "en" : "de"] as const;
  if (text.trim() === "") return c.body(null, 204);
  return c.html(<PlainHintList t={c.var.frame.t} hints={await plainHints(text, language)} />);
});

async function readAutosave(c: C): Promise<[string, unknown][]> {
  if (!(c.req.header("Content-Type") ?? "").startsWith("application/json")) {
    return [...(await c.req.formData().catch(() => new FormData())).entries()];
  }
  const body: unknown = await c.req.json().catch(() => null);
  if (typeof body !== "object" || body === null) throw new HTTPException(400, { message: "Not a JSON object." });
  return Object.entries(body).flatMap(([name, value]): [string, unknown][] =>
    Array.isArray(value) ? value.map((one): [string, unknown] => [name, one]) : [[name, value]],
  );
}

writingRoutes.route("/", editingRoutes);
