import { type Context, Hono } from "hono";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { type FormValues, readForm, typed } from "../../ui/forms/read-form.ts";
import type { MessageKey } from "../../ui/i18n/i18n.ts";
import { sessionNeeded } from "../accounts/accounts.errors.ts";
import { actorNotFound } from "../actors/actors.errors.ts";
import { type Actor, actorById } from "../actors/actors.queries.ts";
import { comeBack, MOST_ALIASES, moveOut, setAliases } from "./moving.usecases.ts";
import { MovingPage } from "./pages/moving-page.tsx";

type C = Context<AppEnv>;

/** Asks other servers: an account by handle or address as it is now, or null. */
type FindActor = (ctx: Ctx, text: string) => Promise<Actor | null>;

/** Look-ups of one member, since each may ask other servers. */
const LOOK_UPS = { points: 30, seconds: 300 };

const DONE: Readonly<Record<string, MessageKey>> = {
  namen: "follows.moving.done.aliases",
  umgezogen: "follows.moving.done.moved",
  zurueck: "follows.moving.done.back",
};

/** `/einstellungen/umziehen`: bring one's followers here, or take them elsewhere. */
export const movingRoutes = (findActor: FindActor): Hono<AppEnv> =>
  new Hono<AppEnv>()
    .get("/einstellungen/umziehen", (c) => page(c, {}))
    .post("/einstellungen/umziehen/namen", (c) =>
      act(c, "namen", async (viewer, form) => {
        const asked = typed(form, "aliases")
          .split(/\s+/)
          .filter((text) => text !== "");
        const found: Actor[] = [];
        for (const text of asked.slice(0, MOST_ALIASES + 1)) found.push(await find(c, findActor, text, "aliases"));
        await setAliases(c.var.ctx, viewer, found);
      }),
    )
    .post("/einstellungen/umziehen/weg", (c) =>
      act(c, "umgezogen", async (viewer, form) => {
        const target = await find(c, findActor, typed(form, "target"), "target");
        await moveOut(c.var.ctx, viewer, target, typed(form, "current"));
      }),
    )
    .post("/einstellungen/umziehen/zurueck", (c) => act(c, "zurueck", (viewer) => comeBack(c.var.ctx, viewer)));

async function find(c: C, findActor: FindActor, text: string, field: string): Promise<Actor> {
  const { ctx } = c.var;
  const limit = await takePoint(ctx, `look-up:${member(c).accountId}`, LOOK_UPS.points, LOOK_UPS.seconds);
  if (!limit.allowed) {
    throw new AppError("limited", "search.limited", "Too many look-ups.", { retryAfter: limit.retryAfter });
  }
  const actor = await findActor(ctx, text);
  if (actor) return actor;
  throw new AppError("invalid", "follows.nobody-there", `Nobody is at ${text}.`, {
    fields: { [field]: "error.follows.nobody-there" },
  });
}

function member(c: C): Viewer {
  const { viewer, scopes } = c.var;
  if (!viewer || scopes) throw sessionNeeded();
  return viewer;
}

async function act(c: C, word: string, work: (viewer: Viewer, form: FormValues) => Promise<void>): Promise<Response> {
  const form = await readForm(c);
  try {
    await work(member(c), form);
    return c.redirect(`/einstellungen/umziehen?getan=${word}`, 303);
  } catch (error) {
    return page(c, form, formErrors(c.var.frame.t, error));
  }
}

async function page(c: C, values: FormValues, errors: FormErrors = NO_ERRORS): Promise<Response> {
  const { ctx, frame } = c.var;
  const actor = await actorById(ctx, member(c).actorId);
  if (!actor) throw actorNotFound();
  const shown = (
    <MovingPage
      frame={frame}
      actor={actor}
      values={{ aliases: [actor.alsoKnownAs.join("\n")], ...values }}
      errors={errors}
      done={DONE[c.req.query("getan") ?? ""]}
    />
  );
  return c.html(shown, errors === NO_ERRORS ? 200 : 422);
}
