import type { Context } from "hono";
import type { AppEnv } from "../../ui/env.ts";

const PATH = "/api/v1/streaming";

/**
 * The token of somebody who opens a stream, as an `Authorization` header would say it: browsers can set none there, so that
 * it comes as `access_token` in the address or as the WebSocket's subprotocol. Nowhere else does either count (T165).
 */
export function authorizationOfStream(c: Context<AppEnv>): string | undefined {
  const { path } = c.req;
  if (path !== PATH && !path.startsWith(`${PATH}/`)) return undefined;
  const token = c.req.query("access_token") || c.req.header("Sec-WebSocket-Protocol")?.split(",")[0]?.trim();
  return token ? `Bearer ${token}` : undefined;
}
