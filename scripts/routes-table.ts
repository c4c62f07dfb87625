// Prints docs/mastodon-api.md with its table of routes, or writes it with --write.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CLIENT_ROUTES, type RouteAccess } from "../src/mastodon/access.ts";

const PAGE = "docs/mastodon-api.md";
const BEGIN = "<!-- routes: made by `npm run docs:routes` -->";
const END = "<!-- end of routes -->";

/** What lies under /oauth and /api without being of the client API, and what it asks for. */
const BESIDE: Readonly<Record<string, string>> = {
  "GET /oauth/authorize": "a member's session",
  "POST /oauth/authorize": "a member's session",
  "POST /oauth/token": "the app's secret",
  "POST /oauth/revoke": "the app's secret",
  "GET /api/v1/stadtteil/projects": "anybody's token: `read`",
  "POST /api/v1/stadtteil/projects": "a member's token: `write`",
  "GET /api/v1/stadtteil/projects/:id": "anybody's token: `read`",
  "PATCH /api/v1/stadtteil/projects/:id": "a member's token: `write`",
  "DELETE /api/v1/stadtteil/projects/:id": "a member's token: `write`",
  "GET /api/v1/stadtteil/projects/:id/document": "anybody's token: `read`",
  "GET /api/v1/stadtteil/projects/:id/lineage": "anybody's token: `read`",
  "POST /api/v1/stadtteil/projects/:id/adopt": "a member's token: `write`",
  "GET /api/v1/stadtteil/districts": "anybody's token: `read`",
  "GET /api/v1/stadtteil/partners": "anybody's token: `read`",
  "POST /api/v1/stadtteil/partners": "a member's token: `write`",
  "GET /api/v1/stadtteil/search": "anybody's token: `read`",
};

const WHO: Readonly<Record<RouteAccess["token"], string>> = {
  none: "nothing",
  optional: "nothing, or a token",
  app: "any token",
  user: "a member's token",
};

function asked({ token, scopes = [] }: RouteAccess): string {
  const named = scopes.map((scope) => `\`${scope}\``).join(" or ");
  return named === "" ? WHO[token] : `${WHO[token]}: ${named}`;
}

/** A route as people read it: without the pattern of an id, and with one slash less than some apps send. */
export const readableRoute = (name: string): string => name.replace(/\{[^}]*\}/g, "").replace(/\/$/, "");

const byPath = ([a]: readonly [string, string], [b]: readonly [string, string]): number => {
  const [left, right] = [a, b].map((name) => name.split(" ").toReversed().join(" "));
  return (left ?? "") < (right ?? "") ? -1 : 1;
};

function routesTable(): string {
  const client = Object.entries(CLIENT_ROUTES).map(([name, access]) => [readableRoute(name), asked(access)] as const);
  const rows = [...client, ...Object.entries(BESIDE)].sort(byPath).map(([name, needs]) => `| \`${name}\` | ${needs} |`);
  return ["| route | asks for |", "| --- | --- |", ...rows].join("\n");
}

/** The page with its table of routes as it should be. */
export function withRoutes(page: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${PAGE} lacks the markers of the table of routes`);
  return `${page.slice(0, begin)}${BEGIN}\n${routesTable()}\n${page.slice(end)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mended = withRoutes(readFileSync(PAGE, "utf8"));
  if (process.argv.includes("--write")) writeFileSync(PAGE, mended);
  else process.stdout.write(mended);
}
