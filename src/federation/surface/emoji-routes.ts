import { Hono } from "hono";
import { emojiDocument } from "../../features/emojis/emojis.activitypub.ts";
import { emojiById, ownEmoji } from "../../features/emojis/emojis.queries.ts";
import { activityPubNotFound, activityPubResponse } from "../../platform/activitypub-http.ts";
import { isId } from "../../platform/ids.ts";
import { wireText } from "../../platform/wire.ts";
import type { AppEnv } from "../../ui/env.ts";

/** Emojis of ours by their ids, in use or not; what was deleted is not found. */
export const emojiDocumentRoutes = new Hono<AppEnv>().get("/emojis/:id", async (c) => {
  const id = c.req.param("id");
  const row = isId(id) ? await emojiById(c.var.ctx, id) : null;
  if (!row) return activityPubNotFound(c);
  return activityPubResponse(c, { text: wireText(emojiDocument(ownEmoji(c.var.ctx, row))), public: true });
});
