import { type Context, Hono } from "hono";
import type { AppEnv } from "../../ui/env.ts";
import { act, FRESH, statusOf } from "../../ui/forms/act.ts";
import { typed } from "../../ui/forms/read-form.ts";
import { memberOf } from "../accounts/accounts.policy.ts";
import { noteNotFound } from "../project-notes/project-notes.errors.ts";
import type { ProjectNoteView } from "../project-notes/project-notes.model.ts";
import { projectNoteById } from "../project-notes/project-notes.queries.ts";
import { ConfirmPage } from "./pages/confirm-page.tsx";
import { confirmKit, withdrawConfirmation } from "./usecases/confirm-kit.ts";

type C = Context<AppEnv>;

const PATH = "/projekte/:host/:id{[0-9]+}/einfach-handzuhaben";

/** For members: saying that another district's transfer kit is easy to handle. */
export const confirmingRoutes = new Hono<AppEnv>()
  .get(PATH, (c) => confirmPage(c))
  .post(PATH, async (c) => {
    const note = await peersNote(c);
    return act(c, note.path, confirmPage, (form) =>
      confirmKit(c.var.ctx, memberOf(c), note.id, { sentence: typed(form, "sentence") }),
    );
  })
  .post(`${PATH}/zuruecknehmen`, async (c) => {
    const note = await peersNote(c);
    await withdrawConfirmation(c.var.ctx, memberOf(c), note.id);
    return c.redirect(note.path, 303);
  });

async function peersNote(c: C): Promise<ProjectNoteView> {
  const note = await projectNoteById(c.var.ctx, memberOf(c), c.req.param("id") ?? "");
  const isThere = note !== null && !note.local && note.author.host === c.req.param("host")?.toLowerCase();
  if (!isThere) throw noteNotFound();
  return note;
}

async function confirmPage(c: C, returned = FRESH): Promise<Response> {
  const note = await peersNote(c);
  if (returned === FRESH && (note.fields.transferKit?.steps ?? []).length === 0) throw noteNotFound();
  return c.html(<ConfirmPage frame={c.var.frame} note={note} {...returned} />, statusOf(returned));
}
