import { type Context, Hono } from "hono";
import { activityPubNotFound, activityPubResponse, wantsActivityPub } from "../../platform/activitypub-http.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type Actor, actorByHandle, ownHost } from "../actors/actors.queries.ts";
import { districtOf, federationIsOn } from "../district/district.queries.ts";
import { endorsedBy, isEndorsed } from "../follows/endorsements.queries.ts";
import { followBetween, followsOf } from "../follows/follows.queries.ts";
import { relationsTo } from "../follows/relations.queries.ts";
import { isInternal } from "../groups/groups.queries.ts";
import { canManage } from "../organisations/organisations.policy.ts";
import { membershipIn, organisationById, organisationsOf } from "../organisations/organisations.queries.ts";
import { limitsOf } from "../peers/peers.queries.ts";
import { pinnedPosts } from "../posts/kept.queries.ts";
import { postViews } from "../posts/post-view.queries.ts";
import { postsBy } from "../posts/posts.queries.ts";
import { ActorGonePage, ProfilePage } from "./pages/profile.tsx";
import type { Following, OrganisationHere } from "./pages/profile-props.ts";
import { listProjectNotes } from "./project-notes.queries.ts";

const PAGE = 12;
const POSTS = 5;
const ENDORSED = 12;

type C = Context<AppEnv>;

/** Profiles: `/@name` for everybody, `/@name@host` for members. */
export const profileRoutes = new Hono<AppEnv>();

const notFound = (): AppError => new AppError("notFound", "errors.not-found", "There is nothing at this address.");

profileRoutes.get("/:address{@[^/]+}", async (c) => {
  const { ctx, viewer, frame } = c.var;
  const [handle = "", host] = c.req.param("address").slice(1).split("@");
  if (host !== undefined && host.toLowerCase() === ownHost(ctx))
    return c.redirect(`/@${encodeURIComponent(handle)}`, 301);
  if (host !== undefined && viewer === null) {
    return c.redirect(`/anmelden?weiter=${encodeURIComponent(frame.path)}`, 303);
  }
  const actor = await actorByHandle(ctx, handle, host);
  if (actor === null || actor.suspendedAt !== null) throw notFound();
  if (!actor.local && (await limitsOf(ctx, actor.host)).blocked) throw notFound();
  if (actor.deletedAt !== null) return c.html(<ActorGonePage frame={frame} />, 410);
  const isHidden = await isInternal(ctx, actor);
  if (isHidden && viewer === null) throw notFound();
  if (actor.local && wantsActivityPub(c.req.raw) && !isHidden) return answerDocument(c, actor);
  if (actor.local && actor.kind === "group") return c.redirect(`/gruppen/${actor.handle}`, 303);
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
  const [found, newest, pinned, endorsed] = await Promise.all([
    listProjectNotes(ctx, viewer, { ...who, before, limit: PAGE + 1 }),
    postsBy(ctx, viewer, actor, { limit: POSTS, withoutNotes: true }),
    before === undefined ? pinnedPosts(ctx, viewer, actor.id) : [],
    endorsedBy(ctx, viewer, actor.id, { limit: ENDORSED }),
  ]);
  const onTop = new Set(pinned.map(({ id }) => id));
  const below = newest.filter(({ post }) => !onTop.has(post.id));
  const shown = [...pinned.map((post) => ({ post, author: actor })), ...below];
  const views = await c.var.filtered(await postViews(ctx, viewer, shown, c.var.quotesOf), "account");
  const [pins, posts] = [views.slice(0, pinned.length), views.slice(pinned.length)];
  const notes = found.slice(0, PAGE);
  const next = found.length > PAGE ? (notes.at(-1)?.id ?? null) : null;
  const following = viewer && viewer.actorId !== actor.id ? await followingOf(ctx, viewer, actor) : null;
  const organisation = await organisationOf(ctx, viewer, actor);
  c.header("Vary", "Accept");
  return c.html(
    <ProfilePage {...{ frame, actor, organisation, following, endorsed, notes, pins, posts, before, next }} />,
  );
}

/** What an organisation of ours says of itself, and what the viewer may do there; null for every other actor. */
async function organisationOf(ctx: Ctx, viewer: Viewer | null, actor: Actor): Promise<OrganisationHere | null> {
  const found = actor.local && actor.kind === "organization" ? await organisationById(ctx, actor.id) : null;
  if (!found) return null;
  const membership = viewer && (await membershipIn(ctx, viewer, actor.id));
  return {
    details: found.details,
    mayManage: viewer !== null && canManage(viewer, membership),
    invited: membership === "invited",
  };
}

/** How the viewer, and for admins the district, stands to an actor. */
async function followingOf(ctx: Ctx, viewer: Viewer, actor: Actor): Promise<Following> {
  const district = viewer.role === "admin" ? await districtOf(ctx) : null;
  const [own, relations, endorsed, districts, organisations] = await Promise.all([
    followBetween(ctx, viewer.actorId, actor.id),
    relationsTo(ctx, viewer.actorId, actor.id),
    isEndorsed(ctx, viewer.actorId, actor.id),
    district && district.actorId !== actor.id ? followBetween(ctx, district.actorId, actor.id) : null,
    followsOfOrganisations(ctx, viewer, actor),
  ]);
  // The district cannot follow itself, so there is nothing to offer.
  return {
    state: own?.state,
    choices: own && own.state !== "rejected" ? own : null,
    relations,
    endorsed,
    districtState: district?.actorId === actor.id ? "accepted" : districts?.state,
    organisations,
  };
}

/** How the organisations that the viewer writes for stand to an actor. */
async function followsOfOrganisations(ctx: Ctx, viewer: Viewer, actor: Actor): Promise<Following["organisations"]> {
  const own = (await organisationsOf(ctx, viewer)).filter(({ id }) => id !== actor.id);
  if (own.length === 0) return [];
  const states = await followsOf(
    ctx,
    own.map(({ id }) => id),
    actor.id,
  );
  return own.map(({ id, handle, name }) => ({ handle, name, state: states.get(id) }));
}

async function answerDocument(c: C, actor: Actor): Promise<Response> {
  if (!(await federationIsOn(c.var.ctx))) return activityPubNotFound(c);
  return activityPubResponse(c, { text: actor.document, etag: actor.etag, public: true });
}
