import { createHash, type KeyObject, sign } from "node:crypto";
import { toMultibase } from "../../src/platform/multibase.ts";
import type { PeerActor, Wire } from "./peer.ts";

/** Members in order, at every depth: written apart from the product, so that each can prove the other wrong. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );

const sha256 = (value: unknown): Buffer => createHash("sha256").update(canonical(value)).digest();

interface ProofOptions {
  readonly created: Date;
  readonly key?: KeyObject;
  readonly more?: Wire;
  /** Leave the context out of the proof as it is sent, as Fedify does. */
  readonly bare?: boolean;
}

/** An activity with an integrity proof of this actor (FEP-8b32, `eddsa-jcs-2022`). */
export function proven(actor: PeerActor, activity: Wire, options: ProofOptions): Wire {
  const config = {
    "@context": activity["@context"],
    type: "DataIntegrityProof",
    cryptosuite: "eddsa-jcs-2022",
    verificationMethod: actor.ed25519KeyId,
    proofPurpose: "assertionMethod",
    created: options.created.toISOString(),
    ...options.more,
  };
  const bytes = Buffer.concat([sha256(config), sha256(activity)]);
  const proofValue = toMultibase(sign(null, bytes, options.key ?? actor.ed25519));
  const { "@context": context, ...members } = config;
  return { ...activity, proof: { ...(!options.bare && { "@context": context }), ...members, proofValue } };
}
