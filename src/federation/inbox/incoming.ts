import { createHash } from "node:crypto";
import type { Party } from "../../features/actors/actors.queries.ts";
import { type Claim, claimActivity } from "../../features/actors/claims.store.ts";
import { asList, isObject, textOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import type { JsonObject } from "../../platform/json.ts";
import { wireText } from "../../platform/wire.ts";
import type { FetchBudget } from "../fetch/fetch-document.ts";

/** A verified activity, as its handler gets it. */
export interface Incoming {
  /** Who signed it and is its one actor. */
  readonly actor: Party;
  /** Whether somebody here follows the actor: what it writes is wanted. */
  readonly followed: boolean;
  /** Somebody here wants to be told of each post of it. */
  readonly awaited: boolean;
  /** Whether somebody here blocks the actor. */
  readonly shunned: boolean;
  /** With the usual term names. */
  readonly activity: JsonObject;
  readonly type: string;
  /** Its id, if it lies on the actor's host; else null, and it is known by what it says (decision 4). */
  readonly id: string | null;
  /** Documents that may be fetched for its sake, all steps together. */
  readonly budget: FetchBudget;
}

/** What became of an activity. Throwing means: try again later. */
export type Outcome = { readonly result: "accepted" } | { readonly result: "ignored"; readonly reason: string };

export type Handler = (ctx: Ctx, incoming: Incoming) => Promise<Outcome>;

export const accepted: Outcome = { result: "accepted" };
export const ignored = (reason: string): Outcome => ({ result: "ignored", reason });

/** The first of the types that the activity gives itself and that `isKnown`. */
export const typeIn = (activity: JsonObject, isKnown: (type: string) => boolean): string | null => {
  for (const type of asList(activity.type)) if (typeof type === "string" && isKnown(type)) return type;
  return null;
};

export const ownIdIn = (activity: JsonObject, actorUri: string): string | null => {
  const id = textOf(activity.id);
  return id !== null && hostOf(id) === hostOf(actorUri) ? id : null;
};

/** A Follow whose id was used before, or what has no id, counts again after twice the signature's window. */
const REPEATABLE_AFTER_MS = 2 * 60 * 60 * 1000;

export interface ClaimOptions {
  /** Tells apart what has no id: what it changes. Default: its object. */
  readonly subject?: string;
  /** Peers give the same id again (Pixelfed's Follow): after the time in which a copy can be replayed it is new. */
  readonly repeatable?: boolean;
  /** When it was done, for what a peer does again under the same id (snac2's Like, after it was taken back). */
  readonly doneAt?: string | null;
}

/** What claims an activity: in the statement that does what it asks, or first in a transaction. */
export function claimOf(
  ctx: Ctx,
  { actor, activity, type, id }: Pick<Incoming, "actor" | "activity" | "type" | "id">,
  options: ClaimOptions = {},
): Claim {
  const name = id ?? hashOf([actor.uri, type, options.subject ?? JSON.stringify(activity.object ?? null)]);
  const now = ctx.now();
  const repeatable = options.repeatable === true || id === null;
  return {
    actorUri: actor.uri,
    activityUri: options.doneAt ? hashOf([name, options.doneAt]) : name,
    claimedAt: now.toISOString(),
    againBefore: repeatable ? new Date(now.getTime() - REPEATABLE_AFTER_MS).toISOString() : null,
  };
}

/** The write step of a handler that needs more than one statement: a transaction, the claim first. */
export function writeOnce(
  ctx: Ctx,
  incoming: Incoming,
  write: (tx: Ctx) => Promise<Outcome>,
  options: ClaimOptions = {},
): Promise<Outcome> {
  return inTransaction(ctx, async (tx) =>
    (await claimActivity(tx, claimOf(tx, incoming, options))) ? write(tx) : ignored("duplicate"),
  );
}

export const hashOf = (parts: readonly string[]): string =>
  `sha256:${createHash("sha256").update(JSON.stringify(parts)).digest("hex")}`;

/** An embedded object with the context that it stands in, as a document of its own: of our kind byte for byte (check 94). */
export function asDocument(object: JsonObject, around: JsonObject): { document: JsonObject; text: string } {
  const context = object["@context"] ?? around["@context"];
  const { "@context": _, ...members } = object;
  const document = context === undefined ? members : { "@context": context, ...members };
  return { document, text: wireText(document) };
}

/** An activity to be passed on: its contexts and signatures belong to the whole that it came in. */
export function unsigned(activity: JsonObject): JsonObject {
  const { "@context": _context, signature: _signature, proof: _proof, object, ...members } = activity;
  if (!isObject(object)) return { ...members, ...(object !== undefined && { object }) };
  const { "@context": _inner, ...bare } = object;
  return { ...members, object: bare };
}
