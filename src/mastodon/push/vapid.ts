import { generateKeyPairSync } from "node:crypto";
import type { Ctx } from "../../platform/ctx.ts";
import { kvCompareAndSet, kvGet } from "../../platform/kv.ts";

/** By which push services know this server (RFC 8292), base64url. */
export interface VapidKeys {
  /** An uncompressed point of P-256. */
  readonly publicKey: string;
  readonly privateKey: string;
}

const KEY = ["push", "vapid"];
const PURPOSE = "vapid";

/**
 * The keys of this server, made when they are first asked for and kept for ever: every subscription is bound to them. The
 * private one is sealed.
 */
export async function vapidKeys(ctx: Ctx): Promise<VapidKeys> {
  const kept = await kvGet(ctx, KEY);
  if (kept !== undefined) return opened(ctx, kept);
  const { publicKey, privateKey } = newKeys();
  const made = { publicKey, sealed: ctx.vault.seal(privateKey, PURPOSE) };
  // Of several processes one wins; all of them use its keys.
  await kvCompareAndSet(ctx, KEY, undefined, made);
  return opened(ctx, await kvGet(ctx, KEY));
}

function opened(ctx: Ctx, kept: unknown): VapidKeys {
  const { publicKey, sealed } = kept as { publicKey: string; sealed: string };
  return { publicKey, privateKey: ctx.vault.open(sealed, PURPOSE) };
}

function newKeys(): VapidKeys {
  const {
    x = "",
    y = "",
    d = "",
  } = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  return { publicKey: point.toString("base64url"), privateKey: d };
}
