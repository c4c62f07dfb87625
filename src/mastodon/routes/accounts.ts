import { type Context, Hono } from "hono";
import { type Actor, actorByHandle, actorById } from "../../features/actors/actors.queries.ts";
import { listFollowers, listFollowing } from "../../features/follows/follows.queries.ts";
import { standingActors } from "../../features/search/people.queries.ts";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { accountEntities, accountEntity, credentialAccountEntity } from "../entities/account.ts";
import { userNeeded } from "../errors.ts";
import { linkPage, OTHERS, readPage } from "../paging.ts";
import { all, one, readParameters } from "../parameters.ts";
import { shown, shownById, userOf } from "../shown.ts";

/** As many as clients ask for at once. */
const MOST_IDS = 40;

/** Accounts as clients ask for them. docs.joinmastodon.org/methods/accounts */
export const accountRoutes = new Hono<AppEnv>()
  .get("/api/v1/accounts/verify_credentials", async (c) => {
    return c.json(await credentialAccountEntity(c.var.ctx, await ownActor(c)));
  })
  .get("/api/v1/accounts/lookup", async (c) => {
    const { ctx, viewer } = c.var;
    const [handle = "", host] = (one(await readParameters(c), "acct") ?? "").replace(/^@/, "").split("@");
    return c.json(await accountEntity(ctx, await shown(ctx, viewer, await actorByHandle(ctx, handle, host))));
  })
  .get("/api/v1/accounts", async (c) => {
    const { ctx } = c.var;
    const ids = all(await readParameters(c), "id")
      .filter(isId)
      .slice(0, MOST_IDS);
    return c.json(await accountEntities(ctx, await standingActors(ctx, ids)));
  })
  .get("/api/v1/accounts/:id{[0-9]+}", async (c) => {
    const { ctx, viewer } = c.var;
    return c.json(await accountEntity(ctx, await shownById(ctx, viewer, c.req.param("id"))));
  })
  .get("/api/v1/accounts/:id{[0-9]+}/followers", (c) => connections(c, listFollowers))
  .get("/api/v1/accounts/:id{[0-9]+}/following", (c) => connections(c, listFollowing))
  .get("/oauth/userinfo", async (c) => {
    const { ctx } = c.var;
    const actor = await ownActor(c);
    const { avatar } = await accountEntity(ctx, actor);
    return c.json({
      iss: ctx.origin,
      sub: actor.uri,
      name: actor.name,
      preferred_username: actor.handle,
      profile: actor.url,
      picture: avatar,
    });
  });

type C = Context<AppEnv>;

async function ownActor(c: C): Promise<Actor> {
  const actor = await actorById(c.var.ctx, userOf(c).actorId);
  if (!actor) throw userNeeded();
  return actor;
}

/** Who follows whom is for those whom it is about alone (as in ActivityPub, where the collections have only a number). */
async function connections(c: C, list: typeof listFollowers): Promise<Response> {
  const { ctx, viewer } = c.var;
  const actor = await shownById(ctx, viewer, c.req.param("id") ?? "");
  if (viewer?.actorId !== actor.id) return c.json([]);
  const page = readPage(await readParameters(c), OTHERS);
  const entries = await list(ctx, actor.id, page);
  linkPage(
    c,
    entries.map(({ followId }) => followId),
    page,
    "full",
  );
  return c.json(
    await accountEntities(
      ctx,
      entries.map((entry) => entry.actor),
    ),
  );
}
