import { type Context, Hono } from "hono";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { act, FRESH, type Returned, statusOf } from "../../ui/forms/act.ts";
import { type FormValues, typed } from "../../ui/forms/read-form.ts";
import { memberOf } from "../accounts/accounts.policy.ts";
import { ADOPTION_STATES, type AdoptionState } from "../project-notes/adopted.model.ts";
import { noteNotFound } from "../project-notes/project-notes.errors.ts";
import type { ProjectNoteView } from "../project-notes/project-notes.model.ts";
import { projectNoteBySlug } from "../project-notes/project-notes.queries.ts";
import { linesIn } from "./adopting.routes.tsx";
import { adoptionNotFound, notAdopted } from "./adoptions.errors.ts";
import { adoptionsFor, externalAdoptionsOf, policyOf } from "./adoptions.queries.ts";
import type { AnswerInput, ExternalInput, ProgressInput } from "./adoptions.schemas.ts";
import { AnswersPage } from "./pages/answers-page.tsx";
import { ProgressPage } from "./pages/progress-page.tsx";
import { answerAdoption, enterAdoption, removeEntry, setAdoptionPolicy } from "./usecases/answer.ts";
import { changeProgress } from "./usecases/progress.ts";

type C = Context<AppEnv>;
const PAGE = 30;

/** For the people of a note: who takes it over, what they answer, and, of what they took over themselves, how far it is. */
export const answeringRoutes = new Hono<AppEnv>()
  .get("/projekte/:slug/uebernahmen", (c) => answersPage(c))
  .get("/projekte/:slug/uebernahmen/vor/:before", (c) => {
    const before = c.req.param("before");
    if (!isId(before)) throw adoptionNotFound();
    return answersPage(c, FRESH, before);
  })
  .post("/projekte/:slug/uebernahmen/:id", async (c) => {
    const note = await ownNote(c);
    const id = c.req.param("id");
    if (!isId(id)) throw adoptionNotFound();
    return act(c, `${note.path}/uebernahmen`, answersPage, (form) =>
      answerAdoption(c.var.ctx, memberOf(c), note.id, id, {
        // The schema says what is missing.
        answer: typed(form, "answer") as AnswerInput["answer"],
        reason: typed(form, "reason"),
      }),
    );
  })
  .post("/projekte/:slug/uebernahmen-regel", async (c) => {
    const note = await ownNote(c);
    return act(c, `${note.path}/uebernahmen`, answersPage, (form) =>
      setAdoptionPolicy(c.var.ctx, memberOf(c), note.id, { policy: typed(form, "policy") }),
    );
  })
  .post("/projekte/:slug/uebernahmen-von-hand", async (c) => {
    const note = await ownNote(c);
    return act(c, `${note.path}/uebernahmen`, answersPage, (form) =>
      enterAdoption(c.var.ctx, memberOf(c), note.id, {
        title: typed(form, "title"),
        district: typed(form, "district"),
        url: typed(form, "url").trim(),
        state: typed(form, "state") as ExternalInput["state"],
      }),
    );
  })
  .post("/projekte/:slug/uebernahmen-von-hand/:id/entfernen", async (c) => {
    const note = await ownNote(c);
    const id = c.req.param("id");
    if (!isId(id)) throw adoptionNotFound();
    await removeEntry(c.var.ctx, memberOf(c), note.id, id);
    return c.redirect(`${note.path}/uebernahmen`, 303);
  })
  .get("/projekte/:slug/uebernahme", (c) => progressPage(c))
  .post("/projekte/:slug/uebernahme", async (c) => {
    const note = await ownNote(c);
    return act(c, note.path, progressPage, (form) => changeProgress(c.var.ctx, memberOf(c), note.id, progressIn(form)));
  });

/** The note of ours at this address, if the viewer may edit it; for everybody else there is nothing. */
async function ownNote(c: C): Promise<ProjectNoteView> {
  const note = await projectNoteBySlug(c.var.ctx, memberOf(c), c.req.param("slug") ?? "");
  if (!note?.canEdit) throw noteNotFound();
  return note;
}

async function answersPage(c: C, returned: Returned = FRESH, before?: string): Promise<Response> {
  const { ctx, frame } = c.var;
  const note = await ownNote(c);
  const [found, byHand, policy] = await Promise.all([
    adoptionsFor(ctx, note.id, { before, limit: PAGE + 1 }),
    externalAdoptionsOf(ctx, note.id),
    policyOf(ctx, note.id),
  ]);
  const entries = found.slice(0, PAGE);
  const next = found.length > PAGE ? entries.at(-1)?.adoption.id : undefined;
  const page = { frame, note, entries, before: next, byHand, policy, ...returned };
  return c.html(<AnswersPage {...page} />, statusOf(returned));
}

const LISTS = ["adapted", "worked", "didNotWork", "wouldChange"] as const;

const progressIn = (form: FormValues): ProgressInput => ({
  state: typed(form, "state") as AdoptionState,
  reason: typed(form, "reason"),
  outcome: typed(form, "outcome") as ProgressInput["outcome"],
  adapted: linesIn(typed(form, "adapted")),
  worked: linesIn(typed(form, "worked")),
  didNotWork: linesIn(typed(form, "didNotWork")),
  wouldChange: linesIn(typed(form, "wouldChange")),
});

async function progressPage(c: C, returned: Returned = FRESH): Promise<Response> {
  const note = await ownNote(c);
  const { adoption } = note;
  if (!adoption) throw notAdopted();
  const { lessons = {} } = note.fields;
  const lists = { ...lessons, adapted: adoption.adapted };
  const stored = Object.fromEntries([
    ...LISTS.map((name) => [name, [(lists[name] ?? []).join("\n")]]),
    ["state", [ADOPTION_STATES.find((state) => state === c.req.query("stand")) ?? adoption.state]],
    ["reason", [adoption.reason ?? ""]],
    ["outcome", [note.outcome]],
  ]);
  const { errors } = returned;
  const form = returned === FRESH ? stored : returned.form;
  return c.html(<ProgressPage frame={c.var.frame} note={note} form={form} errors={errors} />, statusOf(returned));
}
