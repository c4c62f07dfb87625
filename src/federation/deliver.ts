import type { KeyObject, webcrypto } from "node:crypto";
import type { SenderKeyPair } from "@fedify/fedify";
import { type SigningKey, signingKeysOf } from "../features/actors/actors.keys.ts";
import type { Ctx } from "../platform/ctx.ts";
import type { Id } from "../platform/ids.ts";
import { federationOf } from "./delivery/fedify.ts";
import { VerbatimActivity } from "./delivery/verbatim.ts";

export interface Sending {
  /** The local actor that signs. */
  readonly actorId: Id;
  /** The activity as it goes over the wire. */
  readonly text: string;
  /** Whether everybody may read it. */
  readonly isPublic: boolean;
  readonly inboxes: readonly string[];
  readonly orderingKey: string;
}

/**
 * Signs an activity and queues one delivery for each inbox. Everything carries an integrity proof (FEP-8b32); only what
 * is public also carries a Linked Data signature, which lets anybody pass it on (decision 10): for the rest Fedify is
 * not given the RSA key that makes one.
 */
export async function deliver(ctx: Ctx, sending: Sending): Promise<void> {
  const keys = await signingKeysOf(ctx, sending.actorId);
  const senders = [senderOf(keys.ed25519, ED25519)];
  if (sending.isPublic) senders.unshift(senderOf(keys.rsa, RSA));
  const recipients = sending.inboxes.map((inbox) => ({ id: new URL(inbox), inboxId: new URL(inbox) }));
  const context = federationOf(ctx).createContext(new URL(ctx.origin), ctx);
  await context.sendActivity(senders, recipients, VerbatimActivity.fromText(sending.text), {
    orderingKey: sending.orderingKey,
    fanout: "skip",
  });
}

const RSA: webcrypto.RsaHashedImportParams = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const ED25519: webcrypto.Algorithm = { name: "Ed25519" };

const cryptoKeys = new WeakMap<KeyObject, webcrypto.CryptoKey>();

/** Fedify wants WebCrypto keys, extractable ones, since it writes them into its messages; our queue takes none over. */
function senderOf(key: SigningKey, algorithm: webcrypto.RsaHashedImportParams | webcrypto.Algorithm): SenderKeyPair {
  const privateKey = cryptoKeys.get(key.privateKey) ?? key.privateKey.toCryptoKey(algorithm, true, ["sign"]);
  cryptoKeys.set(key.privateKey, privateKey);
  return { keyId: new URL(key.keyId), privateKey };
}
