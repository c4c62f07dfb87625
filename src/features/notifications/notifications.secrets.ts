import { timingSafeEqual } from "node:crypto";
import type { Id } from "../../platform/ids.ts";
import type { Vault } from "../../platform/vault.ts";

const PURPOSE = "unsubscribe";

/** Path by which the mails to an account are ended without logging in; it stands in each of them. */
export const unsubscribePath = (vault: Vault, accountId: Id): string =>
  `/abbestellen/${accountId}/${vault.fingerprint(accountId, PURPOSE)}`;

export function isUnsubscribeSecret(vault: Vault, accountId: Id, secret: string): boolean {
  const given = Buffer.from(secret);
  const made = Buffer.from(vault.fingerprint(accountId, PURPOSE));
  return given.length === made.length && timingSafeEqual(given, made);
}
