import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { SESSION_ABSOLUTE_MS } from "./accounts.model.ts";

/** `__Host-`: only over https (or localhost), only from this very host, for all paths (T140, T145). */
const NAME = "__Host-stv";

export const readSessionCookie = (c: Context): string | undefined => getCookie(c, NAME);

/** @param stay keep it when the browser is closed, up to the absolute end of the session */
export function writeSessionCookie(c: Context, secret: string, stay: boolean): void {
  setCookie(c, NAME, secret, {
    httpOnly: true,
    secure: true,
    sameSite: "Lax",
    path: "/",
    ...(stay && { maxAge: SESSION_ABSOLUTE_MS / 1000 }),
  });
}

export function dropSessionCookie(c: Context): void {
  deleteCookie(c, NAME, { secure: true, path: "/" });
}
