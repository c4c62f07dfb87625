import { noRelayThere, noSuchRelay } from "../../features/peers/relays.errors.ts";
import { relayAddress, thisWeek } from "../../features/peers/relays.model.ts";
import { allRelays, type Relay, relayById } from "../../features/peers/relays.queries.ts";
import { leaveRelay, shareWithRelay, subscribeToRelay } from "../../features/peers/relays.usecases.ts";
import { lookAtRelay } from "../../federation/fetch/relays.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { installDispatcher } from "../../platform/net/dispatcher.ts";
import { type Command, UsageError } from "../command.ts";
import { OPERATOR } from "../operator.ts";

const asJson = (relay: Relay, now: Date) => ({
  address: relayAddress(relay),
  dialect: relay.dialect,
  state: relay.state,
  sharesOwn: relay.sharesOwn,
  lastReceivedAt: relay.lastReceivedAt,
  week: thisWeek(relay, now),
});

function lineOf(relay: Relay, now: Date): string {
  const { address, dialect, state, sharesOwn, week } = asJson(relay, now);
  const own = sharesOwn ? ", gets our public posts" : "";
  const counts = `this week ${week.received} received, ${week.kept} kept, ${week.dropped} dropped`;
  return `${address}: ${state} (${dialect})${own}; ${counts}`;
}

export const relayAdd: Command = {
  words: "relay add",
  summary: "Asks a relay for the public posts of other servers.",
  usage: "<address of its inbox or actor> [--share-own]",
  options: { "share-own": { type: "boolean" } },
  args: 1,
  plan(given) {
    const [address = ""] = given.args;
    if (!/^https?:\/\//i.test(address))
      throw new UsageError("Give the whole address, such as https://relay.example/inbox.");
    return async (ctx) => {
      installDispatcher(ctx.config);
      const look = await lookAtRelay(ctx, address);
      if (look.kind === "none") throw noRelayThere(look.reason);
      const id = await subscribeToRelay(ctx, OPERATOR, look.relay);
      if (given.flag("share-own")) await shareWithRelay(ctx, OPERATOR, id, true);
      const relay = await relayById(ctx, id);
      if (!relay) throw noSuchRelay();
      return { json: asJson(relay, ctx.now()), text: `${relayAddress(relay)}: ${relay.state} (${relay.dialect})` };
    };
  },
};

export const relayList: Command = {
  words: "relay list",
  summary: "Shows the relays that were asked, what they said, and what came from them this week.",
  usage: "",
  args: 0,
  plan: () => async (ctx) => {
    const [relays, now] = [await allRelays(ctx), ctx.now()];
    const lines = relays.map((relay) => lineOf(relay, now));
    return {
      json: relays.map((relay) => asJson(relay, now)),
      text: lines.length === 0 ? "No relay is subscribed to." : lines.join("\n"),
    };
  },
};

export const relayRemove: Command = {
  words: "relay remove",
  summary: "Ends the subscription to a relay.",
  usage: "<address or host>",
  args: 1,
  plan(given) {
    const [named = ""] = given.args;
    return async (ctx) => {
      const relay = await relayNamed(ctx, named);
      await leaveRelay(ctx, OPERATOR, relay.id);
      return { json: { address: relayAddress(relay) }, text: `${relayAddress(relay)}: unsubscribed.` };
    };
  },
};

/** By either of its addresses, or by its host if only one relay is there. */
async function relayNamed(ctx: Ctx, named: string): Promise<Relay> {
  const all = await allRelays(ctx);
  const byAddress = all.filter(({ inboxUri, actorUri }) => named === inboxUri || named === actorUri);
  const [relay, ...others] = byAddress.length > 0 ? byAddress : all.filter(({ host }) => host === named);
  if (!relay || others.length > 0) throw noSuchRelay();
  return relay;
}
