import { createMiddleware } from "hono/factory";
import type { Ctx } from "../../platform/ctx.ts";
import type { AppEnv } from "../../ui/env.ts";

/** Nothing but our own files, nothing inline, no frame around us (T124, T141). */
const DIRECTIVES = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "media-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
];
const CONTENT_SECURITY_POLICY = DIRECTIVES.join("; ");
/** Chromium would hold the way back to an app, which follows the form, against `form-action` (decision 23). */
const CONSENT_POLICY = DIRECTIVES.filter((directive) => !directive.startsWith("form-action")).join("; ");

/** An app's login window must still reach its opener, on the consent page and on the way there. */
const IN_POPUP = ["/oauth/", "/anmelden", "/abmelden", "/sprache"];

/** A page follows the language and the viewer, and its address may have an ActivityPub document, too (T102). */
const PAGES_VARY = "Accept, Accept-Language, Cookie";

/** Headers of every answer; a route that sets one itself (media: a stricter policy) keeps its own. */
export const securityHeaders = (ctx: Ctx) => {
  const headers: [string, string][] = [
    ["Content-Security-Policy", CONTENT_SECURITY_POLICY],
    ["X-Content-Type-Options", "nosniff"],
    ["Referrer-Policy", "same-origin"],
    ["Cross-Origin-Opener-Policy", "same-origin"],
    ["Permissions-Policy", "camera=(), geolocation=(), microphone=()"],
  ];
  if (ctx.origin.startsWith("https://")) headers.push(["Strict-Transport-Security", "max-age=31536000"]);
  return createMiddleware<AppEnv>(async (c, next) => {
    await next();
    const answered = c.res.headers;
    const path = c.req.path;
    if (path.startsWith("/oauth/authorize") && !answered.has("Content-Security-Policy")) {
      answered.set("Content-Security-Policy", CONSENT_POLICY);
    }
    for (const [name, value] of headers) {
      if (name === "Cross-Origin-Opener-Policy" && IN_POPUP.some((start) => path.startsWith(start))) continue;
      if (!answered.has(name)) answered.set(name, value);
    }
    // `c.var` would copy all variables for one.
    if (!answered.has("Cache-Control")) {
      answered.set("Cache-Control", c.get("viewer") ? "private, no-store" : "no-cache");
    }
    if (answered.get("Content-Type")?.startsWith("text/html")) answered.set("Vary", PAGES_VARY);
  });
};
