import { isSuspended } from "../features/actors/actors.queries.ts";
import { federationIsOn } from "../features/district/district.queries.ts";
import {
  actorsToReach,
  everybodyToReach,
  followersToReach,
  type Recipient,
  suspendedInboxes,
} from "../features/follows/recipients.queries.ts";
import { partnersToReach } from "../features/partners/partners.queries.ts";
import { relayInboxes } from "../features/peers/relays.queries.ts";
import { addToLedger, ledgerOf } from "../features/posts/ledger.queries.ts";
import { asList, isObject } from "../platform/ap-read.ts";
import { hostOf, PUBLIC } from "../platform/ap-uris.ts";
import type { Ctx } from "../platform/ctx.ts";
import type { Json, JsonObject } from "../platform/json.ts";
import { parseKeepingNumbers } from "../platform/json-numbers.ts";
import { type OutboxEntry, type Recipients, takesBack } from "../platform/outbox.ts";
import { peerRules } from "./peer-rules.ts";

/**
 * Sends what a use case recorded: finds the inboxes, notes them in the post's ledger, signs and queues. After a crash it
 * runs again and sends the same ids again; receivers drop what they know. While federation is off nothing is sent.
 * @param payload of a job of the queue `outbox`
 */
export async function dispatchOutbox(ctx: Ctx, payload: string): Promise<void> {
  if (!(await federationIsOn(ctx))) return;
  // Recorded by `recordOutbox`, in this very shape.
  const entry = parseKeepingNumbers(payload) as OutboxEntry;
  const activity = withoutHiddenRecipients(entry.activity as JsonObject);
  // Suspended while this was under way: only what takes something back still goes out.
  if (!takesBack(activity) && (await isSuspended(ctx, entry.actorId))) return;
  const isPublic = [...asList(activity.to), ...asList(activity.cc)].includes(PUBLIC);
  const inboxes = await inboxesOf(ctx, entry.recipients, isPublic);
  if (entry.recipients.recordFor !== undefined) await addToLedger(ctx, entry.recipients.recordFor, inboxes);
  if (inboxes.length === 0) return;
  // Loaded when first needed: Fedify is large, and many a process never sends.
  const { deliver } = await import("./deliver.ts");
  const { actorId, orderingKey } = entry;
  await deliver(ctx, { actorId, text: JSON.stringify(activity), isPublic, inboxes, orderingKey });
}

/** `bto` and `bcc` never leave the house (ActivityPub §6, T105). */
function withoutHiddenRecipients(activity: JsonObject): JsonObject {
  const { bto: _bto, bcc: _bcc, ...members } = activity;
  const visible: [string, Json][] = Object.entries(members).map(([name, value]) => [
    name,
    name === "object" && isObject(value) ? withoutHiddenRecipients(value) : value,
  ]);
  return Object.fromEntries(visible);
}

/**
 * Each inbox once. Followers, and for public activities everybody, are reached through their server's shared inbox;
 * what is meant for single people goes to their own.
 */
async function inboxesOf(ctx: Ctx, recipients: Recipients, publicly: boolean): Promise<string[]> {
  const [followers, single, ledger, everybody, partners, relays] = await Promise.all([
    recipients.followersOf?.length
      ? followersToReach(ctx, recipients.followersOf, recipients.announceForm)
      : Promise.resolve([]),
    recipients.actors?.length ? actorsToReach(ctx, recipients.actors) : Promise.resolve([]),
    recipients.ledgerOf === undefined ? Promise.resolve([]) : ledgerInboxes(ctx, recipients.ledgerOf),
    recipients.everybody === true ? everybodyToReach(ctx) : Promise.resolve([]),
    recipients.partners === true ? partnersToReach(ctx) : Promise.resolve([]),
    recipients.relays === undefined ? Promise.resolve([]) : relayInboxes(ctx, recipients.relays),
  ]);
  const shared = (recipient: Recipient): string => recipient.sharedInbox ?? recipient.inbox;
  const named = [...ledger, ...relays, ...(recipients.inboxes ?? [])];
  const inboxes = new Set([...[...followers, ...everybody, ...partners].map(shared), ...named]);
  for (const recipient of single) {
    inboxes.add(publicly || inboxes.has(shared(recipient)) ? shared(recipient) : recipient.inbox);
  }
  return await allowed(ctx, [...inboxes]);
}

async function ledgerInboxes(ctx: Ctx, postId: string): Promise<string[]> {
  const inboxes = await ledgerOf(ctx, postId);
  const suspended = await suspendedInboxes(ctx, [...new Set(inboxes.map((inbox) => hostOf(inbox) ?? ""))]);
  return inboxes.filter((inbox) => !suspended.has(inbox));
}

/** Not to ourselves, and to nobody who is blocked or left out by the mode. */
async function allowed(ctx: Ctx, inboxes: readonly string[]): Promise<string[]> {
  const hosts = [...new Set(inboxes.flatMap((inbox) => hostOf(inbox) ?? []))];
  const rules = await peerRules(ctx, hosts);
  const own = hostOf(ctx.origin);
  return inboxes.filter((inbox) => {
    const host = hostOf(inbox);
    return host !== null && host !== own && rules.get(host)?.barred === false;
  });
}
