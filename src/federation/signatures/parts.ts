import { createHash, type KeyObject } from "node:crypto";

/** How far a signature's time may be from ours, either way (decision 6). */
const TIME_WINDOW_MS = 60 * 60 * 1000;

/** A request as its signature sees it: at our public address, whatever a proxy in front made of it. */
export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
}

/** A signature that says enough and is of this hour; whether it is true is still to be seen. */
export interface ReadSignature {
  readonly keyId: string;
  /** Whether the digest that was signed is the one of this body. */
  readonly fits: (body: Uint8Array) => boolean;
  /** Whether the key made this signature over this request. */
  readonly verify: (key: KeyObject) => boolean;
}

/** Why a signature is none, in words that help whoever debugs the other server. */
export class BadSignature extends Error {}

export const isWithinWindow = (time: number, now: Date): boolean =>
  Number.isFinite(time) && Math.abs(time - now.getTime()) <= TIME_WINDOW_MS;

export const sha256 = (body: Uint8Array): string => createHash("sha256").update(body).digest("base64");

/** Bytes of base64 text, or null when it is none. */
export function bytesOf(base64: string): Buffer | null {
  return base64 !== "" && /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? Buffer.from(base64, "base64") : null;
}
