import { type Context, Hono } from "hono";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { type FormValues, readForm, typed } from "../../ui/forms/read-form.ts";
import { memberOf } from "../accounts/accounts.policy.ts";
import { organisationsOf } from "../organisations/organisations.queries.ts";
import { visiblePostAt } from "../posts/posts.queries.ts";
import { noteNotFound } from "../project-notes/project-notes.errors.ts";
import type { ProjectNoteView } from "../project-notes/project-notes.model.ts";
import { projectNoteById, projectNoteBySlug } from "../project-notes/project-notes.queries.ts";
import { WITHOUT_KIT } from "./adopted-kit.model.ts";
import { requestNotFound } from "./adoptions.errors.ts";
import { openRequests } from "./adoptions.queries.ts";
import { AdoptPage } from "./pages/adopt-page.tsx";
import { RequestsPage } from "./pages/requests-page.tsx";
import { ConfirmRequestPage, VisitorPage } from "./pages/visitor-page.tsx";
import { type Adoptable, adoptable, adoptProject } from "./usecases/adopt.ts";
import { confirmRequest, finishRequest, requestAdoption, requestToConfirm } from "./usecases/request.ts";

type C = Context<AppEnv>;

/** Makes a note known here that a member names by its address; given by `app/`, since features do not know federation. */
export type LookUpNote = (ctx: Ctx, address: string, reader: Viewer) => Promise<unknown>;

/** Addresses that a member may have us ask for. */
const LOOK_UPS = { points: 60, seconds: 300 };
const REQUESTS = 50;

/** "Wir übernehmen das": as a member, from one's own server, or by e-mail; and the list of those requests. */
export const adoptingRoutes = (lookUp: LookUpNote): Hono<AppEnv> =>
  new Hono<AppEnv>()
    .get("/uebernehmen", async (c) => {
      const origin = await originAt(c, c.req.query("von") ?? "", lookUp);
      return showDraft(c, origin, draftOf(origin, c.var.ctx.newId()));
    })
    .post("/uebernehmen", (c) => submitDraft(c, lookUp))
    .get("/projekte/:slug/uebernehmen", (c) => askVisitor(c))
    .get("/projekte/:host/:id{[0-9]+}/uebernehmen", (c) => askVisitor(c))
    .post("/projekte/:slug/uebernehmen", (c) => takeRequest(c))
    .post("/projekte/:host/:id{[0-9]+}/uebernehmen", (c) => takeRequest(c))
    .get("/uebernahme-anfrage/:secret", async (c) => {
      const secret = c.req.param("secret");
      const { done } = await requestToConfirm(c.var.ctx, secret);
      const page = <ConfirmRequestPage frame={c.var.frame} secret={secret} done={done} />;
      return c.html(page, 200, NOT_KEPT);
    })
    .post("/uebernahme-anfrage/:secret", async (c) => {
      const secret = c.req.param("secret");
      await confirmRequest(c.var.ctx, secret);
      return c.redirect(`/uebernahme-anfrage/${secret}`, 303);
    })
    .get("/verwaltung/uebernahmen", (c) => showRequests(c, undefined))
    .get("/verwaltung/uebernahmen/vor/:before", (c) => {
      const before = c.req.param("before");
      if (!isId(before)) throw requestNotFound();
      return showRequests(c, before);
    })
    .post("/verwaltung/uebernahmen/:id/erledigt", async (c) => {
      const id = c.req.param("id");
      if (!isId(id)) throw requestNotFound();
      await finishRequest(c.var.ctx, memberOf(c), id);
      return c.redirect("/verwaltung/uebernahmen?getan=1", 303);
    });

/** What holds somebody's address, or a secret, is kept by nobody on the way. */
const NOT_KEPT = { "Cache-Control": "no-store" };

/** What a member wants to take over, by its id or the address of its page; asked for at its server if it is unknown. */
async function originAt(c: C, address: string, lookUp: LookUpNote): Promise<Adoptable> {
  const { ctx } = c.var;
  const viewer = memberOf(c);
  const known = await visiblePostAt(ctx, viewer, address);
  if (!known) {
    const { allowed } = await takePoint(ctx, `look-up:${viewer.accountId}`, LOOK_UPS.points, LOOK_UPS.seconds);
    if (allowed && /^https?:\/\//.test(address)) await lookUp(ctx, address, viewer);
  }
  const post = known ?? (await visiblePostAt(ctx, viewer, address));
  if (!post) throw new AppError("notFound", "adoptions.no-such-note", "There is no such note.");
  return adoptable(ctx, viewer, post.id);
}

const LISTS = ["targetGroups"] as const;
const TEXTS = ["title", "summary", "goal", "measures"] as const;

function draftOf({ seed }: Adoptable, key: string): FormValues {
  const texts = TEXTS.map((name) => [name, [seed[name] ?? ""]]);
  const lists = LISTS.map((name) => [name, [(seed[name] ?? []).join("\n")]]);
  return Object.fromEntries([...texts, ...lists, ["paket", ["ja"]], ["schluessel", [key]]]);
}

async function showDraft(c: C, origin: Adoptable, form: FormValues, errors: FormErrors = NO_ERRORS) {
  const organisations = await organisationsOf(c.var.ctx, memberOf(c));
  const page = { frame: c.var.frame, origin, form, errors, organisations };
  return c.html(<AdoptPage {...page} />, errors === NO_ERRORS ? 200 : 422);
}

async function submitDraft(c: C, lookUp: LookUpNote): Promise<Response> {
  const { ctx, frame } = c.var;
  const viewer = memberOf(c);
  const form = await readForm(c);
  const origin = await originAt(c, typed(form, "von"), lookUp);
  const texts = Object.fromEntries(TEXTS.map((name) => [name, typed(form, name)]));
  const targetGroups = linesIn(typed(form, "targetGroups"));
  try {
    const kit = typed(form, "paket") === "" ? WITHOUT_KIT : {};
    const input = { ...texts, ...kit, targetGroups, message: typed(form, "message") };
    const note = await adoptProject(ctx, viewer, origin.post.id, input, {
      as: typed(form, "as") || undefined,
      idempotencyKey: typed(form, "schluessel") || undefined,
    });
    return c.redirect(`/projekte/${note.slug}`, 303);
  } catch (error) {
    return showDraft(c, origin, form, formErrors(frame.t, error, { "": "message" }));
  }
}

/** One entry a line, empty ones left out. */
export const linesIn = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** The public note, ours or a peer's, at the address before `/uebernehmen`. */
async function noteAsked(c: C): Promise<ProjectNoteView> {
  const { ctx } = c.var;
  const host = c.req.param("host");
  const note =
    host === undefined
      ? await projectNoteBySlug(ctx, null, c.req.param("slug") ?? "")
      : await projectNoteById(ctx, null, c.req.param("id") ?? "");
  if (!note || (host !== undefined && (note.local || note.author.host !== host.toLowerCase()))) throw noteNotFound();
  return note;
}

async function askVisitor(c: C): Promise<Response> {
  const note = await noteAsked(c);
  if (c.var.viewer) return c.redirect(`/uebernehmen?von=${encodeURIComponent(note.uri)}`, 303);
  const asked = c.req.query("gesendet");
  const sent = asked === "bestaetigen" ? "to-confirm" : asked === "1" ? "done" : null;
  return c.html(<VisitorPage frame={c.var.frame} note={note} form={{}} errors={NO_ERRORS} sent={sent} />);
}

async function takeRequest(c: C): Promise<Response> {
  const { ctx, clientKey, frame } = c.var;
  const note = await noteAsked(c);
  const form = await readForm(c);
  const request = { name: typed(form, "name"), email: typed(form, "email"), message: typed(form, "message") };
  try {
    const { toConfirm } = await requestAdoption(ctx, note.id, request, clientKey);
    return c.redirect(`${note.path}/uebernehmen?gesendet=${toConfirm ? "bestaetigen" : "1"}`, 303);
  } catch (error) {
    if (error instanceof AppError && error.retryAfter !== undefined) c.header("Retry-After", `${error.retryAfter}`);
    const status = error instanceof AppError && error.kind === "limited" ? 429 : 422;
    const errors = formErrors(frame.t, error);
    return c.html(<VisitorPage frame={frame} note={note} form={form} errors={errors} sent={null} />, status, NOT_KEPT);
  }
}

async function showRequests(c: C, before: string | undefined): Promise<Response> {
  const { ctx, viewer, frame } = c.var;
  if (!viewer || viewer.role === "member") throw requestNotFound();
  const found = await openRequests(ctx, { before, limit: REQUESTS + 1 });
  const entries = found.slice(0, REQUESTS);
  const next = found.length > REQUESTS ? entries.at(-1)?.request.id : undefined;
  const page = <RequestsPage frame={frame} entries={entries} before={next} done={c.req.query("getan") === "1"} />;
  return c.html(page, 200, NOT_KEPT);
}
