import type { KeyObject } from "node:crypto";
import { type Actor, actorByUri } from "../../features/actors/actors.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { JsonObject } from "../../platform/json.ts";
import { mayAskOnHearsay, newFetchBudget } from "../fetch/fetch-document.ts";
import { resolveActor } from "../fetch/resolve.ts";
import { readProof } from "../signatures/proof.ts";
import { assertionKeyIn } from "../signatures/public-keys.ts";
import { typeIn } from "./incoming.ts";

/** Only these can be sent again by anybody without harm: versions and tombstones put them in order. */
const PROVABLE = new Set(["Create", "Update", "Delete"]);
/** An actor that we looked at just now has no other keys. */
const KEYS_AGE_MS = 5 * 60 * 1000;

/**
 * Whether an activity that somebody else passed on proves by itself that it is its actor's (FEP-8b32): by a key that the
 * actor's own document lists under `assertionMethod`. LD signatures never count (wire §5.1, 11). Anything that is wrong
 * with the proof leaves the activity as if it had none.
 */
export async function provesItself(ctx: Ctx, activity: JsonObject, actorUri: string): Promise<boolean> {
  if (typeIn(activity, (type) => PROVABLE.has(type)) === null) return false;
  const proof = readProof(activity, actorUri, ctx.now());
  if (!proof) return false;
  const known = await actorByUri(ctx, actorUri);
  const key = (known && keyOf(known, proof.keyId)) ?? (await lookedUpKey(ctx, actorUri, proof.keyId));
  return key !== null && proof.verify(key);
}

function keyOf(actor: Actor, keyId: string): KeyObject | null {
  if (actor.local || !actor.document.includes(keyId)) return null;
  return assertionKeyIn(JSON.parse(actor.document), keyId, actor.uri);
}

async function lookedUpKey(ctx: Ctx, actorUri: string, keyId: string): Promise<KeyObject | null> {
  if (!(await mayAskOnHearsay(ctx, actorUri))) return null;
  try {
    return keyOf(await resolveActor(ctx, actorUri, { maxAgeMs: KEYS_AGE_MS, budget: newFetchBudget(2) }), keyId);
  } catch (error) {
    // The proof cannot be checked now; the object is asked for at its origin instead.
    if (error instanceof AppError) return null;
    throw error;
  }
}
