import { type Context, Hono } from "hono";
import { activityPubNotFound } from "../platform/activitypub-http.ts";
import { isId } from "../platform/ids.ts";
import type { AppEnv } from "../ui/env.ts";
import { handleInboxPost } from "./gate.ts";
import { actorRoutes } from "./surface/actor-routes.ts";
import { emojiDocumentRoutes } from "./surface/emoji-routes.ts";
import { nodeInfoRoutes } from "./surface/nodeinfo.ts";
import { objectRoutes } from "./surface/object-routes.ts";
import { webFingerRoutes } from "./surface/webfinger.ts";
import { onlyForListed, onlyWhenOn } from "./switch.ts";

/** Everything that other servers ask for or send to. */
export const federationRoutes = new Hono<AppEnv>();

federationRoutes.use("/ap/*", onlyWhenOn);
federationRoutes.use("/emojis/*", onlyWhenOn);
federationRoutes.use("*", onlyForListed);

federationRoutes.post("/ap/inbox", (c) => handleInboxPost(c.get("ctx"), c.req.raw, null, c.get("clientKey")));
federationRoutes.post("/ap/a/:id/inbox", (c) => {
  const id = c.req.param("id");
  return isId(id) ? handleInboxPost(c.get("ctx"), c.req.raw, id, c.get("clientKey")) : activityPubNotFound(c);
});

/** Inboxes only take: nobody reads another's post (T003). */
const onlyPost = (c: Context<AppEnv>): Response => c.text("Only POST.\n", 405, { Allow: "POST" });
federationRoutes.all("/ap/inbox", onlyPost);
federationRoutes.all("/ap/a/:id/inbox", onlyPost);

federationRoutes.route("/", actorRoutes);
federationRoutes.route("/", objectRoutes);
federationRoutes.route("/", emojiDocumentRoutes);
federationRoutes.route("/", webFingerRoutes);
federationRoutes.route("/", nodeInfoRoutes);
