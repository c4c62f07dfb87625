/** What a route of the client API asks for. */
export interface RouteAccess {
  /** `none`: everybody, tokens count for nothing; `optional`: everybody, a token must fit; `app`: any token; `user`: a member's. */
  readonly token: "none" | "optional" | "app" | "user";
  /** One of these; `read` holds `read:accounts`. Empty: any. */
  readonly scopes?: readonly string[];
}

const reading = (token: "optional" | "user", ...scopes: string[]): RouteAccess => ({ token, scopes });
const writing = (...scopes: string[]): RouteAccess => ({ token: "user", scopes });

const member = (...scopes: string[]): RouteAccess => ({ token: "user", scopes });

/** Every route of the client API, exactly as it is registered; what is not named is refused to everybody (T162). */
export const CLIENT_ROUTES: Readonly<Record<string, RouteAccess>> = {
  "POST /api/v1/apps": { token: "none" },
  "GET /api/v1/apps/verify_credentials": { token: "app" },
  "GET /oauth/userinfo": { token: "user", scopes: ["profile"] },
  "GET /api/v1/instance": { token: "none" },
  "GET /api/v2/instance": { token: "none" },
  "GET /api/v1/accounts/verify_credentials": reading("user", "profile", "read:accounts"),
  "GET /api/v1/accounts/lookup": reading("optional", "read:accounts"),
  "GET /api/v1/accounts/:id{[0-9]+}": reading("optional", "read:accounts"),
  "POST /api/v1/media": writing("write:media"),
  "POST /api/v2/media": writing("write:media"),
  "GET /api/v1/media/:id{[0-9]+}": writing("write:media"),
  "PUT /api/v1/media/:id{[0-9]+}": writing("write:media"),
  "DELETE /api/v1/media/:id{[0-9]+}": writing("write:media"),
  "GET /api/v1/preferences": reading("user", "read:accounts"),
  "GET /api/v1/statuses": reading("optional", "read:statuses"),
  "GET /api/v1/statuses/:id{[0-9]+}": reading("optional", "read:statuses"),
  "GET /api/v1/statuses/:id{[0-9]+}/context": reading("optional", "read:statuses"),
  "GET /api/v1/statuses/:id{[0-9]+}/source": reading("user", "read:statuses"),
  "GET /api/v1/statuses/:id{[0-9]+}/history": reading("optional", "read:statuses"),
  "GET /api/v1/statuses/:id{[0-9]+}/card": reading("optional", "read:statuses"),
  "GET /api/v1/statuses/:id{[0-9]+}/favourited_by": reading("optional", "read:accounts"),
  "GET /api/v1/statuses/:id{[0-9]+}/reblogged_by": reading("optional", "read:accounts"),
  "GET /api/v1/statuses/:id{[0-9]+}/quotes": reading("optional", "read:statuses"),
  "POST /api/v1/statuses/:id{[0-9]+}/bookmark": { token: "user", scopes: ["write:bookmarks"] },
  "POST /api/v1/statuses/:id{[0-9]+}/unbookmark": { token: "user", scopes: ["write:bookmarks"] },
  "POST /api/v1/statuses/:id{[0-9]+}/pin": { token: "user", scopes: ["write:accounts"] },
  "POST /api/v1/statuses/:id{[0-9]+}/unpin": { token: "user", scopes: ["write:accounts"] },
  "GET /api/v1/timelines/home": reading("user", "read:statuses"),
  "GET /api/v1/timelines/public": reading("optional", "read:statuses"),
  "GET /api/v1/timelines/bubble": reading("user", "read:statuses"),
  "GET /api/v1/timelines/tag/:tag": reading("optional", "read:statuses"),
  "GET /api/v1/timelines/group/:id{[0-9]+}": reading("user", "read:statuses"),
  "GET /api/v1/accounts/:id{[0-9]+}/statuses": reading("optional", "read:statuses"),
  "GET /api/v1/favourites": reading("user", "read:favourites"),
  "GET /api/v1/bookmarks": reading("user", "read:bookmarks"),
  "POST /api/v1/statuses": member("write:statuses"),
  "PUT /api/v1/statuses/:id{[0-9]+}": member("write:statuses"),
  "DELETE /api/v1/statuses/:id{[0-9]+}": member("write:statuses"),
  "PUT /api/v1/statuses/:id{[0-9]+}/interaction_policy": member("write:statuses"),
  "POST /api/v1/statuses/:id{[0-9]+}/quotes/:quoting{[0-9]+}/revoke": member("write:statuses"),
  "POST /api/v1/statuses/:id{[0-9]+}/favourite": member("write:favourites"),
  "POST /api/v1/statuses/:id{[0-9]+}/unfavourite": member("write:favourites"),
  "POST /api/v1/statuses/:id{[0-9]+}/reblog": member("write:statuses"),
  "POST /api/v1/statuses/:id{[0-9]+}/unreblog": member("write:statuses"),
  "POST /api/v1/statuses/:id{[0-9]+}/mute": member("write:mutes"),
  "POST /api/v1/statuses/:id{[0-9]+}/unmute": member("write:mutes"),
  "GET /api/v1/polls/:id{[0-9]+}": reading("optional", "read:statuses"),
  "POST /api/v1/polls/:id{[0-9]+}/votes": member("write:statuses"),
  "GET /api/v1/scheduled_statuses": member("read:statuses"),
  "GET /api/v1/scheduled_statuses/:id{[0-9]+}": member("read:statuses"),
  "PUT /api/v1/scheduled_statuses/:id{[0-9]+}": member("write:statuses"),
  "DELETE /api/v1/scheduled_statuses/:id{[0-9]+}": member("write:statuses"),
};

/** Our own resources keep their own error form, and sessions count there. */
const OWN_API = "/api/v1/stadtteil/";

/** Whether a path is of Mastodon's client API, unknown ones included. */
export const isClientApi = (path: string): boolean =>
  (path.startsWith("/api/") && !path.startsWith(OWN_API)) || path === "/oauth/userinfo";

/** Where an app proves who it is by its secret. */
const APP_PATHS: ReadonlySet<string> = new Set(["/oauth/token", "/oauth/revoke"]);

/** Where a session counts for nothing: whatever page makes a browser ask here, it asks as nobody. */
export const isWithoutSession = (path: string): boolean => isClientApi(path) || APP_PATHS.has(path);

/** What scripts on pages of other origins may ask and read (CORS): always as nobody or with a token. */
export const isForOtherOrigins = (path: string): boolean =>
  isWithoutSession(path) || ["/api/", "/.well-known/", "/nodeinfo/"].some((prefix) => path.startsWith(prefix));
