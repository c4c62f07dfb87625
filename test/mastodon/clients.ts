import { createHash } from "node:crypto";
import type { z } from "zod";
import type { TestApp } from "../support/http.ts";
import { credentialApplicationSchema, tokenSchema } from "./schemas.ts";

export const REDIRECT = "https://app.example/callback?from=https%3A%2F%2Fheslach.test";
export const OOB = "urn:ietf:wg:oauth:2.0:oob";

export type App = z.infer<typeof credentialApplicationSchema>;

/** PKCE: what an app keeps, and what it sends first. */
export const VERIFIER = "v".repeat(43);
export const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

/** Steps of a client at one district. Each registration comes from a network of its own, since they are counted. */
export function clientOf(site: TestApp) {
  let networks = 0;
  const register = async (fields: Record<string, unknown> = {}): Promise<App> => {
    networks += 1;
    const json = { client_name: "Probe", redirect_uris: [REDIRECT, OOB], scopes: "read write follow push", ...fields };
    const answer = await site.request("/api/v1/apps", { json, from: `198.51.100.${networks}` });
    return credentialApplicationSchema.parse(await answer.json());
  };
  const question = (app: App, more: Record<string, string> = {}): Record<string, string> => ({
    client_id: app.client_id,
    redirect_uri: REDIRECT,
    response_type: "code",
    scope: "read",
    ...more,
  });
  const addressOf = (app: App, more: Record<string, string> = {}): string =>
    `/oauth/authorize?${new URLSearchParams(question(app, more))}`;
  /** What the member's answer leads to. */
  const decide = (app: App, session: string, more: Record<string, string> = {}, answer = "ja"): Promise<Response> =>
    site.request("/oauth/authorize", { form: { ...question(app, more), entscheidung: answer }, session });
  const codeFor = async (app: App, session: string, more: Record<string, string> = {}): Promise<string> => {
    const answer = await decide(app, session, more);
    if (more.redirect_uri === OOB) return /<code id="code">([^<]+)</.exec(await answer.text())?.[1] ?? "";
    return new URL(answer.headers.get("Location") ?? "").searchParams.get("code") ?? "";
  };
  /** POST /oauth/token as urlencoded form. */
  const fetchToken = (app: App, form: Record<string, string>, init: RequestInit = {}): Promise<Response> =>
    site.request("/oauth/token", {
      ...init,
      form: { client_id: app.client_id, client_secret: app.client_secret, redirect_uri: REDIRECT, ...form },
    });
  const logIn = async (app: App, session: string, more: Record<string, string> = {}): Promise<string> => {
    const code = await codeFor(app, session, more);
    const answer = await fetchToken(app, { grant_type: "authorization_code", code });
    return tokenSchema.parse(await answer.json()).access_token;
  };
  const appToken = async (app: App): Promise<string> =>
    tokenSchema.parse(await (await fetchToken(app, { grant_type: "client_credentials" })).json()).access_token;
  return { register, addressOf, decide, codeFor, fetchToken, logIn, appToken };
}
