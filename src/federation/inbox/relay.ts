import { isSuspended, type Party } from "../../features/actors/actors.queries.ts";
import { federationModeOf } from "../../features/district/district.queries.ts";
import { limitsOf } from "../../features/peers/peers.queries.ts";
import { isRelayFollow } from "../../features/peers/relays.activitypub.ts";
import { mayBeRelay, RELAY_LIMIT, relaysRest } from "../../features/peers/relays.model.ts";
import { type Relay, relayAskedBy, relayOf } from "../../features/peers/relays.queries.ts";
import { countFromRelay, noteRelayAnswer } from "../../features/peers/relays.store.ts";
import { visibilityOf } from "../../features/posts/posts.model.ts";
import { postByUri } from "../../features/posts/posts.queries.ts";
import { httpUrl, idOf, isObject } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { JsonObject } from "../../platform/json.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import { fetchDocument, mayAskOnHearsay, newFetchBudget } from "../fetch/fetch-document.ts";
import { type Arrival, groupOf, storeArrival } from "../fetch/landing.ts";
import { arrivalOf } from "../fetch/resolve.ts";
import { receiveForwarded } from "./forwarded.ts";
import { accepted, type Handler, type Incoming, ignored, type Outcome, typeIn, writeOnce } from "./incoming.ts";

/** An activity that holds the object, the object, its author, and the district that a note of our kind names. */
const DOCUMENTS = 4;

/** Whether somebody who follows the instance is a relay that we asked, and that did not refuse: then it may. */
export async function isRelayOfOurs(ctx: Ctx, { uri }: Pick<Party, "uri">): Promise<boolean> {
  const relay = await relayOf(ctx, uri);
  return relay !== null && relay.state !== "refused";
}

/** Whether an Accept or Reject answers what a relay was asked. */
export const answersRelay = (ctx: Ctx, { object }: JsonObject): boolean => isRelayFollow(ctx.origin, idOf(object));

/**
 * A relay says yes or no (FEP-ae0c). Only the actor that was asked can; in the Mastodon dialect, where only an inbox is
 * known before, the one whose inbox it is.
 */
export const receiveRelayAnswer: Handler = async (ctx, incoming) => {
  const asked = await relayAskedBy(ctx, idOf(incoming.activity.object) ?? "");
  if (!asked || !mayBeRelay(incoming.actor) || !speaksFor(incoming.actor, asked)) return ignored("never-asked");
  const state = incoming.type === "Accept" ? "accepted" : "refused";
  return writeOnce(ctx, incoming, async (tx) => {
    await noteRelayAnswer(tx, asked.id, { state, actorUri: incoming.actor.uri });
    return accepted;
  });
};

const speaksFor = ({ uri, inboxUri, sharedInboxUri }: Incoming["actor"], relay: Relay): boolean =>
  relay.actorUri === null ? [inboxUri, sharedInboxUri].includes(relay.inboxUri) : uri === relay.actorUri;

/**
 * What a relay announces or passes on (check 91): a hint, whatever it holds. A public post is asked for at its own
 * server and stored from there, for the lists where strangers' posts stand; that is worth one try. That one which is here
 * was changed or deleted is believed only as its own server says it.
 */
export async function receiveFromRelay(ctx: Ctx, relay: Relay, activity: JsonObject): Promise<Outcome> {
  if (relay.state !== "accepted") return ignored("relay-not-accepted");
  if (relaysRest(await federationModeOf(ctx))) return ignored("relays-rest");
  const outcome = await followHint(ctx, relay, activity);
  const isDropped = outcome.result === "ignored" && outcome.reason === ENOUGH.reason;
  await countFromRelay(ctx, relay.id, outcome.result === "accepted" ? "kept" : isDropped ? "dropped" : "received");
  return outcome;
}

const ENOUGH = { result: "ignored", reason: "asked-enough" } as const;
const KNOWN_TYPES = new Set(["Announce", "Create", "Update", "Delete"]);

async function followHint(ctx: Ctx, relay: Relay, activity: JsonObject): Promise<Outcome> {
  const type = typeIn(activity, (name) => KNOWN_TYPES.has(name));
  const uri = hintedId(activity);
  if (type === null || uri === null || hostOf(uri) === hostOf(ctx.origin)) return ignored("not-verifiable");
  const isKnown = (await postByUri(ctx, uri)) !== null;
  const isChange = type === "Update" || type === "Delete";
  if (isKnown !== isChange) return ignored(isKnown ? "known" : "not-known");
  const { points, seconds } = RELAY_LIMIT;
  if (!(await takePoint(ctx, `relay:${relay.id}`, points, seconds)).allowed) return ENOUGH;
  try {
    return await (isChange ? receiveForwarded(ctx, activity) : takeIn(ctx, uri));
  } catch (error) {
    const isWorthAnotherTry = isChange && error instanceof AppError && error.kind === "upstream";
    if (error instanceof AppError && !isWorthAnotherTry) return ignored(error.code);
    throw error;
  }
}

/** The id that it is about: of the object, or of what an activity that is announced whole is about. */
function hintedId({ type, object }: JsonObject): string | null {
  const isWrapped = type === "Announce" && isObject(object) && isObject(object.object);
  return httpUrl(idOf(isWrapped ? object.object : object));
}

async function takeIn(ctx: Ctx, uri: string): Promise<Outcome> {
  if (!(await mayAskOnHearsay(ctx, uri))) return ENOUGH;
  const arrival = await askOrigin(ctx, uri);
  const refusal = await refusalOf(ctx, arrival);
  if (refusal !== null) return ignored(refusal);
  const groupId = await groupOf(ctx, arrival);
  const received = await inTransaction(ctx, (tx) => storeArrival(tx, arrival, groupId));
  return received.change === "none" ? ignored(received.reason) : accepted;
}

/** Some announce the Create of a post: then the post is asked for, on the same host. */
async function askOrigin(ctx: Ctx, uri: string): Promise<Arrival> {
  const budget = newFetchBudget(DOCUMENTS);
  const first = await fetchDocument(ctx, uri, budget);
  const inner = first.document.type === "Create" ? httpUrl(idOf(first.document.object)) : null;
  const isInner = inner !== null && hostOf(inner) === hostOf(first.uri);
  return arrivalOf(ctx, isInner ? await fetchDocument(ctx, inner, budget) : first, budget);
}

/** Nobody asked for it: so it must be for everybody, by somebody who is heard here, and have a list to stand in. */
async function refusalOf(ctx: Ctx, { wire, author }: Arrival): Promise<string | null> {
  if (visibilityOf(wire.to, wire.cc, author.followersUri) !== "public") return "not-public";
  if (await isSuspended(ctx, author.id)) return "suspended";
  return (await limitsOf(ctx, author.host)).silenced ? "silenced" : null;
}
