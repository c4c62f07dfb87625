import type { Hono } from "hono";
import { createApp } from "../../src/app/http.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import type { AppEnv } from "../../src/ui/env.ts";

interface RequestOptions extends RequestInit {
  /** Fields of a form: the request becomes a POST of them, unless `method` says otherwise. */
  readonly form?: Readonly<Record<string, string | string[]>>;
  /** A body sent as JSON. */
  readonly json?: unknown;
  /** Value of the session cookie, as `logInAs` gives it. */
  readonly session?: string;
  /** Bearer token. */
  readonly token?: string;
  /** Address of the client's socket. */
  readonly from?: string;
}

export interface TestApp {
  readonly app: Hono<AppEnv>;
  /** A request by path at the canonical host, with `Origin` as a browser sends it from our pages. */
  request(path: string, options?: RequestOptions): Promise<Response>;
}

/** The app as it is served, without a socket. */
export function createTestApp(ctx: Ctx): TestApp {
  const app = createApp(ctx);
  return {
    app,
    request: async (path, { form, json, session, token, from, ...init } = {}) => {
      const headers = new Headers(init.headers);
      const set = (name: string, value: string) => headers.has(name) || headers.set(name, value);
      const method = init.method ?? (form || json !== undefined ? "POST" : "GET");
      if (method !== "GET" && token === undefined) set("Origin", ctx.origin);
      if (session !== undefined) set("Cookie", `__Host-stv=${session}`);
      if (token !== undefined) set("Authorization", `Bearer ${token}`);
      if (json !== undefined) set("Content-Type", "application/json");
      const body = form ? formBody(form) : json === undefined ? init.body : JSON.stringify(json);
      const socket = { incoming: { socket: { remoteAddress: from ?? "192.0.2.1", remoteFamily: "IPv4" } } };
      return app.request(`${ctx.origin}${path}`, { ...init, method, headers, ...(body != null && { body }) }, socket);
    },
  };
}

function formBody(form: Readonly<Record<string, string | string[]>>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(form).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
  );
}
