import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Ctx } from "../../src/platform/ctx.ts";
import { type DispatcherOptions, installDispatcher } from "../../src/platform/net/dispatcher.ts";
import { whenFileIsDone } from "./closing.ts";

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body as JSON; throws when it is none. */
  json(): Record<string, unknown>;
}

interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array;
}

/**
 * The internet of one test file: every host is a real HTTP server on loopback, reached through the product's own
 * dispatcher (`connectTo`). A host that was not added does not exist.
 */
export interface Network {
  /** Everything that the product asked for, `GET https://…`; what the test itself sends is not in it. */
  readonly asked: string[];
  /** Adds a host answered by Node's own interface. */
  addServer(host: string, listener: (request: IncomingMessage, response: ServerResponse) => void): Promise<void>;
  /** Adds a district: `createApp(ctx).fetch`, or any other fetch handler. */
  addDistrict(host: string, fetch: (request: Request) => Response | Promise<Response>): Promise<void>;
  /** Loopback port of a host, null when there is no such host. */
  portOf(host: string): number | null;
  /** Takes a host off the net; its connections are cut. */
  remove(host: string): Promise<void>;
  /** A request of the test to a host, past the product's dispatcher: any header, any body. */
  send(url: string, request?: RawRequest): Promise<RawAnswer>;
}

/** Makes the network and installs the product's dispatcher over it, for all districts of this test file. */
export function createNetwork(ctx: Pick<Ctx, "config">, options: DispatcherOptions = {}): Network {
  const servers = new Map<string, Server>();
  const asked: string[] = [];
  const portOf = (host: string): number | null => {
    const server = servers.get(host);
    return server ? (server.address() as AddressInfo).port : null;
  };
  const dispatcher = installDispatcher(ctx.config, {
    connectTo: (host) => {
      const port = portOf(host);
      return port === null ? null : { host: "127.0.0.1", port };
    },
    onRequest: (method, url) => asked.push(`${method} ${url}`),
    ...options,
  });
  const addServer: Network["addServer"] = async (host, listener) => {
    const server = createServer(listener);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    servers.set(host, server);
  };
  const remove = async (host: string): Promise<void> => {
    const server = servers.get(host);
    servers.delete(host);
    if (!server) return;
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  whenFileIsDone(async () => {
    await dispatcher.destroy();
    await Promise.all([...servers.keys()].map(remove));
  });
  return {
    asked,
    addServer,
    portOf,
    remove,
    addDistrict: (host, fetch) => addServer(host, getRequestListener(fetch)),
    send: (url, request = {}) => send(portOf, new URL(url), request),
  };
}

function send(portOf: (host: string) => number | null, url: URL, { method, headers, body }: RawRequest) {
  const port = portOf(url.host);
  if (port === null) throw new Error(`The test has no host ${url.host}`);
  return new Promise<RawAnswer>((done, fail) => {
    const request = httpRequest({
      host: "127.0.0.1",
      port,
      method: method ?? "GET",
      path: url.pathname + url.search,
      headers: { host: url.host, ...headers },
      agent: false,
    });
    request.once("error", fail);
    request.once("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", fail);
      response.once("end", () => {
        const text = Buffer.concat(chunks).toString();
        done({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
          body: text,
          json: () => JSON.parse(text),
        });
      });
    });
    request.end(body);
  });
}
