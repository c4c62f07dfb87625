import { type Context, Hono } from "hono";
import { isId } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { type FormValues, readForm, typed } from "../../ui/forms/read-form.ts";
import { safePath } from "../../ui/safe-path.ts";
import { sessionNeeded } from "../accounts/accounts.errors.ts";
import { actorNotFound } from "../actors/actors.errors.ts";
import { SECTORS } from "../actors/actors.model.ts";
import { followNotFound } from "../follows/follows.errors.ts";
import { listFollowRequests } from "../follows/follows.queries.ts";
import { acceptFollow, rejectFollow, requestFollow, unfollow } from "../follows/follows.usecases.ts";
import { organisationNotFound } from "./organisations.errors.ts";
import { organisationForm, readNewOrganisationForm, readOrganisationForm } from "./organisations.form.ts";
import { ORGANISATION_KINDS } from "./organisations.model.ts";
import { canActFor, canManage, type Membership } from "./organisations.policy.ts";
import {
  editorsOf,
  listOrganisations,
  membershipIn,
  type Organisation,
  organisationByHandle,
  organisationsOf,
} from "./organisations.queries.ts";
import {
  actingFor,
  answerInvitation,
  changeOrganisation,
  createOrganisation,
  inviteEditor,
  leaveOrganisation,
} from "./organisations.usecases.ts";
import { DirectoryPage } from "./pages/directory.tsx";
import { OrganisationFormPage } from "./pages/form.tsx";
import { ManagePage } from "./pages/manage.tsx";

type C = Context<AppEnv>;

const PAGE = 40;
const REQUESTS = 30;

/** The directory of organisations for everybody; founding and managing them for members. */
export const organisationRoutes = new Hono<AppEnv>();

/** The member at the browser; somebody with a bearer token is sent away. */
function member(c: C): Viewer {
  const { viewer, scopes } = c.var;
  if (!viewer || scopes) throw sessionNeeded();
  return viewer;
}

organisationRoutes.get("/organisationen", async (c) => {
  const { ctx, viewer, frame } = c.var;
  const after = c.req.query("nach");
  const choice = {
    sector: SECTORS.find((sector) => sector === c.req.query("bereich")),
    kind: ORGANISATION_KINDS.find((kind) => kind === c.req.query("art")),
    open: c.req.query("offen") === "ja",
    after: after !== undefined && isId(after) ? after : undefined,
  };
  const [found, own, invited] = await Promise.all([
    listOrganisations(ctx, { ...choice, limit: PAGE + 1 }),
    viewer ? organisationsOf(ctx, viewer) : [],
    viewer ? organisationsOf(ctx, viewer, "invited") : [],
  ]);
  const organisations = found.slice(0, PAGE);
  const next = found.length > PAGE ? (organisations.at(-1)?.actor.id ?? null) : null;
  return c.html(<DirectoryPage {...{ frame, choice, organisations, next, own, invited }} />);
});

const newPage = (c: C, values: FormValues, errors: FormErrors): Response | Promise<Response> =>
  c.html(
    <OrganisationFormPage frame={c.var.frame} actor={null} values={values} errors={errors} />,
    errors === NO_ERRORS ? 200 : 422,
  );

organisationRoutes.get("/organisationen/neu", (c) => newPage(c, {}, NO_ERRORS));

organisationRoutes.post("/organisationen/neu", async (c) => {
  const form = await readForm(c);
  try {
    const { handle } = await createOrganisation(c.var.ctx, member(c), readNewOrganisationForm(form));
    return c.redirect(`/@${handle}`, 303);
  } catch (error) {
    return newPage(c, form, formErrors(c.var.frame.t, error));
  }
});

/** The organisation at this address, if the viewer has to do with it; for everybody else there is nothing. */
async function here(
  c: C,
  may: (viewer: Viewer, membership: Membership) => boolean,
): Promise<Organisation & { membership: Membership }> {
  const viewer = member(c);
  const organisation = await organisationByHandle(c.var.ctx, c.req.param("handle") ?? "");
  if (!organisation) throw organisationNotFound();
  const membership = await membershipIn(c.var.ctx, viewer, organisation.actor.id);
  if (!may(viewer, membership)) throw organisationNotFound();
  return { ...organisation, membership };
}

organisationRoutes.get("/organisationen/:handle/bearbeiten", async (c) => {
  const organisation = await here(c, canManage);
  const values = organisationForm(organisation);
  return c.html(
    <OrganisationFormPage frame={c.var.frame} actor={organisation.actor} values={values} errors={NO_ERRORS} />,
  );
});

organisationRoutes.post("/organisationen/:handle/bearbeiten", async (c) => {
  const { actor } = await here(c, canManage);
  const form = await readForm(c);
  try {
    await changeOrganisation(c.var.ctx, member(c), actor.handle, readOrganisationForm(form));
    return c.redirect(`/@${actor.handle}`, 303);
  } catch (error) {
    const errors = formErrors(c.var.frame.t, error);
    return c.html(<OrganisationFormPage frame={c.var.frame} actor={actor} values={form} errors={errors} />, 422);
  }
});

async function managePage(c: C, errors: FormErrors, invited: string): Promise<Response> {
  const { ctx, frame } = c.var;
  const { actor, membership } = await here(c, canManage);
  const [editors, requests] = await Promise.all([
    editorsOf(ctx, actor.id),
    canActFor(membership) ? listFollowRequests(ctx, actor.id, { limit: REQUESTS }) : [],
  ]);
  const page = <ManagePage {...{ frame, actor, membership, editors, requests, errors }} typed={invited} />;
  return c.html(page, errors === NO_ERRORS ? 200 : 422);
}

organisationRoutes.get("/organisationen/:handle/verwalten", (c) => managePage(c, NO_ERRORS, ""));

organisationRoutes.post("/organisationen/:handle/einladen", async (c) => {
  const who = typed(await readForm(c), "handle");
  return change(c, who, ({ ctx, viewer, handle }) => inviteEditor(ctx, viewer, handle, who));
});

organisationRoutes.post("/organisationen/:handle/anfragen/:id", async (c) => {
  const id = c.req.param("id");
  if (!isId(id)) throw followNotFound();
  const answer = typed(await readForm(c), "antwort") === "ja" ? acceptFollow : rejectFollow;
  return change(c, "", async ({ ctx, viewer, handle }) => answer(ctx, await actingFor(ctx, viewer, handle), id));
});

/** Changes something and shows the page about the editors again. */
async function change(
  c: C,
  invited: string,
  work: (given: { ctx: AppEnv["Variables"]["ctx"]; viewer: Viewer; handle: string }) => Promise<void>,
): Promise<Response> {
  const { actor } = await here(c, canManage);
  try {
    await work({ ctx: c.var.ctx, viewer: member(c), handle: actor.handle });
    return c.redirect(`/organisationen/${actor.handle}/verwalten`, 303);
  } catch (error) {
    return managePage(c, formErrors(c.var.frame.t, error), invited);
  }
}

organisationRoutes.post("/organisationen/:handle/einladung", async (c) => {
  const { actor } = await here(c, (_viewer, membership) => membership === "invited");
  const accept = typed(await readForm(c), "antwort") === "ja";
  await answerInvitation(c.var.ctx, member(c), actor.handle, accept);
  return c.redirect(accept ? `/organisationen/${actor.handle}/verwalten` : "/organisationen", 303);
});

organisationRoutes.post("/organisationen/:handle/verlassen", async (c) => {
  const { actor } = await here(c, (_viewer, membership) => canActFor(membership));
  try {
    await leaveOrganisation(c.var.ctx, member(c), actor.handle);
    return c.redirect(`/@${actor.handle}`, 303);
  } catch (error) {
    return managePage(c, formErrors(c.var.frame.t, error), "");
  }
});

/** Follow in the name of an organisation: `wem` the row id of who is followed, `als` the handle, then `zurueck`. */
organisationRoutes.post("/organisationen/folgen", async (c) => {
  const { ctx } = c.var;
  const form = await readForm(c);
  const id = typed(form, "wem");
  if (!isId(id)) throw actorNotFound();
  const acting = await actingFor(ctx, member(c), typed(form, "als"));
  await (typed(form, "aktion") === "entfolgen" ? unfollow(ctx, acting, id) : requestFollow(ctx, acting, id));
  return c.redirect(safePath(typed(form, "zurueck")), 303);
});
