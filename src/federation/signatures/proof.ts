import { createHash, type KeyObject, verify } from "node:crypto";
import { asList, isObject, timeOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { fromMultibase } from "../../platform/multibase.ts";
import { canonicalJson } from "./jcs.ts";

/** How old a proof may be: what is older may long be deleted where it came from, and is asked for there. */
const LONGEST_AGE_MS = 24 * 60 * 60 * 1000;
/** How far another server's clock may be ahead of ours. */
const CLOCK_AHEAD_MS = 60 * 60 * 1000;
const SIGNATURE_BYTES = 64;
const LONGEST_SIGNATURE = 100;

/** An integrity proof (FEP-8b32) that says enough; whether it is true is still to be seen. */
export interface ReadProof {
  /** Id of the key, on the actor's host. */
  readonly keyId: string;
  /** Whether an Ed25519 key made it over the activity that it stands in. */
  readonly verify: (key: KeyObject) => boolean;
}

/**
 * Reads the proof of an activity, cryptosuite `eddsa-jcs-2022`, and checks all but the key: its purpose, its time, and
 * that the key lies on the actor's host.
 * @param activity as received: a proof fits nothing that was translated
 * @returns null when there is none that could count
 */
export function readProof(activity: JsonObject, actorUri: string, now: Date): ReadProof | null {
  const { proof: given, signature: _signature, ...signed } = activity;
  const proof = asList(given).find((one) => isObject(one) && one.cryptosuite === "eddsa-jcs-2022");
  if (!isObject(proof) || proof.type !== "DataIntegrityProof" || proof.proofPurpose !== "assertionMethod") return null;
  const { proofValue, verificationMethod: keyId, ...options } = proof;
  if (typeof keyId !== "string" || hostOf(keyId) === null || hostOf(keyId) !== hostOf(actorUri)) return null;
  if (!isCurrent(proof, now)) return null;
  const signature = signatureIn(proofValue);
  const config = configOf({ ...options, verificationMethod: keyId }, signed["@context"]);
  if (signature === null || config === null) return null;
  const bytes = Buffer.concat([hash(config), hash(signed)]);
  return { keyId, verify: (key) => key.asymmetricKeyType === "ed25519" && verify(null, bytes, key, signature) };
}

const hash = (value: Json): Buffer => createHash("sha256").update(canonicalJson(value)).digest();

function isCurrent({ created, expires }: JsonObject, now: Date): boolean {
  const made = timeOf(created)?.getTime() ?? Number.NaN;
  const age = now.getTime() - made;
  if (!(age <= LONGEST_AGE_MS && age >= -CLOCK_AHEAD_MS)) return false;
  return expires === undefined || (timeOf(expires)?.getTime() ?? 0) > now.getTime();
}

function signatureIn(value: Json | undefined): Buffer | null {
  const bytes = typeof value === "string" && value.length <= LONGEST_SIGNATURE ? fromMultibase(value) : null;
  return bytes?.length === SIGNATURE_BYTES ? bytes : null;
}

/** What is signed of the proof itself has the document's context; some leave that out of the proof as it is sent (Fedify). */
function configOf(options: JsonObject, context: Json | undefined): JsonObject | null {
  if (context === undefined) return options["@context"] === undefined ? options : null;
  if (options["@context"] === undefined) return { ...options, "@context": context };
  return canonicalJson(options["@context"]) === canonicalJson(context) ? options : null;
}
