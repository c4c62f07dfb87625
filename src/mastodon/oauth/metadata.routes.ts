import { Hono } from "hono";
import { OAUTH_SCOPES } from "../../features/accounts/scopes.model.ts";
import type { AppEnv } from "../../ui/env.ts";

/** RFC 8414: what this server can, so that clients need not guess (Phanpy uses PKCE only when it stands here). */
export const oauthMetadataRoutes = new Hono<AppEnv>().get("/.well-known/oauth-authorization-server", (c) => {
  const { origin } = c.var.ctx;
  return c.json(
    {
      issuer: origin,
      authorization_endpoint: `${origin}/oauth/authorize`,
      token_endpoint: `${origin}/oauth/token`,
      revocation_endpoint: `${origin}/oauth/revoke`,
      userinfo_endpoint: `${origin}/oauth/userinfo`,
      app_registration_endpoint: `${origin}/api/v1/apps`,
      scopes_supported: OAUTH_SCOPES,
      response_types_supported: ["code"],
      response_modes_supported: ["query"],
      grant_types_supported: ["authorization_code", "client_credentials"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
    },
    200,
    { "Cache-Control": "public, max-age=3600" },
  );
});
