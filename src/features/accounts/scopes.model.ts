/** What a token can be allowed, as Mastodon names it. `admin:*` is not among them: there is no client API for admins. */
const READ = [
  "read:accounts",
  "read:blocks",
  "read:bookmarks",
  "read:favourites",
  "read:filters",
  "read:follows",
  "read:lists",
  "read:mutes",
  "read:notifications",
  "read:search",
  "read:statuses",
] as const;
const WRITE = [
  "write:accounts",
  "write:blocks",
  "write:bookmarks",
  "write:conversations",
  "write:favourites",
  "write:filters",
  "write:follows",
  "write:lists",
  "write:media",
  "write:mutes",
  "write:notifications",
  "write:reports",
  "write:statuses",
] as const;
export const OAUTH_SCOPES = ["profile", "read", ...READ, "write", ...WRITE, "follow", "push"] as const;
export type OAuthScope = (typeof OAUTH_SCOPES)[number];

const isScope = (text: string): text is OAuthScope => OAUTH_SCOPES.some((scope) => scope === text);

const IN_FOLLOW = /^(read|write):(follows|blocks|mutes)$/;

/** Whether somebody who was granted these may do what takes `needed`: `read` ⊃ `read:*`, `follow` ⊃ its six. */
export function allows(granted: ReadonlySet<string>, needed: string): boolean {
  if (granted.has(needed)) return true;
  if (IN_FOLLOW.test(needed) && granted.has("follow")) return true;
  const [whole, part] = needed.split(":");
  return part !== undefined && whole !== undefined && granted.has(whole);
}

/**
 * A list of scopes as an app sends it, separated by white space or `+`-decoded spaces.
 * @returns each once, in our order; null when one is unknown or none is left
 */
export function readScopes(text: string): OAuthScope[] | null {
  const asked = new Set(text.split(/\s+/).filter((scope) => scope !== ""));
  if (asked.size === 0 || ![...asked].every(isScope)) return null;
  return OAUTH_SCOPES.filter((scope) => asked.has(scope));
}

/** Those of the scopes that no other of them holds already, in our order: what is said to people. */
export function broadest(scopes: readonly string[]): OAuthScope[] {
  return OAUTH_SCOPES.filter(
    (scope) => scopes.includes(scope) && !allows(new Set(scopes.filter((other) => other !== scope)), scope),
  );
}
