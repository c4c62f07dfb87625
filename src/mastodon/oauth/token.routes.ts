import { type Context, Hono } from "hono";
import type { AppEnv } from "../../ui/env.ts";
import { one, type Parameters, readParameters } from "../parameters.ts";
import { type Application, authenticatedApplication, DEFAULT_SCOPES } from "./applications.usecases.ts";
import { invalidClient, OAuthError } from "./oauth.errors.ts";
import { endToken, type IssuedToken, tokenForApplication, tokenForCode } from "./tokens.usecases.ts";

type C = Context<AppEnv>;

const NO_STORE = { "Cache-Control": "no-store", Pragma: "no-cache" };
const STATUS = { invalid_client: 401, unauthorized_client: 403 } as const;

/** `/oauth/token` and `/oauth/revoke`: apps speak for themselves here, with their secret; sessions count for nothing. */
export const tokenRoutes = new Hono<AppEnv>()
  .post("/oauth/token", (c) =>
    answering(c, async (application, parameters) => {
      const { token, scopes, createdAt } = await issue(c, application, parameters);
      return {
        access_token: token,
        token_type: "Bearer",
        scope: scopes,
        created_at: Math.floor(createdAt.getTime() / 1000),
      };
    }),
  )
  .post("/oauth/revoke", (c) =>
    answering(c, async (application, parameters) => {
      await endToken(c.var.ctx, application, one(parameters, "token") ?? "");
      return {};
    }),
  );

function issue(c: C, application: Application, parameters: Parameters): Promise<IssuedToken> {
  switch (one(parameters, "grant_type")) {
    case "authorization_code":
      return tokenForCode(c.var.ctx, application, {
        code: one(parameters, "code"),
        redirectUri: one(parameters, "redirect_uri"),
        verifier: one(parameters, "code_verifier"),
      });
    case "client_credentials":
      return tokenForApplication(c.var.ctx, application, one(parameters, "scope") || DEFAULT_SCOPES);
    case undefined:
      throw new OAuthError("invalid_request", "grant_type is missing.");
    default:
      throw new OAuthError("unsupported_grant_type", "Use authorization_code or client_credentials.");
  }
}

/** Who asks is checked first, then the work is done; a refusal is told as RFC 6749 §5.2 says. */
async function answering(
  c: C,
  work: (application: Application, parameters: Parameters) => Promise<object>,
): Promise<Response> {
  try {
    const parameters = await readParameters(c);
    const application = await authenticatedApplication(c.var.ctx, credentialsOf(c, parameters));
    return c.json(await work(application, parameters), 200, NO_STORE);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const status = error.code === "invalid_client" || error.code === "unauthorized_client" ? STATUS[error.code] : 400;
    if (status === 401) c.header("WWW-Authenticate", 'Basic realm="oauth"');
    return c.json({ error: error.code, error_description: error.message }, status, NO_STORE);
  }
}

interface Credentials {
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
}

/**
 * From the `Authorization: Basic` header or from the parameters; from both when they say the same.
 * @throws OAuthError `invalid_client`
 */
function credentialsOf(c: C, parameters: Parameters): Credentials {
  const sent = { clientId: one(parameters, "client_id"), clientSecret: one(parameters, "client_secret") };
  const basic = basicCredentials(c.req.header("Authorization"));
  if (basic === null) return sent;
  const differs =
    (sent.clientId ?? basic.clientId) !== basic.clientId ||
    (sent.clientSecret ?? basic.clientSecret) !== basic.clientSecret;
  if (differs) throw invalidClient();
  return basic;
}

/** Null when there is no such header; both parts are form-encoded (RFC 6749 §2.3.1), which ours never need. */
function basicCredentials(header: string | undefined): { clientId: string; clientSecret: string } | null {
  const encoded = header?.match(/^Basic +([A-Za-z0-9+/=_-]{1,4000})$/i)?.[1];
  if (encoded === undefined) return null;
  const [clientId = "", clientSecret = ""] = Buffer.from(encoded, "base64").toString("utf8").split(":", 2);
  return { clientId, clientSecret };
}
