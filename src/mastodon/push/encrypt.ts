import type { Ctx } from "../../platform/ctx.ts";
import type { PushSubscription } from "./subscriptions.usecases.ts";
import { vapidKeys } from "./vapid.ts";

/** A message as it is sent to the push service, which cannot read it. */
interface Encrypted {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Encrypts a message for an app (RFC 8291, or the draft before it that apps expect who did not ask for the standard) and
 * signs the request with this server's key (RFC 8292).
 */
export async function encryptPush(
  ctx: Ctx,
  { endpoint, p256dh, auth, standard }: PushSubscription,
  message: string,
  ttlSeconds: number,
): Promise<Encrypted> {
  // Loaded with the first push: most processes never send one.
  const { default: webPush } = await import("web-push");
  const request = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, message, {
    TTL: ttlSeconds,
    contentEncoding: standard ? "aes128gcm" : "aesgcm",
    vapidDetails: { subject: ctx.origin.replace(/^http:/, "https:"), ...(await vapidKeys(ctx)) },
  });
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return { headers: Object.fromEntries(headers), body: request.body ?? new Uint8Array() };
}
