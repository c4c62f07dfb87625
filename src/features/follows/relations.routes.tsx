import { type Context, Hono } from "hono";
import type { Ctx } from "../../platform/ctx.ts";
import { type Id, isId } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type FormValues, readForm, typed } from "../../ui/forms/read-form.ts";
import { safePath } from "../../ui/safe-path.ts";
import { sessionNeeded } from "../accounts/accounts.errors.ts";
import { actorNotFound } from "../actors/actors.errors.ts";
import { endorse, unendorse } from "./endorsements.usecases.ts";
import { RelationsPage } from "./pages/relations-page.tsx";
import { endOfMute, MUTE_HOURS, type MuteLength } from "./relations.model.ts";
import { listRelations } from "./relations.queries.ts";
import { blockActor, muteActor, unblockActor, unmuteActor } from "./relations.usecases.ts";

const PAGE = 50;

/** `/einstellungen/umgang` lists whom the member blocks and mutes; `POST /umgang` changes it from wherever they are. */
export const relationRoutes = new Hono<AppEnv>()
  .get("/einstellungen/umgang", async (c) => {
    const { ctx, frame } = c.var;
    const asked = c.req.query("vor") ?? "";
    const entries = await listRelations(ctx, member(c).actorId, {
      limit: PAGE,
      before: isId(asked) ? asked : undefined,
    });
    const before = entries.length === PAGE ? entries.at(-1)?.id : undefined;
    return c.html(<RelationsPage frame={frame} entries={entries} before={before} />);
  })
  .post("/umgang", async (c) => {
    const form = await readForm(c);
    const id = typed(form, "wem");
    const act = ACTS[typed(form, "was")];
    if (!isId(id) || !act) throw actorNotFound();
    await act(c.var.ctx, member(c), id, form);
    return c.redirect(safePath(typed(form, "zurueck")), 303);
  });

const isLength = (text: string): text is MuteLength => Object.hasOwn(MUTE_HOURS, text);

const ACTS: Readonly<Record<string, (ctx: Ctx, viewer: Viewer, id: Id, form: FormValues) => Promise<void>>> = {
  blockieren: blockActor,
  freigeben: unblockActor,
  ausblenden: (ctx, viewer, id, form) => {
    const length = typed(form, "dauer");
    return muteActor(ctx, viewer, id, endOfMute(ctx.now(), isLength(length) ? length : "immer"));
  },
  einblenden: unmuteActor,
  empfehlen: endorse,
  "nicht-empfehlen": unendorse,
};

function member(c: Context<AppEnv>): Viewer {
  const { viewer, scopes } = c.var;
  if (!viewer || scopes) throw sessionNeeded();
  return viewer;
}
