import { upgradeWebSocket } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import type { WebSocket } from "ws";
import { listById } from "../../features/lists/lists.queries.ts";
import type { AppEnv } from "../../ui/env.ts";
import { clientNotFound, outsideScopes, userNeeded } from "../errors.ts";
import { userOf } from "../shown.ts";
import { EventListener } from "../streaming/events.ts";
import { streamHub } from "../streaming/hub.ts";
import { type Opening, SocketListener } from "../streaming/socket.ts";
import { mayListen, readStream, type Stream } from "../streaming/streams.model.ts";

/** The streams that have an address of their own. */
const PATHS = {
  "/api/v1/streaming/user": "user",
  "/api/v1/streaming/user/notification": "user:notification",
  "/api/v1/streaming/public": "public",
  "/api/v1/streaming/public/local": "public:local",
  "/api/v1/streaming/public/remote": "public:remote",
  "/api/v1/streaming/hashtag": "hashtag",
  "/api/v1/streaming/hashtag/local": "hashtag:local",
  "/api/v1/streaming/list": "list",
  "/api/v1/streaming/direct": "direct",
} as const;

/** What happens, as it happens. docs.joinmastodon.org/methods/streaming */
export const streamingRoutes = new Hono<AppEnv>()
  .get("/api/v1/streaming/health", (c) => c.text("OK"))
  .get("/api/v1/streaming", upgradeWebSocket(socketEvents))
  .get("/api/v1/streaming", (c) => answerEvents(c, c.req.query("stream") ?? ""));

for (const [path, kind] of Object.entries(PATHS)) streamingRoutes.get(path, (c) => answerEvents(c, kind));

/** @throws HTTPException 400, AppError `mastodon.scope-missing`, `mastodon.not-found` for a list that is not the member's */
async function streamIn(c: Context<AppEnv>, kind: string): Promise<Stream> {
  const media = c.req.query("only_media") === "true" && kind.startsWith("public") ? ":media" : "";
  const stream = readStream({ stream: kind + media, tag: c.req.query("tag"), list: c.req.query("list") });
  if (!stream) throw new HTTPException(400, { message: "Unknown stream type" });
  if (!mayListen(c.var.scopes ?? new Set(), stream)) throw outsideScopes();
  if (!(await isThere(c, stream))) throw clientNotFound();
  return stream;
}

/** Everything but lists is there for everybody. */
const isThere = async (c: Context<AppEnv>, { kind, which }: Stream): Promise<boolean> =>
  kind !== "list" || (await listById(c.var.ctx, userOf(c).actorId, which)) !== null;

function openingOf(c: Context<AppEnv>, stream: Stream | null): Opening {
  const { tokenId, scopes } = c.var;
  if (tokenId === null || scopes === null) throw userNeeded();
  return { viewer: userOf(c), tokenId, scopes, stream, isThere: (asked) => isThere(c, asked) };
}

/** A WebSocket is refused before it opens, with the status that any other request would get. */
async function socketEvents(c: Context<AppEnv>) {
  const kind = c.req.query("stream") ?? "";
  const opening = openingOf(c, kind === "" ? null : await streamIn(c, kind));
  const hub = streamHub(c.var.ctx);
  await hub.admit(opening.viewer);
  let listener: SocketListener | undefined;
  const leave = (): void => {
    if (listener) hub.leave(listener);
  };
  return {
    onOpen: (_: Event, { raw }: { raw?: unknown }) => {
      listener = new SocketListener(raw as WebSocket, opening);
      hub.join(listener);
    },
    onMessage: ({ data }: { data: unknown }) => {
      listener
        ?.receive(String(data))
        .catch((error: unknown) => c.var.ctx.log.warn("A stream could not be changed: {error}", { error }));
    },
    onClose: leave,
    onError: leave,
  };
}

const EVENT_HEADERS = {
  "Content-Type": "text/event-stream",
  "Cache-Control": "private, no-store",
  // nginx would gather it otherwise.
  "X-Accel-Buffering": "no",
};

async function answerEvents(c: Context<AppEnv>, kind: string): Promise<Response> {
  const stream = await streamIn(c, kind);
  const opening = openingOf(c, stream);
  // Nobody would read, and nobody end it.
  if (c.req.method === "HEAD") return c.body(null, 200, EVENT_HEADERS);
  const hub = streamHub(c.var.ctx);
  await hub.admit(opening.viewer);
  const listener = new EventListener(opening, stream, (ended) => hub.leave(ended));
  hub.join(listener);
  return c.body(listener.body, 200, EVENT_HEADERS);
}
