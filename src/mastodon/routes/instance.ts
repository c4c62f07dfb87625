import { Hono } from "hono";
import type { AppEnv } from "../../ui/env.ts";
import { instanceV1Entity, instanceV2Entity } from "../entities/instance.ts";

/** What this server is and allows. docs.joinmastodon.org/methods/instance */
export const instanceRoutes = new Hono<AppEnv>()
  .get("/api/v1/instance", async (c) => c.json(await instanceV1Entity(c.var.ctx)))
  .get("/api/v2/instance", async (c) => c.json(await instanceV2Entity(c.var.ctx)));
