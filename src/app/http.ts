import { Hono } from "hono";
import type { Ctx } from "../platform/ctx.ts";
import type { AppEnv } from "../ui/env.ts";
import { healthRoutes } from "./health.ts";
import { languageRoutes } from "./language.ts";
import { bodyLimits } from "./middleware/body-limits.ts";
import { answerError, answerNotFound } from "./middleware/errors.tsx";
import { setFrame } from "./middleware/frame.ts";
import { guard } from "./middleware/guard.ts";
import { onlyOurHost } from "./middleware/host.ts";
import { onlyFromOurPages } from "./middleware/origin-check.ts";
import { requestBasics } from "./middleware/request.ts";
import { securityHeaders } from "./middleware/security-headers.ts";
import { findViewer } from "./middleware/viewer.ts";

/** The whole web side: what every request goes through, then every feature's routes. */
export function createApp(ctx: Ctx): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use("*", requestBasics(ctx), securityHeaders(ctx), onlyOurHost(ctx));
  app.onError(answerError);
  app.notFound(answerNotFound);
  app.route("/", healthRoutes);
  app.use("*", findViewer, setFrame, onlyFromOurPages(ctx), bodyLimits, guard);
  app.route("/", languageRoutes);
  return app;
}
