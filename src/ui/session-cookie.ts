import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

/** `__Host-`: only over https (or localhost), only from this very host, for all paths (T140, T145). */
const NAME = "__Host-stv";

export const readSessionCookie = (c: Context): string | undefined => getCookie(c, NAME);

/** @param keepSeconds keep it that long when the browser is closed; undefined: until then */
export function writeSessionCookie(c: Context, secret: string, keepSeconds?: number): void {
  setCookie(c, NAME, secret, {
    httpOnly: true,
    secure: true,
    sameSite: "Lax",
    path: "/",
    ...(keepSeconds !== undefined && { maxAge: keepSeconds }),
  });
}

export function dropSessionCookie(c: Context): void {
  deleteCookie(c, NAME, { secure: true, path: "/" });
}
