import { createPublicKey, type KeyObject } from "node:crypto";
import { LRUCache } from "lru-cache";
import { asList, idOf, isObject } from "../../platform/ap-read.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { fromMultibase } from "../../platform/multibase.ts";

/** Smaller keys can be broken, larger ones cost us more than their owner. */
const RSA_BITS = { min: 2048, max: 8192 };

const PEM_END = /-----END [A-Z ]*PUBLIC KEY-----/;
const ED25519_PREFIX = [0xed, 0x01];

/** Parsed keys by their text: parsing costs several times what verifying does. */
const parsed = new LRUCache<string, { readonly key: KeyObject | null }>({ max: 2_000 });

function once(text: string, parse: () => KeyObject | null): KeyObject | null {
  const known = parsed.get(text);
  if (known) return known.key;
  let key: KeyObject | null = null;
  try {
    key = parse();
  } catch {
    // Not a key: remembered as none.
  }
  parsed.set(text, { key });
  return key;
}

/** An RSA public key from PEM (SPKI or PKCS#1); bytes after its end are overlooked, as snac2 sends them. Else null. */
export function keyFromPem(pem: string): KeyObject | null {
  return once(pem, () => {
    const end = PEM_END.exec(pem);
    if (pem.length > 10_000 || !end) return null;
    const key = createPublicKey(`${pem.slice(0, end.index + end[0].length)}\n`);
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    return key.asymmetricKeyType === "rsa" && bits >= RSA_BITS.min && bits <= RSA_BITS.max ? key : null;
  });
}

/** An Ed25519 public key from a Multikey's `publicKeyMultibase` (`z6Mk…`), else null. */
function keyFromMultibase(text: string): KeyObject | null {
  return once(text, () => {
    const bytes = text.length > 100 ? null : fromMultibase(text);
    if (bytes?.length !== 34 || !ED25519_PREFIX.every((byte, index) => bytes[index] === byte)) return null;
    const x = bytes.subarray(2).toString("base64url");
    return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  });
}

/** Whether a key description names this key and says that it is the actor's. */
function isKeyOf(value: Json, keyId: string, actorUri: string): value is JsonObject {
  return isObject(value) && idOf(value.id) === keyId && idOf(value.owner ?? value.controller) === actorUri;
}

/** The key that an actor's document, or a key document of its own, gives for a key id; null when it gives none. */
export function keyIn(document: JsonObject, keyId: string, actorUri: string): KeyObject | null {
  const candidates = [document, ...asList(document.publicKey), ...asList(document.assertionMethod)];
  const found = candidates.filter((value) => isKeyOf(value, keyId, actorUri)) as JsonObject[];
  for (const { publicKeyPem, publicKeyMultibase } of found) {
    const key = typeof publicKeyPem === "string" ? keyFromPem(publicKeyPem) : null;
    const other = typeof publicKeyMultibase === "string" ? keyFromMultibase(publicKeyMultibase) : null;
    if (key ?? other) return key ?? other;
  }
  return null;
}

/** The Ed25519 key that an actor's document lists for what it asserts (FEP-521a); its key for HTTP is none. */
export const assertionKeyIn = (document: JsonObject, keyId: string, actorUri: string): KeyObject | null =>
  keyIn({ assertionMethod: document.assertionMethod ?? null }, keyId, actorUri);

/** Whether an actor's document names a key without describing it: then the key has a document of its own. */
export const namesKey = (document: JsonObject, keyId: string): boolean =>
  [...asList(document.publicKey), ...asList(document.assertionMethod)].includes(keyId);
