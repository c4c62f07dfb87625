import { Hono } from "hono";
import type { AppEnv } from "../../ui/env.ts";
import { applicationEntity } from "../entities/application.ts";
import { clientNotFound } from "../errors.ts";
import { applicationById, DEFAULT_SCOPES, registerApplication } from "../oauth/applications.usecases.ts";
import { all, one, readParameters } from "../parameters.ts";

/** Registering an app, and an app that looks whether its token counts. docs.joinmastodon.org/methods/apps */
export const appRoutes = new Hono<AppEnv>()
  .post("/api/v1/apps", async (c) => {
    const parameters = await readParameters(c);
    const input = {
      name: one(parameters, "client_name") ?? "",
      website: one(parameters, "website") ?? "",
      redirectUris: parameters.get("redirect_uris") ?? [],
      scopes: all(parameters, "scopes").join(" ") || DEFAULT_SCOPES,
    };
    const { application, secret } = await registerApplication(c.var.ctx, input, c.var.clientKey);
    const credentials = {
      client_id: application.clientId,
      client_secret: secret,
      client_secret_expires_at: 0,
    };
    return c.json({ ...(await applicationEntity(c.var.ctx, application)), ...credentials }, 200, {
      "Cache-Control": "no-store",
    });
  })
  .get("/api/v1/apps/verify_credentials", async (c) => {
    const { ctx, applicationId } = c.var;
    const application = applicationId === null ? null : await applicationById(ctx, applicationId);
    // A token that was made by hand belongs to no app.
    if (!application) throw clientNotFound();
    return c.json(await applicationEntity(ctx, application));
  });
