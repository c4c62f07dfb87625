import { Hono } from "hono";
import { postingDefaultsOf } from "../../features/accounts/accounts.queries.ts";
import type { AppEnv } from "../../ui/env.ts";
import { userOf } from "../shown.ts";

/** docs.joinmastodon.org/methods/preferences: what a composer starts with; how to read is for the client to say. */
export const preferenceRoutes = new Hono<AppEnv>().get("/api/v1/preferences", async (c) => {
  const { visibility, sensitive, language, quotePolicy } = await postingDefaultsOf(c.var.ctx, userOf(c).actorId);
  return c.json({
    "posting:default:visibility": visibility,
    "posting:default:sensitive": sensitive,
    "posting:default:language": language,
    "posting:default:quote_policy": quotePolicy,
    "reading:expand:media": "default",
    "reading:expand:spoilers": false,
    "reading:autoplay:gifs": false,
  });
});
