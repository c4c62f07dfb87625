import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import type { AppEnv } from "../ui/env.ts";

/** Headers within 10 s, the whole request within 60 s (uploads over a slow line). */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;

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
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
  }) as Server;
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(port, hostname, () => {
      server.off("error", fail);
      const address = server.address();
      done({
        port: address !== null && typeof address === "object" ? address.port : port,
        close: (graceMs) => closeServer(server, graceMs),
      });
    });
  });
}

function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((done) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      done();
    });
    server.closeIdleConnections();
  });
}
