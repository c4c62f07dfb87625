import type { Ctx } from "../../platform/ctx.ts";
import type { Application } from "../oauth/applications.usecases.ts";
import { vapidKeys } from "../push/vapid.ts";

/** Application, without its credentials. `website` null when there is none: an empty text is no address to some clients. */
export async function applicationEntity(ctx: Ctx, { id, name, website, scopes, redirectUris }: Application) {
  const { publicKey } = await vapidKeys(ctx);
  return {
    id,
    name,
    website,
    scopes: scopes.split(" "),
    redirect_uris: redirectUris,
    redirect_uri: redirectUris.join("\n"),
    vapid_key: publicKey,
  };
}
