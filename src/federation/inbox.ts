import { limitsOf } from "../features/peers/peers.queries.ts";
import { relayOf } from "../features/peers/relays.queries.ts";
import type { Ctx } from "../platform/ctx.ts";
import { AppError } from "../platform/errors.ts";
import type { JsonObject } from "../platform/json.ts";
import { type FetchBudget, newFetchBudget } from "./fetch/fetch-document.ts";
import { resolveActor } from "./fetch/resolve.ts";
import type { InboxJob } from "./gate.ts";
import {
  answersAdoption,
  isAboutAdoptions,
  receiveAdoptionAnswer,
  receiveListing,
  receiveOffer,
} from "./inbox/adoption.ts";
import { receiveAnnounce } from "./inbox/announce.ts";
import { receiveBlock } from "./inbox/block.ts";
import { offersConfirmation, receiveConfirmation } from "./inbox/confirmation.ts";
import { receiveCreate, receiveUpdate } from "./inbox/create.ts";
import { receiveDelete } from "./inbox/delete.ts";
import { receiveFlag } from "./inbox/flag.ts";
import { receiveAccept, receiveFollow, receiveReject } from "./inbox/follow.ts";
import { receiveForwarded } from "./inbox/forwarded.ts";
import { type Handler, type Incoming, ignored, type Outcome, ownIdIn, typeIn } from "./inbox/incoming.ts";
import { receiveJoin, receiveLeave } from "./inbox/join.ts";
import { isBan, receiveModeration } from "./inbox/moderation.ts";
import { receiveMove } from "./inbox/move.ts";
import { provesItself } from "./inbox/proven.ts";
import { answersQuote, receiveQuoteAnswer, receiveQuoteRequest } from "./inbox/quote.ts";
import { receiveLike } from "./inbox/react.ts";
import { answersRelay, receiveFromRelay, receiveRelayAnswer } from "./inbox/relay.ts";
import { type Sender, senderOf } from "./inbox/senders.queries.ts";
import { receiveUndo } from "./inbox/undo.ts";
import { isLeftOut } from "./peer-rules.ts";

const notYet: Handler = async (_ctx, { type }) => ignored(`not-handled: ${type}`);

const receiveAddition: Handler = (ctx, incoming) =>
  isAboutAdoptions(incoming.activity)
    ? receiveListing(ctx, incoming, incoming.activity)
    : receiveModeration(ctx, incoming);

/** An answer to what we asked: a relay, to quote, to be counted as who took a project over, or else to follow. */
const receiveAnswer =
  (toFollow: Handler): Handler =>
  (ctx, incoming) => {
    if (answersRelay(ctx, incoming.activity)) return receiveRelayAnswer(ctx, incoming);
    if (answersQuote(incoming.activity)) return receiveQuoteAnswer(ctx, incoming);
    return (answersAdoption(incoming) ? receiveAdoptionAnswer : toFollow)(ctx, incoming);
  };

/**
 * Which handler does what (wire §4.2). What stands here without an effect is known and answered 202, but belongs to
 * features that do not exist yet; a type that does not stand here is unknown.
 */
const HANDLERS: Readonly<Record<string, Handler>> = {
  Follow: receiveFollow,
  Accept: receiveAnswer(receiveAccept),
  Reject: receiveAnswer(receiveReject),
  Undo: receiveUndo,
  Create: receiveCreate,
  Update: receiveUpdate,
  Delete: receiveDelete,
  Like: receiveLike,
  EmojiReact: receiveLike,
  Announce: receiveAnnounce,
  Add: receiveAddition,
  Remove: receiveAddition,
  Block: (ctx, incoming) => (isBan(incoming.activity) ? receiveModeration : receiveBlock)(ctx, incoming),
  Flag: receiveFlag,
  Move: receiveMove,
  Join: receiveJoin,
  Leave: receiveLeave,
  Lock: receiveModeration,
  Dislike: notYet,
  Offer: (ctx, incoming) => (offersConfirmation(incoming.activity) ? receiveConfirmation : receiveOffer)(ctx, incoming),
  Invite: notYet,
  QuoteRequest: receiveQuoteRequest,
  TentativeAccept: notYet,
  TentativeReject: notYet,
};

/**
 * Does what an activity asks that the gate let in: check, resolve (network, before any transaction, five documents at
 * most), parse, write (one transaction, the claim first). Expected failures are no reason to try again.
 * @param payload of a job of the queue `inbox`
 * @returns what became of it, for logs and tests
 * @throws when it should be tried again: an origin or the database did not answer
 */
export async function processInboxJob(ctx: Ctx, payload: string): Promise<Outcome> {
  const job = JSON.parse(payload) as InboxJob;
  const outcome = await outcomeOf(ctx, job);
  if (outcome.result === "ignored") {
    ctx.log.debug("Ignored an activity of {actor}: {reason}", { actor: job.actorUri, reason: outcome.reason });
  }
  return outcome;
}

async function outcomeOf(ctx: Ctx, job: InboxJob): Promise<Outcome> {
  const activity = JSON.parse(job.activity) as JsonObject;
  try {
    const relay = job.forwardedBy === undefined ? null : await relayOf(ctx, job.forwardedBy);
    if (relay) return await receiveFromRelay(ctx, relay, activity);
    if (job.forwarded && !(await provesItself(ctx, activity, job.actorUri))) {
      return await receiveForwarded(ctx, activity);
    }
    const incoming = await incomingOf(ctx, job, activity);
    return "result" in incoming ? incoming : await (HANDLERS[incoming.type] ?? notYet)(ctx, incoming);
  } catch (error) {
    if (error instanceof AppError && error.kind !== "upstream") return ignored(error.code);
    throw error;
  }
}

async function incomingOf(ctx: Ctx, job: InboxJob, activity: JsonObject): Promise<Incoming | Outcome> {
  const type = typeIn(activity, (name) => Object.hasOwn(HANDLERS, name));
  if (type === null) return ignored("unknown-type");
  const budget = newFetchBudget();
  const sender = (await senderOf(ctx, job.actorUri)) ?? (await newSender(ctx, job.actorUri, budget));
  if (!sender) return ignored("unknown-actor");
  if (sender.local) return ignored("ours");
  if (sender.silenced) return ignored("suspended");
  if (sender.blocked || (await isLeftOut(ctx, sender.host))) return ignored("blocked");
  if (type === "Flag" && (await limitsOf(ctx, sender.host)).rejectsReports) return ignored("reports-rejected");
  const { followed, awaited, shunned } = sender;
  return { actor: sender, followed, awaited, shunned, activity, type, id: ownIdIn(activity, sender.uri), budget };
}

async function newSender(ctx: Ctx, uri: string, budget: FetchBudget): Promise<Sender | null> {
  return senderOf(ctx, (await resolveActor(ctx, uri, { budget })).uri);
}
