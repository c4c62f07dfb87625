import { createMiddleware } from "hono/factory";
import type { Ctx } from "../../platform/ctx.ts";
import type { AppEnv } from "../../ui/env.ts";

/** Nothing but our own files, nothing inline, no frame around us (T124). */
const CONTENT_SECURITY_POLICY = [
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
].join("; ");

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
    for (const [name, value] of headers) {
      // A client app's login window must still reach its opener.
      if (name === "Cross-Origin-Opener-Policy" && c.req.path.startsWith("/oauth")) continue;
      if (!answered.has(name)) answered.set(name, value);
    }
    // `c.var` would copy all variables for one.
    if (!answered.has("Cache-Control")) {
      answered.set("Cache-Control", c.get("viewer") ? "private, no-store" : "no-cache");
    }
    if (answered.get("Content-Type")?.startsWith("text/html")) answered.set("Vary", PAGES_VARY);
  });
};
