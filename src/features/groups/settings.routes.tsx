import { Hono } from "hono";
import type { AppEnv } from "../../ui/env.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { type FormValues, readForm, typed } from "../../ui/forms/read-form.ts";
import { memberOf } from "../accounts/accounts.policy.ts";
import { groupNotFound } from "./groups.errors.ts";
import type { Group } from "./groups.queries.ts";
import { type C, groupIn } from "./groups.routes.tsx";
import { ChangePage } from "./pages/change-page.tsx";
import { ClosingPage } from "./pages/closing-page.tsx";
import { pathOf } from "./pages/parts.tsx";
import { aboutOf } from "./settings.queries.ts";
import { changeGroup } from "./usecases/change.ts";
import { archiveGroup, deleteGroup } from "./usecases/close.ts";
import { checkModerates } from "./usecases/membership.ts";

/** Changing and closing a group, for its moderators. What the district is called stands in the administration. */
export const groupSettingsRoutes = new Hono<AppEnv>();

/** The group in the path, if the viewer moderates it. */
async function own(c: C): Promise<Group> {
  const viewer = memberOf(c);
  const group = await groupIn(c);
  if (group.actor.kind !== "group") throw groupNotFound();
  await checkModerates(c.var.ctx, viewer, group);
  return group;
}

groupSettingsRoutes.get("/gruppen/:handle/aendern", async (c) => {
  const group = await own(c);
  const { id, name } = group.actor;
  const values = { name: [name], about: [await aboutOf(c.var.ctx, id)], mode: [group.mode] };
  return c.html(<ChangePage frame={c.var.frame} group={group} values={values} errors={NO_ERRORS} />);
});

groupSettingsRoutes.post("/gruppen/:handle/aendern", async (c) => {
  const { ctx, frame } = c.var;
  const group = await own(c);
  const form = await readForm(c);
  try {
    const input = { name: typed(form, "name"), about: typed(form, "about"), mode: typed(form, "mode") };
    await changeGroup(ctx, memberOf(c), group, input);
  } catch (error) {
    const errors = formErrors(frame.t, error);
    return c.html(<ChangePage frame={frame} group={group} values={form} errors={errors} />, 422);
  }
  return c.redirect(`${pathOf(group)}/moderation?getan=1`, 303);
});

const closing = (c: C, group: Group, values: FormValues, errors: FormErrors): Response | Promise<Response> =>
  c.html(
    <ClosingPage frame={c.var.frame} group={group} values={values} errors={errors} />,
    errors === NO_ERRORS ? 200 : 422,
  );

groupSettingsRoutes.get("/gruppen/:handle/schliessen", async (c) => closing(c, await own(c), {}, NO_ERRORS));

groupSettingsRoutes.post("/gruppen/:handle/schliessen", async (c) => {
  const { ctx, frame } = c.var;
  const viewer = memberOf(c);
  const group = await own(c);
  const form = await readForm(c);
  const what = typed(form, "was");
  try {
    if (what === "loeschen") await deleteGroup(ctx, viewer, group, typed(form, "handle"));
    else await archiveGroup(ctx, viewer, group, what === "abschliessen");
  } catch (error) {
    return closing(c, group, form, formErrors(frame.t, error));
  }
  return c.redirect(what === "loeschen" ? "/gruppen" : pathOf(group), 303);
});
