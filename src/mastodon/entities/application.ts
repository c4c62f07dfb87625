import type { Application } from "../oauth/applications.usecases.ts";

/** Application, without its credentials. `website` null when there is none: an empty text is no address to some clients. */
export const applicationEntity = ({ id, name, website, scopes, redirectUris }: Application) => ({
  id,
  name,
  website,
  scopes: scopes.split(" "),
  redirect_uris: redirectUris,
  redirect_uri: redirectUris.join("\n"),
});
