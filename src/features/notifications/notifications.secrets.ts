import type { Id } from "../../platform/ids.ts";
import { isSameSecret } from "../../platform/secrets.ts";
import type { Vault } from "../../platform/vault.ts";

const PURPOSE = "unsubscribe";

/** Path by which the mails to an account are ended without logging in; it stands in each of them. */
export const unsubscribePath = (vault: Vault, accountId: Id): string =>
  `/abbestellen/${accountId}/${vault.fingerprint(accountId, PURPOSE)}`;

export const isUnsubscribeSecret = (vault: Vault, accountId: Id, secret: string): boolean =>
  isSameSecret(secret, vault.fingerprint(accountId, PURPOSE));
