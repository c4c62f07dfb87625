import { type Context, Hono } from "hono";
import { activityPubNotFound, activityPubResponse, wantsActivityPub } from "../../platform/activitypub-http.ts";
import { AppError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type Actor, actorByHandle, ownHost } from "../actors/actors.queries.ts";
import { federationIsOn } from "../district/district.queries.ts";
import { ActorGonePage, ProfilePage } from "./pages/profile.tsx";
import { listProjectNotes } from "./project-notes.queries.ts";

const PAGE = 12;

type C = Context<AppEnv>;

/** Profiles: `/@name` for everybody, `/@name@host` for members. */
export const profileRoutes = new Hono<AppEnv>();

const notFound = (): AppError => new AppError("notFound", "errors.not-found", "There is nothing at this address.");

profileRoutes.get("/:address{@[^/]+}", async (c) => {
  const { ctx, viewer, frame } = c.var;
  const [handle = "", host] = c.req.param("address").slice(1).split("@");
  if (host !== undefined && host.toLowerCase() === ownHost(ctx)) return c.redirect(`/@${handle}`, 301);
  if (host !== undefined && viewer === null) {
    return c.redirect(`/anmelden?weiter=${encodeURIComponent(frame.path)}`, 303);
  }
  const actor = await actorByHandle(ctx, handle, host);
  if (actor === null || actor.suspendedAt !== null) throw notFound();
  if (actor.deletedAt !== null) return c.html(<ActorGonePage frame={frame} />, 410);
  if (actor.local && wantsActivityPub(c.req.raw)) return answerDocument(c, actor);
  if (actor.kind === "instance") return c.redirect("/ueber", 303);
  return answerProfile(c, actor);
});

async function answerProfile(c: C, actor: Actor): Promise<Response> {
  const { ctx, viewer, frame } = c.var;
  const asked = c.req.query("vor");
  const before = asked !== undefined && isId(asked) ? asked : undefined;
  const who =
    actor.kind === "district" && actor.local
      ? { scope: "own" as const }
      : { scope: "all" as const, authorId: actor.id };
  const found = await listProjectNotes(ctx, viewer, { ...who, before, limit: PAGE + 1 });
  const notes = found.slice(0, PAGE);
  const next = found.length > PAGE ? (notes.at(-1)?.id ?? null) : null;
  c.header("Vary", "Accept");
  return c.html(<ProfilePage frame={frame} actor={actor} notes={notes} before={before} next={next} />);
}

async function answerDocument(c: C, actor: Actor): Promise<Response> {
  if (!(await federationIsOn(c.var.ctx))) return activityPubNotFound(c);
  return activityPubResponse(c, { text: actor.document, etag: actor.etag, public: true });
}
