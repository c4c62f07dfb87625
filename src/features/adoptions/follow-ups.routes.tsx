import { type Context, Hono } from "hono";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { act, FRESH, type Returned, statusOf } from "../../ui/forms/act.ts";
import { type FormValues, typed } from "../../ui/forms/read-form.ts";
import { memberOf } from "../accounts/accounts.policy.ts";
import { noteNotFound } from "../project-notes/project-notes.errors.ts";
import type { ProjectNoteView } from "../project-notes/project-notes.model.ts";
import { projectNoteBySlug } from "../project-notes/project-notes.queries.ts";
import { followUpNotFound } from "./adoptions.errors.ts";
import { choiceOf, QUESTIONS, type Side } from "./follow-ups.model.ts";
import { type FollowUp, followUpAt } from "./follow-ups.queries.ts";
import type { FollowUpInput } from "./follow-ups.schemas.ts";
import { FollowUpPage } from "./pages/follow-up-page.tsx";
import { answerFollowUp, passFollowUp } from "./usecases/follow-up.ts";

type C = Context<AppEnv>;
const PATH = "/projekte/:slug/nachfrage/:id{[0-9]+}";

/** How an adoption went on: three questions to the people of a note, some months later. */
export const followUpRoutes = new Hono<AppEnv>()
  .get(PATH, (c) => showPage(c))
  .post(PATH, async (c) => {
    const { note, followUp } = await asked(c);
    return act(c, `${note.path}#gelernt`, showPage, (form) =>
      answerFollowUp(c.var.ctx, memberOf(c), note.id, followUp.id, answersIn(followUp.side, form)),
    );
  })
  .post(`${PATH}/spaeter`, async (c) => {
    const { note, followUp } = await asked(c);
    return act(c, note.path, showPage, () => passFollowUp(c.var.ctx, memberOf(c), note.id, followUp.id));
  });

/** What was asked, for who may edit the note; for everybody else there is nothing. */
async function asked(c: C): Promise<{ note: ProjectNoteView; followUp: FollowUp }> {
  const { ctx } = c.var;
  const note = await projectNoteBySlug(ctx, memberOf(c), c.req.param("slug") ?? "");
  if (!note?.canEdit) throw noteNotFound();
  const id = c.req.param("id") ?? "";
  const followUp = isId(id) ? await followUpAt(ctx, note.id, id) : null;
  if (!followUp) throw followUpNotFound();
  return { note, followUp };
}

const answersIn = (side: Side, form: FormValues): FollowUpInput =>
  Object.fromEntries(
    QUESTIONS[side].flatMap((question) => {
      const names = question.lists.length === 1 ? [question.name] : [question.name, choiceOf(question)];
      return names.map((name): [string, string] => [name, typed(form, name)]);
    }),
  );

async function showPage(c: C, returned: Returned = FRESH): Promise<Response> {
  const page = <FollowUpPage frame={c.var.frame} {...(await asked(c))} {...returned} />;
  return c.html(page, statusOf(returned));
}
