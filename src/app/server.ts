import type { Server } from "node:http";
import { createAdaptorServer, type WebSocketServerLike } from "@hono/node-server";
import type { Hono } from "hono";
import { WebSocketServer } from "ws";
import type { AppEnv } from "../ui/env.ts";

/** Headers within 10 s, the whole request within 60 s (uploads over a slow line). */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;

/** What clients say on a socket is short: to listen to something. Compressing would cost memory for each of them. */
const SOCKETS = { noServer: true, maxPayload: 4 * 1024, perMessageDeflate: false } as const;

export interface RunningServer {
  /** The port in use; differs from the one asked for when that was 0. */
  readonly port: number;
  /** Stops taking connections and waits for the requests in progress, at most `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/**
 * Listens for HTTP.
 * @throws Error with code EADDRINUSE or EACCES when the port cannot be had
 */
export function serveApp(app: Hono<AppEnv>, hostname: string, port: number): Promise<RunningServer> {
  const sockets = new WebSocketServer(SOCKETS);
  const server = createAdaptorServer({
    fetch: app.fetch,
    // The two packages differ only in whether a setting may be undefined.
    websocket: { server: sockets as WebSocketServerLike },
    serverOptions: { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
  }) as Server;
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(port, hostname, () => {
      server.off("error", fail);
      const address = server.address();
      done({
        port: address !== null && typeof address === "object" ? address.port : port,
        close: (graceMs) => closeServer(server, sockets, graceMs),
      });
    });
  });
}

function closeServer(server: Server, sockets: WebSocketServer, graceMs: number): Promise<void> {
  return new Promise((done) => {
    const cut = setTimeout(() => {
      server.closeAllConnections();
      for (const socket of sockets.clients) socket.terminate();
    }, graceMs);
    server.close(() => {
      clearTimeout(cut);
      done();
    });
    server.closeIdleConnections();
  });
}
