import { type Relay, relayById } from "../../src/features/peers/relays.queries.ts";
import { subscribeToRelay } from "../../src/features/peers/relays.usecases.ts";
import { lookAtRelay } from "../../src/federation/fetch/relays.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import type { Id } from "../../src/platform/ids.ts";
import type { Viewer } from "../../src/platform/viewer.ts";
import type { Network } from "./network.ts";
import { createPeer, type Peer, type PeerActor, type Wire } from "./peer.ts";

/** A relay on a host of its own: an actor at `/actor` with one inbox, `/inbox`, as aode-relay and Activity-Relay have it. */
export interface TestRelay {
  readonly peer: Peer;
  readonly actor: PeerActor;
  readonly inbox: string;
  /** Activities of a type that it was sent, oldest first. */
  got(type: string): Wire[];
}

export async function createRelay(network: Network, host: string, now?: () => Date): Promise<TestRelay> {
  const peer = await createPeer(network, host, now);
  const inbox = `${peer.origin}/inbox`;
  const more = { type: "Application", inbox, endpoints: { sharedInbox: inbox } };
  const actor = await peer.person("relay", more, { path: "/actor" });
  const got: TestRelay["got"] = (type) =>
    peer.inboxed.map((request) => request.json()).filter((activity) => activity.type === type);
  return { peer, actor, inbox, got };
}

/** Subscribes as an admin does, by an address. @returns the row as it then stands */
export async function subscribe(ctx: Ctx, admin: Viewer, address: string): Promise<Relay> {
  const look = await lookAtRelay(ctx, address);
  if (look.kind === "none") throw new Error(`no relay: ${look.reason}`);
  return relayRow(ctx, await subscribeToRelay(ctx, admin, look.relay));
}

export async function relayRow(ctx: Ctx, id: Id): Promise<Relay> {
  const relay = await relayById(ctx, id);
  if (!relay) throw new Error("no such relay");
  return relay;
}
