import { Hono } from "hono";
import { announcementsFor } from "../../features/announcements/announcements.queries.ts";
import {
  dismissAnnouncement,
  reactToAnnouncement,
  unreactToAnnouncement,
} from "../../features/announcements/answers.usecases.ts";
import type { AppEnv } from "../../ui/env.ts";
import { announcementEntities } from "../entities/announcement.ts";
import { clientNotFound } from "../errors.ts";
import { isTrue, readParameters } from "../parameters.ts";
import { idIn, userOf } from "../shown.ts";

const REACTION = "/api/v1/announcements/:id{[0-9]+}/reactions/:name";

/** What admins tell. docs.joinmastodon.org/methods/announcements */
export const announcementApi = new Hono<AppEnv>()
  .get("/api/v1/announcements", async (c) => {
    const { ctx } = c.var;
    const parameters = await readParameters(c);
    // Mastodon 4 answers with all; that some are left out is asked for by apps of 3.1's time.
    const dismissed = !parameters.has("with_dismissed") || isTrue(parameters, "with_dismissed");
    const found = await announcementsFor(ctx, userOf(c), { dismissed });
    return c.json(await announcementEntities(ctx, userOf(c), found));
  })
  .post("/api/v1/announcements/:id{[0-9]+}/dismiss", async (c) => {
    await dismissAnnouncement(c.var.ctx, userOf(c), idIn(c));
    return c.json({});
  })
  .put(REACTION, async (c) => {
    await reactToAnnouncement(c.var.ctx, userOf(c), idIn(c), c.req.param("name"));
    return c.json({});
  })
  .delete(REACTION, async (c) => {
    if (!(await unreactToAnnouncement(c.var.ctx, userOf(c), idIn(c), c.req.param("name")))) throw clientNotFound();
    return c.json({});
  });
