import { type Context, Hono } from "hono";
import { sessionNeeded } from "../../features/accounts/accounts.errors.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv, Frame } from "../../ui/env.ts";
import { LOCALES, type MessageKey, translator } from "../../ui/i18n/i18n.ts";
import { isTrue, one, type Parameters, readParameters } from "../parameters.ts";
import { type Application, applicationOf, DEFAULT_SCOPES } from "./applications.usecases.ts";
import { type AccessRequest, readAccessRequest } from "./authorize.model.ts";
import { CodePage, ConsentPage, DeniedPage, LogInAgainPage, RefusedPage } from "./consent-page.tsx";
import { OAuthError, type OAuthErrorCode } from "./oauth.errors.ts";
import { OUT_OF_BAND, withParameters } from "./redirect-uris.model.ts";
import { grantCode } from "./tokens.usecases.ts";

type C = Context<AppEnv>;

/** Nothing of these pages may be kept, and no other site learns their address: it holds state, or they hold a code. */
const PRIVATE = { "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" };
/**
 * A browser sends no `Origin` that can be checked from a page without referrers, so the pages with forms on them tell it
 * to our own pages.
 */
const WITH_FORM = { "Cache-Control": "no-store", "Referrer-Policy": "same-origin" };

/** What is read of a request; the form on the page repeats these. */
const FIELDS = [
  ...["client_id", "redirect_uri", "response_type", "scope", "state"],
  ...["code_challenge", "code_challenge_method", "lang"],
];

/** Field of the form: handle of the member for whom the page was made. */
const FOR = "konto";

/** `/oauth/authorize`: a member decides whether an app gets access. Some clients put a slash at the end. */
export const authorizeRoutes = new Hono<AppEnv>();
for (const path of ["/oauth/authorize", "/oauth/authorize/"]) {
  authorizeRoutes.get(path, ask).post(path, decide);
}

interface Asked {
  readonly parameters: Parameters;
  readonly application: Application;
  readonly redirectUri: string;
  readonly request: AccessRequest;
  readonly frame: Frame;
}

async function ask(c: C): Promise<Response> {
  const asked = await readAsked(c);
  if (asked instanceof Response) return asked;
  const { parameters, application, frame } = asked;
  const { viewer } = c.var;
  if (!viewer) return toLogIn(c, parameters);
  if (isTrue(parameters, "force_login")) {
    const again = addressOf(fieldsOf(parameters));
    return c.html(<LogInAgainPage {...{ frame, application, viewer, again }} />, 200, WITH_FORM);
  }
  return c.html(<ConsentPage {...consentProps(asked, viewer)} />, 200, WITH_FORM);
}

const fieldsOf = (parameters: Parameters): [string, string][] =>
  FIELDS.flatMap((name): [string, string][] => {
    const value = one(parameters, name);
    return value === undefined ? [] : [[name, value]];
  });

/** Where the same is asked again. */
const addressOf = (fields: [string, string][]): string => `/oauth/authorize?${new URLSearchParams(fields)}`;

const toLogIn = (c: C, parameters: Parameters): Response =>
  c.redirect(`/anmelden?weiter=${encodeURIComponent(addressOf(fieldsOf(parameters)))}`, 303);

function consentProps({ parameters, application, redirectUri, request, frame }: Asked, viewer: Viewer) {
  const fields = fieldsOf(parameters);
  const again = addressOf(fields);
  return {
    frame,
    application,
    viewer,
    request,
    redirectUri,
    again,
    fields: [...fields, [FOR, viewer.handle] as const],
  };
}

async function decide(c: C): Promise<Response> {
  const { ctx, viewer } = c.var;
  if (!viewer && c.req.header("Authorization")) throw sessionNeeded();
  const asked = await readAsked(c);
  if (asked instanceof Response) return asked;
  const { parameters, application, redirectUri, request, frame } = asked;
  // While the page stands open the session may end, or become another's in the next tab.
  if (!viewer) return toLogIn(c, parameters);
  if ((one(parameters, FOR) ?? viewer.handle) !== viewer.handle) {
    return c.html(<ConsentPage {...consentProps(asked, viewer)} isAnother />, 409, WITH_FORM);
  }
  const app = application.name;
  const isOutOfBand = redirectUri === OUT_OF_BAND;
  if (one(parameters, "entscheidung") !== "ja") {
    if (isOutOfBand) return c.html(<DeniedPage {...{ frame, app }} />, 200, PRIVATE);
    const denied = new OAuthError("access_denied", "The resource owner denied the request.");
    return leadBack(c, backWith(c, redirectUri, denied, request.state));
  }
  const code = await grantCode(ctx, viewer, application, { redirectUri, request });
  if (isOutOfBand) return c.html(<CodePage {...{ frame, app, code }} />, 200, PRIVATE);
  return leadBack(c, withParameters(redirectUri, { code, state: request.state, iss: ctx.origin }));
}

const leadBack = (c: C, Location: string): Response => c.body(null, 303, { ...PRIVATE, Location });

const backWith = (c: C, redirectUri: string, error: OAuthError, state: string | undefined): string =>
  withParameters(redirectUri, {
    ...{ error: error.code, error_description: error.message, state, iss: c.var.ctx.origin },
  });

const WHY: Partial<Record<OAuthErrorCode, MessageKey>> = {
  unsupported_response_type: "oauth.error.response-type",
  invalid_scope: "oauth.error.scope",
};

/** Reads and checks a request; what is wrong with it is a page, never a redirect to an address not known to be the app's. */
async function readAsked(c: C): Promise<Asked | Response> {
  const parameters = await readParameters(c);
  const frame = frameIn(c.var.frame, one(parameters, "lang"));
  const refuse = (why: MessageKey, detail: string, back?: string): Response | Promise<Response> =>
    c.html(<RefusedPage {...{ frame, why, detail, back }} />, 400, PRIVATE);
  const clientId = one(parameters, "client_id");
  const application = clientId === undefined ? null : await applicationOf(c.var.ctx, clientId);
  if (!application) return refuse("oauth.error.unknown-app", "invalid_client: The client_id is unknown.");
  const redirectUri = one(parameters, "redirect_uri");
  if (redirectUri === undefined || !application.redirectUris.includes(redirectUri)) {
    return refuse("oauth.error.redirect", "invalid_request: The redirect_uri is not registered for this client.");
  }
  const state = one(parameters, "state");
  const request = readAccessRequest(
    {
      responseType: one(parameters, "response_type"),
      scope: one(parameters, "scope") || DEFAULT_SCOPES,
      state,
      codeChallenge: one(parameters, "code_challenge"),
      codeChallengeMethod: one(parameters, "code_challenge_method"),
    },
    application.scopes,
  );
  if (!(request instanceof OAuthError)) return { parameters, application, redirectUri, request, frame };
  const back = redirectUri === OUT_OF_BAND ? undefined : backWith(c, redirectUri, request, state?.slice(0, 2_000));
  return refuse(WHY[request.code] ?? "oauth.error.request", `${request.code}: ${request.message}`, back);
}

/** The page in the language that the app asks for, if it is one of ours. */
function frameIn(frame: Frame, lang: string | undefined): Frame {
  const locale = LOCALES.find((known) => known === lang?.slice(0, 2).toLowerCase());
  return locale === undefined ? frame : { ...frame, locale, t: translator(locale) };
}
