import { Hono } from "hono";
import { MARKED } from "../../features/notifications/notifications.model.ts";
import { type Marker, markersOf, setMarkers } from "../../features/notifications/usecases/markers.ts";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { all, one, readParameters } from "../parameters.ts";
import { userOf } from "../shown.ts";

/** Notifications are counted: no id of theirs is longer. */
const NUMBER_DIGITS = 15;

/** Where a member has read up to. docs.joinmastodon.org/methods/markers */
export const markerRoutes = new Hono<AppEnv>()
  .get("/api/v1/markers", async (c) => {
    const asked = all(await readParameters(c), "timeline");
    const found = await markersOf(c.var.ctx, userOf(c));
    return c.json(markersEntity(found.filter(({ timeline }) => asked.includes(timeline))));
  })
  .post("/api/v1/markers", async (c) => {
    const parameters = await readParameters(c);
    const places = MARKED.flatMap((timeline) => {
      const id = one(parameters, `${timeline}[last_read_id]`) ?? "";
      return isId(id) && (timeline === "home" || id.length <= NUMBER_DIGITS) ? [[timeline, id] as const] : [];
    });
    return c.json(markersEntity(await setMarkers(c.var.ctx, userOf(c), new Map(places))));
  });

/** Marker by timeline; of one that was never set there is no key. */
const markersEntity = (found: readonly Marker[]) =>
  Object.fromEntries(
    found.map(({ timeline, lastReadId, version, updatedAt }) => [
      timeline,
      { last_read_id: lastReadId, version, updated_at: updatedAt.toISOString() },
    ]),
  );
