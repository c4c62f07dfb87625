import { type Context, Hono } from "hono";
import { type Id, isId } from "../../platform/ids.ts";
import { readInput } from "../../platform/validation.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { readForm, typed, typedAll } from "../../ui/forms/read-form.ts";
import { safePath } from "../../ui/safe-path.ts";
import { sessionNeeded } from "../accounts/accounts.errors.ts";
import { actorNotFound } from "../actors/actors.errors.ts";
import { districtOf } from "../district/district.queries.ts";
import { followChoiceSchema } from "./follows.schemas.ts";
import { chooseOfFollow, requestFollow, unfollow } from "./follows.usecases.ts";

/** Follow and unfollow by form: `wem` the actor's row id, `fuer=stadtteil` (admins) for the district, then `zurueck`; and what one wants of it. */
export const followingRoutes = new Hono<AppEnv>()
  .post("/folgen", (c) => change(c, requestFollow))
  .post("/entfolgen", (c) => change(c, unfollow))
  .post("/folgen/wuensche", choose);

/** What the member wants of whom they follow: `geteiltes`, `mitteilen` and `sprachen`, none of these meaning all. */
async function choose(c: Context<AppEnv>): Promise<Response> {
  const { ctx, viewer } = c.var;
  if (!viewer) throw sessionNeeded();
  const form = await readForm(c);
  const id = typed(form, "wem");
  if (!isId(id)) throw actorNotFound();
  const choice = readInput(followChoiceSchema, {
    boosts: typed(form, "geteiltes") !== "",
    notify: typed(form, "mitteilen") !== "",
    languages: typedAll(form, "sprachen"),
  });
  await chooseOfFollow(ctx, viewer, id, choice);
  return c.redirect(safePath(typed(form, "zurueck")), 303);
}

async function change(
  c: Context<AppEnv>,
  act: (ctx: AppEnv["Variables"]["ctx"], viewer: Viewer, actorId: Id, onBehalf?: Id) => Promise<unknown>,
): Promise<Response> {
  const { ctx, viewer } = c.var;
  if (!viewer) throw sessionNeeded();
  const form = await readForm(c);
  const id = typed(form, "wem");
  if (!isId(id)) throw actorNotFound();
  const district = typed(form, "fuer") === "stadtteil" ? await districtOf(ctx) : null;
  await (district ? act(ctx, viewer, id, district.actorId) : act(ctx, viewer, id));
  return c.redirect(safePath(typed(form, "zurueck")), 303);
}
