/** RFC 6749 §5.2 and §4.1.2.1. */
export type OAuthErrorCode =
  | "access_denied"
  | "invalid_client"
  | "invalid_grant"
  | "invalid_request"
  | "invalid_scope"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "unsupported_response_type";

/** A refusal in the words of OAuth; `message` is the `error_description`. */
export class OAuthError extends Error {
  readonly code: OAuthErrorCode;

  constructor(code: OAuthErrorCode, message: string) {
    super(message);
    this.name = "OAuthError";
    this.code = code;
  }
}

export const invalidGrant = (): OAuthError =>
  new OAuthError(
    "invalid_grant",
    "The authorization code is invalid, expired, used, or was issued to another client or redirect URI.",
  );

export const invalidClient = (): OAuthError =>
  new OAuthError("invalid_client", "Client authentication failed: unknown client or wrong client secret.");

export const invalidScope = (): OAuthError =>
  new OAuthError("invalid_scope", "The requested scope is invalid, unknown, or more than the application registered.");
