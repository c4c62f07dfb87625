import { createMiddleware } from "hono/factory";
import { federationIsOn } from "../features/district/district.queries.ts";
import { activityPubNotFound } from "../platform/activitypub-http.ts";
import type { AppEnv } from "../ui/env.ts";

/** Nothing is told while federation is off: ids under http, or without an imprint, must not get about (decision 20). */
export const onlyWhenOn = createMiddleware<AppEnv>(async (c, next) =>
  (await federationIsOn(c.get("ctx"))) ? next() : activityPubNotFound(c),
);
