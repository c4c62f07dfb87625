import { eq } from "drizzle-orm";
import { oauthApplications } from "../../features/accounts/oauth-applications.table.ts";
import { readScopes } from "../../features/accounts/scopes.model.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { Id } from "../../platform/ids.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import { hashSecret, isSameSecret, newSecret } from "../../platform/secrets.ts";
import { cleanLine } from "../../platform/text.ts";
import { invalidClient } from "./oauth.errors.ts";
import { isAllowedRedirect } from "./redirect-uris.model.ts";

export type Application = typeof oauthApplications.$inferSelect;

export interface NewApplication {
  readonly name: string;
  /** "" for none. */
  readonly website: string;
  /** One a line or a word, or a list. */
  readonly redirectUris: readonly string[];
  readonly scopes: string;
}

const MAX_NAME = 60;
const MAX_WEBSITE = 2_000;
const MAX_REDIRECTS = 20;
const PER_NETWORK = 5;
const WINDOW_SECONDS = 600;

/** What an app may do when it does not say. */
export const DEFAULT_SCOPES = "read";

const refuse = (what: string): AppError => new AppError("invalid", "mastodon.validation", `Validation failed: ${what}`);

/**
 * Registers an app. Anybody may, so it is counted per network (T167) and bounded.
 * @returns the app and its secret, of which only the SHA-256 is kept (T168)
 * @throws AppError `mastodon.validation`, `mastodon.too-many-apps`
 */
export async function registerApplication(
  ctx: Ctx,
  input: NewApplication,
  clientKey: string,
): Promise<{ application: Application; secret: string }> {
  const point = await takePoint(ctx, `apps:from:${clientKey}`, PER_NETWORK, WINDOW_SECONDS);
  if (!point.allowed) {
    throw new AppError("limited", "mastodon.too-many-apps", "Too many requests", { retryAfter: point.retryAfter });
  }
  const secret = newSecret();
  const application: Application = {
    ...checked(input),
    id: ctx.newId(),
    clientId: newSecret(),
    clientSecretHash: hashSecret(secret),
    createdAt: ctx.now(),
  };
  await ctx.db.insert(oauthApplications).values(application);
  return { application, secret };
}

function checked(input: NewApplication): Pick<Application, "name" | "website" | "redirectUris" | "scopes"> {
  const name = cleanLine(input.name);
  if (name === "") throw refuse("Application name can't be blank");
  if (name.length > MAX_NAME) throw refuse(`Application name is too long (maximum is ${MAX_NAME} characters)`);
  const website = input.website.trim();
  if (website !== "" && !isWebAddress(website)) throw refuse("Website must be a valid URL");
  const redirectUris = [...new Set(input.redirectUris.flatMap((text) => text.split(/[ \r\n\t]+/)))].filter(Boolean);
  if (redirectUris.length === 0) throw refuse("Redirect URI can't be blank");
  if (redirectUris.length > MAX_REDIRECTS) throw refuse(`Redirect URI: at most ${MAX_REDIRECTS} can be registered`);
  if (!redirectUris.every(isAllowedRedirect)) {
    throw refuse("Redirect URI must be https, http on a loopback address, or an app's own scheme, without a fragment");
  }
  const scopes = readScopes(input.scopes);
  if (!scopes) throw refuse("Scopes doesn't match configured on the server.");
  return { name, website: website === "" ? null : website, redirectUris, scopes: scopes.join(" ") };
}

const isWebAddress = (text: string): boolean =>
  text.length <= MAX_WEBSITE && /^https?:\/\//i.test(text) && URL.canParse(text);

export async function applicationById(ctx: Ctx, id: Id): Promise<Application | null> {
  const [row] = await ctx.db.select().from(oauthApplications).where(eq(oauthApplications.id, id));
  return row ?? null;
}

/** By the `client_id` that it was given. */
export async function applicationOf(ctx: Ctx, clientId: string): Promise<Application | null> {
  const [row] = await ctx.db.select().from(oauthApplications).where(eq(oauthApplications.clientId, clientId));
  return row ?? null;
}

/**
 * The app that proves who it is. There are no public clients: no secret, no access (T159).
 * @throws OAuthError `invalid_client`
 */
export async function authenticatedApplication(
  ctx: Ctx,
  { clientId, clientSecret }: { clientId: string | undefined; clientSecret: string | undefined },
): Promise<Application> {
  const application = clientId === undefined ? null : await applicationOf(ctx, clientId);
  const isRight = isSameSecret(hashSecret(clientSecret ?? ""), application?.clientSecretHash ?? hashSecret("none"));
  if (!application || !isRight) throw invalidClient();
  return application;
}
