import { Hono } from "hono";
import { type Actor, actorByHandle, actorById } from "../../features/actors/actors.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { isId } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { accountEntity, credentialAccountEntity } from "../entities/account.ts";
import { userNeeded } from "../errors.ts";
import { one, readParameters } from "../parameters.ts";
import { shown } from "../shown-account.ts";

/** Accounts as clients ask for them. docs.joinmastodon.org/methods/accounts */
export const accountRoutes = new Hono<AppEnv>()
  .get("/api/v1/accounts/verify_credentials", async (c) => {
    const { ctx, viewer } = c.var;
    return c.json(await credentialAccountEntity(ctx, await ownActor(ctx, viewer)));
  })
  .get("/api/v1/accounts/lookup", async (c) => {
    const { ctx, viewer } = c.var;
    const [handle = "", host] = (one(await readParameters(c), "acct") ?? "").replace(/^@/, "").split("@");
    return c.json(await accountEntity(ctx, await shown(ctx, viewer, await actorByHandle(ctx, handle, host))));
  })
  .get("/api/v1/accounts/:id{[0-9]+}", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const actor = isId(id) ? await actorById(ctx, id) : null;
    return c.json(await accountEntity(ctx, await shown(ctx, viewer, actor)));
  })
  .get("/oauth/userinfo", async (c) => {
    const { ctx, viewer } = c.var;
    const actor = await ownActor(ctx, viewer);
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

async function ownActor(ctx: Ctx, viewer: Viewer | null): Promise<Actor> {
  const actor = viewer && (await actorById(ctx, viewer.actorId));
  if (!actor) throw userNeeded();
  return actor;
}
