import { Hono } from "hono";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { type FormValues, readForm, typed } from "../../ui/forms/read-form.ts";
import { safePath } from "../../ui/safe-path.ts";
import { memberOf } from "../accounts/accounts.policy.ts";
import { actorNotFound } from "../actors/actors.errors.ts";
import { actorById } from "../actors/actors.queries.ts";
import { followNotFound } from "../follows/follows.errors.ts";
import { listFollowers, listFollowRequests } from "../follows/follows.queries.ts";
import { notInGroup } from "./groups.errors.ts";
import { MODERATION_ACTIONS } from "./groups.model.ts";
import { bansIn, type Group, moderatorsOf, namedModerators, submissionsOf } from "./groups.queries.ts";
import { beforeIn, type C, groupIn, pageOf } from "./groups.routes.tsx";
import { ActAgainPage } from "./pages/acts.tsx";
import { ManagePage } from "./pages/manage-page.tsx";
import { pathOf } from "./pages/parts.tsx";
import { removedFrom } from "./settings.queries.ts";
import { answerRequest, checkModerates, invite, joinGroup, leaveGroup } from "./usecases/membership.ts";
import { decide, review } from "./usecases/moderate.ts";

const REQUESTS = 50;
const SUBMISSIONS = 50;
const MEMBERS = 50;
const REMOVED = 50;

/** Joining and leaving, and everything for moderators. */
export const groupModerationRoutes = new Hono<AppEnv>();

groupModerationRoutes.post("/gruppen/:handle/mitglied", async (c) => {
  const viewer = memberOf(c);
  const group = await groupIn(c);
  const change = typed(await readForm(c), "was") === "verlassen" ? leaveGroup : joinGroup;
  await change(c.var.ctx, viewer, group);
  return c.redirect(pathOf(group), 303);
});

groupModerationRoutes.get("/gruppen/:handle/moderation", async (c) => showManage(c, await groupIn(c)));

async function showManage(
  c: C,
  group: Group,
  again?: { readonly values: FormValues; readonly errors: FormErrors },
): Promise<Response> {
  const { ctx, frame } = c.var;
  await checkModerates(ctx, memberOf(c), group);
  const { id } = group.actor;
  const [requests, submissions, found, moderators, named, bans, removed] = await Promise.all([
    listFollowRequests(ctx, id, { limit: REQUESTS }),
    submissionsOf(ctx, id, SUBMISSIONS),
    listFollowers(ctx, id, { limit: MEMBERS + 1, before: beforeIn(c) }),
    moderatorsOf(ctx, id),
    namedModerators(ctx, id),
    bansIn(ctx, id),
    removedFrom(ctx, id, REMOVED),
  ]);
  const [members, next] = pageOf(found, MEMBERS, ({ followId }) => followId);
  const { values, errors } = again ?? { values: {}, errors: NO_ERRORS };
  const done = again === undefined && c.req.query("getan") === "1";
  const page = {
    frame,
    group,
    requests,
    submissions,
    members,
    next,
    moderators,
    named,
    bans,
    removed,
    done,
    values,
    errors,
  };
  return c.html(<ManagePage {...page} />, again ? 422 : 200);
}

/** Acts about a post or a person; what cannot be done comes back with what was typed. */
groupModerationRoutes.post("/gruppen/:handle/moderation", async (c) => {
  const { ctx, frame } = c.var;
  const viewer = memberOf(c);
  const group = await groupIn(c);
  const form = await readForm(c);
  const field = (name: string): string => typed(form, name);
  const [actorId, postId] = [field("actorId") || undefined, field("postId") || undefined];
  const back = safePath(field("zurueck"));
  try {
    await decide(ctx, viewer, group, {
      ...(actorId !== undefined && { actorId }),
      ...(postId !== undefined && { postId }),
      ...{ action: field("action"), reason: field("reason"), days: field("days") },
    });
  } catch (error) {
    const errors = formErrors(frame.t, error);
    const actor = actorId !== undefined && isId(actorId) ? await actorById(ctx, actorId) : null;
    if (!actor) throw actorNotFound();
    const actions = MODERATION_ACTIONS.filter((action) => action === field("action"));
    return c.html(<ActAgainPage {...{ frame, group, actor, postId, actions, values: form, errors, back }} />, 422);
  }
  // What was removed has no page any more.
  return c.redirect(field("action") === "remove" ? pathOf(group) : back, 303);
});

groupModerationRoutes.post("/gruppen/:handle/anfragen/:id", async (c) => {
  const viewer = memberOf(c);
  const group = await groupIn(c);
  const id = c.req.param("id");
  if (!isId(id)) throw followNotFound();
  const answer = typed(await readForm(c), "antwort") === "accept" ? "accept" : "decline";
  await answerRequest(c.var.ctx, viewer, group, id, answer);
  return c.redirect(`${pathOf(group)}/moderation?getan=1`, 303);
});

groupModerationRoutes.post("/gruppen/:handle/pruefung/:id", async (c) => {
  const viewer = memberOf(c);
  const group = await groupIn(c);
  const id = c.req.param("id");
  if (!isId(id)) throw notInGroup();
  const answer = typed(await readForm(c), "antwort") === "admit" ? "admit" : "turnAway";
  await review(c.var.ctx, viewer, group, id, answer);
  return c.redirect(`${pathOf(group)}/moderation?getan=1`, 303);
});

groupModerationRoutes.post("/gruppen/:handle/einladungen", async (c) => {
  const { ctx, frame } = c.var;
  const viewer = memberOf(c);
  const group = await groupIn(c);
  const form = await readForm(c);
  try {
    await invite(ctx, viewer, group, typed(form, "wer"));
  } catch (error) {
    return showManage(c, group, { values: form, errors: formErrors(frame.t, error) });
  }
  return c.redirect(`${pathOf(group)}/moderation?getan=1`, 303);
});
