import { createHash } from "node:crypto";
import { allows, type OAuthScope, readScopes } from "../../features/accounts/scopes.model.ts";
import { isSameSecret } from "../../platform/secrets.ts";
import { OAuthError } from "./oauth.errors.ts";

/** What an app asks on the consent page, once it is clear which app it is and where it may be led back to. */
export interface AccessRequest {
  readonly scopes: readonly OAuthScope[];
  /** Given back to the app as it came. */
  readonly state: string | undefined;
  /** PKCE, S256: SHA-256 of what the app will show when it fetches the token. */
  readonly codeChallenge: string | null;
}

interface Given {
  readonly responseType: string | undefined;
  readonly scope: string;
  readonly state: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly codeChallengeMethod: string | undefined;
}

const MAX_STATE = 2_000;

/**
 * Checks what an app asks for; `registered` are the scopes it registered.
 * @returns the request, or the refusal that the app is told
 */
export function readAccessRequest(given: Given, registered: string): AccessRequest | OAuthError {
  const { responseType, state, codeChallenge, codeChallengeMethod } = given;
  if (responseType === undefined) return new OAuthError("invalid_request", "response_type is missing.");
  if (responseType !== "code")
    return new OAuthError("unsupported_response_type", "Only response_type=code is supported.");
  if (state !== undefined && state.length > MAX_STATE) return new OAuthError("invalid_request", "state is too long.");
  const challenge = readChallenge(codeChallenge, codeChallengeMethod);
  if (challenge === undefined) {
    return new OAuthError("invalid_request", "PKCE takes code_challenge_method=S256 and a SHA-256 in base64url.");
  }
  const scopes = scopesWithin(given.scope, registered);
  if (!scopes) return new OAuthError("invalid_scope", "The requested scope is unknown or more than was registered.");
  return { scopes, state, codeChallenge: challenge };
}

/** Null: no PKCE; undefined: not acceptable. Without a method `plain` is meant, which protects nothing (T158). */
function readChallenge(challenge: string | undefined, method: string | undefined): string | null | undefined {
  if (challenge === undefined && method === undefined) return null;
  return method === "S256" && /^[\w-]{43}$/.test(challenge ?? "") ? challenge : undefined;
}

/** The scopes asked for, if the app registered all of them; null otherwise (T160). */
export function scopesWithin(asked: string, registered: string): OAuthScope[] | null {
  const scopes = readScopes(asked);
  const granted = new Set(registered.split(" "));
  return scopes?.every((scope) => allows(granted, scope)) ? scopes : null;
}

/** Whether the app shows what belongs to its challenge; without a challenge it must show nothing (T158). */
export function isVerified(challenge: string | null, verifier: string | undefined): boolean {
  if (challenge === null) return verifier === undefined;
  if (verifier === undefined || !/^[\w.~-]{43,128}$/.test(verifier)) return false;
  return isSameSecret(createHash("sha256").update(verifier).digest("base64url"), challenge);
}
