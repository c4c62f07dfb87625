import { Hono } from "hono";
import type { AppEnv } from "../../ui/env.ts";

/** docs.joinmastodon.org/methods/preferences: what a composer starts with. Nothing of it but the language can be set yet. */
export const preferenceRoutes = new Hono<AppEnv>().get("/api/v1/preferences", (c) =>
  c.json({
    "posting:default:visibility": "public",
    "posting:default:sensitive": false,
    "posting:default:language": c.var.accountLocale ?? null,
    "posting:default:quote_policy": "public",
    "reading:expand:media": "default",
    "reading:expand:spoilers": false,
    "reading:autoplay:gifs": false,
  }),
);
