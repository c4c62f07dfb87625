/**
 * Who may come in without logging in. A route (method and pattern, exactly as it was registered) that is not named
 * here needs a viewer; `test/architecture/routes.http.test.ts` holds the list against the routes in both directions.
 */
export const PUBLIC_ROUTES: readonly string[] = [
  "GET /health",
  "GET /healthz",
  "GET /readyz",
  "GET /assets/:file",
  "POST /sprache",
  "POST /sprache/einfach",
  "GET /einrichten",
  "POST /einrichten",
  "GET /anmelden",
  "POST /anmelden",
  "POST /abmelden",

  // Other servers
  "POST /ap/inbox",
  "ALL /ap/inbox",
  "POST /ap/a/:id/inbox",
  "ALL /ap/a/:id/inbox",
  "GET /ap/a/:id",
  "GET /ap/a/:id/followers",
  "GET /ap/a/:id/following",
  "GET /ap/a/:id/followers_synchronization",
  "GET /ap/a/:id/featured",
  "GET /ap/a/:id/moderators",
  "GET /ap/a/:id/stadtteile",
  "GET /ap/a/:id/partner",
  "GET /ap/a/:id/gruppen",
  "GET /ap/a/:id/outbox",
  "GET /ap/a/:id/outbox/vor/:before",
  "GET /ap/a/:id/projekte",
  "GET /ap/a/:id/projekte/vor/:before",
  "GET /ap/o/:id",
  "GET /ap/o/:id/antworten",
  "GET /ap/o/:id/antworten/vor/:before",
  "GET /ap/o/:id/kontext",
  "GET /ap/o/:id/kontext/vor/:before",
  "GET /ap/o/:id/uebernahmen",
  "GET /ap/o/:id/uebernahmen/vor/:before",
  "GET /ap/o/:id/verlauf",
  "GET /ap/o/:id/verlauf/:version{[1-9][0-9]{0,8}}",
  "GET /.well-known/webfinger",
  "GET /.well-known/host-meta",
  "GET /.well-known/host-meta.json",
  "GET /.well-known/nodeinfo",
  "GET /nodeinfo/2.0",
  "GET /nodeinfo/2.1",
  "GET /ns/stv",
  "GET /ns/stv.jsonld",

  // Apps of members; what their tokens may do is in `mastodon/access.ts`
  "GET /.well-known/oauth-authorization-server",
  "GET /oauth/authorize",
  "GET /oauth/authorize/",
  "POST /oauth/authorize",
  "POST /oauth/authorize/",
  "POST /oauth/token",
  "POST /oauth/revoke",
  "POST /api/v1/apps",
  "GET /api/v1/instance",
  "GET /api/v2/instance",
  "GET /api/v1/streaming/health",
  "GET /api/v1/accounts/lookup",
  "GET /api/v1/accounts/:id{[0-9]+}",
  "GET /api/v1/statuses",
  "GET /api/v1/statuses/:id{[0-9]+}",
  "GET /api/v1/statuses/:id{[0-9]+}/context",
  "GET /api/v1/statuses/:id{[0-9]+}/history",
  "GET /api/v1/statuses/:id{[0-9]+}/card",
  "GET /api/v1/statuses/:id{[0-9]+}/favourited_by",
  "GET /api/v1/statuses/:id{[0-9]+}/reblogged_by",
  "GET /api/v1/statuses/:id{[0-9]+}/quotes",
  "GET /api/v1/timelines/public",
  "GET /api/v1/timelines/tag/:tag",
  "GET /api/v1/accounts/:id{[0-9]+}/statuses",
  "GET /api/v1/polls/:id{[0-9]+}",
  "GET /api/v1/accounts/:id{[0-9]+}/followers",
  "GET /api/v1/accounts/:id{[0-9]+}/following",
  "GET /api/v2/search",
  "GET /api/v1/search",
  "GET /api/v1/tags/:name",
  "GET /api/v1/accounts/:id{[0-9]+}/featured_tags",
  "GET /api/v1/accounts/:id{[0-9]+}/endorsements",
  "GET /api/oembed",
  "GET /oembed",
  "GET /api/v1/groups",
  "GET /api/v1/groups/:id{[0-9]+}",
  "GET /api/v1/groups/:id{[0-9]+}/members",
  "GET /api/v1/trends",
  "GET /api/v1/trends/tags",
  "GET /api/v1/trends/statuses",
  "GET /api/v1/trends/links",
  "GET /api/v1/directory",
  "GET /api/v1/custom_emojis",
  "GET /api/v1/instance/rules",
  "GET /api/v1/instance/activity",
  "GET /api/v1/instance/translation_languages",
  "GET /api/v1/instance/languages",
  "GET /api/v1/instance/peers",
  "GET /api/v1/instance/domain_blocks",
  "GET /api/v1/instance/extended_description",
  "GET /api/v1/instance/privacy_policy",
  "GET /api/v1/instance/terms_of_service",

  // Pages
  "GET /",
  "GET /ankuendigungen",
  "GET /projekte",
  "GET /projekte/feed.atom",
  "GET /themen",
  "GET /themen/:topic",
  "GET /themen/:topic/vor/:before{[0-9]+}",
  "GET /themen/:topic/feed.atom",
  "GET /gruppen",
  "GET /gruppen/:handle",
  "GET /gruppen/:handle/protokoll",
  "GET /gruppen/:handle/:id{[0-9]+}",
  "GET /projekte/:slug",
  "GET /projekte/:host/:id{[0-9]+}",
  "GET /:address{@[^/]+}",
  "GET /organisationen",
  "GET /:address{@[^/]+}/:id{[0-9]+}",
  "GET /:address{@[^/]+}/:id{[0-9]+}/verlauf",
  "GET /beitraege",
  "GET /beitraege/:host/:id{[0-9]+}",
  "GET /ueber",
  "GET /impressum",
  "GET /datenschutz",
  "GET /barrierefreiheit",
  "GET /leichte-sprache",
  "GET /folgen-von-aussen",
  "GET /mitmachen-von-aussen",
  "GET /suche",
  "GET /gesperrte-server",
  "GET /partner",
  "GET /stadtteile",
  "GET /melden",
  "POST /melden",
  "GET /melden/:receipt",
  "POST /melden/:receipt",
  "GET /moderation",
  "GET /abbestellen/suche/:id{[0-9]+}/:secret",
  "POST /abbestellen/suche/:id{[0-9]+}/:secret",
  "GET /abbestellen/:account{[0-9]+}/:secret",
  "POST /abbestellen/:account{[0-9]+}/:secret",
  "GET /projekte/:slug/uebernehmen",
  "POST /projekte/:slug/uebernehmen",
  "GET /projekte/:host/:id{[0-9]+}/uebernehmen",
  "POST /projekte/:host/:id{[0-9]+}/uebernehmen",
  "GET /uebernahme-anfrage/:secret",
  "POST /uebernahme-anfrage/:secret",
  "GET /projekte/:slug/verlauf",
  "GET /projekte/:slug/verlauf/:version{[1-9][0-9]{0,8}}",
  "GET /projekte/:slug/paket",
  "GET /projekte/:slug/paket.zip",
  "GET /projekte/:host/:id{[0-9]+}/paket",
  "GET /media/:key",
  "GET /media/:key/klein",
  "GET /media/emojis/:key",
  "GET /media/emojis/:key/klein",
  "GET /medien/fremd/:key",

  // Whoever is not logged in any more gets the text back instead of an error; nothing of it is stored.
  "POST /schreiben/projekt",
  "POST /schreiben/beitrag",
  "POST /schreiben/thema",
  "POST /gruppen/:handle",
  "POST /gruppen/:handle/:id{[0-9]+}",
  "POST /mitmachen",
  "POST /:address{@[^/]+}/:id{[0-9]+}/bearbeiten",
  "POST /:address{@[^/]+}/:id{[0-9]+}/antworten",
  "POST /beitraege/:host/:id{[0-9]+}/antworten",
  "POST /projekte/:slug/bearbeiten",
  "POST /projekte/:slug/kommentieren",
  "POST /projekte/:host/:id{[0-9]+}/kommentieren",

  // For scripts
  "GET /api/v1/stadtteil/districts",
  "GET /api/v1/stadtteil/partners",
  "GET /api/v1/stadtteil/projects",
  "GET /api/v1/stadtteil/projects/:id",
  "GET /api/v1/stadtteil/projects/:id/document",
  "GET /api/v1/stadtteil/projects/:id/lineage",
  "GET /api/v1/stadtteil/search",
];

/** Everything below is for admins; others, and nobody, get 404 (T193). */
export const ADMIN_PATHS: readonly string[] = ["/verwaltung"];

/** Of those, what moderators see as well. */
export const MODERATOR_PATHS: readonly string[] = [
  "/verwaltung/meldungen",
  "/verwaltung/beitraege",
  "/verwaltung/konten",
  "/verwaltung/uebernahmen",
];

/** Bearer tokens count here and nowhere else. */
export const API_PREFIX = "/api/";

/** Served before the set-up too. */
export const BEFORE_SETUP: readonly string[] = [
  "/einrichten",
  "/assets/",
  "/health",
  "/healthz",
  "/readyz",
  "/sprache",
];

/** For machines: errors are JSON, and nobody is sent to the login page. */
const MACHINE_PREFIXES: readonly string[] = [
  "/api/",
  "/ap/",
  "/emojis/",
  "/.well-known/",
  "/nodeinfo/",
  "/ns/",
  "/oauth/token",
  "/oauth/revoke",
  "/oauth/userinfo",
  "/oembed",
];

/** Reads its own body with its own limits, and takes requests from other servers: signatures instead of sessions. */
export const isInbox = (path: string): boolean => path.startsWith("/ap/") && path.endsWith("/inbox");

/** Where files come in; everywhere else a body is a form. */
export const isUpload = (path: string): boolean =>
  path === "/medien" ||
  path === "/verwaltung/emojis" ||
  path === "/api/v1/accounts/update_credentials" ||
  /^\/api\/v[12]\/media$/.test(path) ||
  path.startsWith("/schreiben/beitrag") ||
  path.startsWith("/schreiben/projekt") ||
  /^\/(projekte\/[^/]+|@[^/]+\/[0-9]+)\/bearbeiten$/.test(path);

/** Style sheets, drawings, pictures, films: they have no frame. */
export const isFile = (path: string): boolean => isUnder(path, ["/assets/", "/media/", "/medien/fremd/"]);

/** Ends a subscription by mail; whoever knows the address may. */
export const isUnsubscribing = (path: string): boolean => path.startsWith("/abbestellen/");

export const isMachinePath = (path: string): boolean => MACHINE_PREFIXES.some((prefix) => path.startsWith(prefix));

/** Whether `path` lies at or below one of these. */
export const isUnder = (path: string, roots: readonly string[]): boolean =>
  roots.some((root) => path === root || path.startsWith(root.endsWith("/") ? root : `${root}/`));
