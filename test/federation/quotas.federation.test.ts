import { beforeAll, beforeEach, expect, test } from "vitest";
import { actorByUri } from "../../src/features/actors/actors.queries.ts";
import { NEW_ACTORS } from "../../src/features/actors/actors.usecases.ts";
import { HOST_HOUR_LIMIT, handleInboxPost } from "../../src/federation/gate.ts";
import { SEARCHES } from "../../src/federation/signatures/remote-keys.ts";
import { kvList } from "../../src/platform/kv.ts";
import { takePoint } from "../../src/platform/rate-limit.ts";
import { sweepPlatform } from "../../src/platform/sweep.ts";
import { clearInbox } from "../support/inbox.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import { createPeer, type Peer, type PeerActor } from "../support/peer.ts";
import type { SignOptions } from "../support/signing.ts";

let us: Instance;
let victim: Peer;

beforeAll(async () => {
  us = await createInstance();
  victim = await createPeer(us.network, "victim.test", us.ctx.now);
});

beforeEach(() => clearInbox(us.ctx));

/** Posts a Follow as if it came from an address. */
function send(actor: PeerActor, from: string, options: SignOptions = {}): Promise<Response> {
  const body = JSON.stringify(actor.activity("Follow", us.district.actorUri));
  const headers = {
    "content-type": "application/activity+json",
    ...actor.sign({ method: "POST", url: us.inbox, body }, options),
  };
  return handleInboxPost(us.ctx, new Request(us.inbox, { method: "POST", headers, body }), null, from);
}

const use = (key: string, points: number, seconds: number) => takePoint(us.ctx, key, points, seconds, points);

test("T096 of one server, and of all names below one domain, so many new accounts an hour are kept; then 429", async () => {
  const first = await victim.person("first");
  await use("new-actors:victim.test", NEW_ACTORS.perHost, NEW_ACTORS.seconds);
  const refused = await send(first, "a");
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
  expect(await actorByUri(us.ctx, first.uri)).toBeNull();

  const many = await (await createPeer(us.network, "nummer7.flut.test", us.ctx.now)).person("m");
  await use("new-actors-below:flut.test", NEW_ACTORS.perDomain, NEW_ACTORS.seconds);
  expect((await send(many, "a")).status).toBe(429);
  const other = await (await createPeer(us.network, "andere.test", us.ctx.now)).person("o");
  expect((await send(other, "a")).status).toBe(202);

  us.ctx.advance(NEW_ACTORS.seconds * 1000);
  expect((await send(first, "a")).status).toBe(202);
});

test("T096 who is known goes on being heard while newcomers of the same server wait", async () => {
  const known = await victim.person("known");
  expect((await send(known, "a")).status).toBe(202);
  await use("new-actors:victim.test", NEW_ACTORS.perHost, NEW_ACTORS.seconds);
  expect((await send(known, "a")).status).toBe(202);
  expect((await send(await victim.person("newcomer"), "a")).status).toBe(429);
});

test("T096 more activities of one server than an hour allows are 429, with the time to wait", async () => {
  const busy = await (await createPeer(us.network, "eifrig.test", us.ctx.now)).person("b");
  const { points, seconds } = HOST_HOUR_LIMIT;
  await use(`inbox-host-${seconds}:eifrig.test`, points, seconds);
  const refused = await send(busy, "a");
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("Retry-After"))).toBeLessThanOrEqual(seconds);
});

test("T096 whatever a stranger makes us remember has an end", async () => {
  const liar = await victim.person("liar");
  liar.document = { ...liar.document, id: `${victim.origin}/users/nobody` };
  await send(liar, "a");
  const endless = await us.ctx.sql`select key from kv where expires_at is null`;
  expect(endless).toEqual([]);
  expect(await kvList(us.ctx)).not.toEqual([]);
  us.ctx.advance(24 * 60 * 60 * 1000);
  await sweepPlatform(us.ctx);
  expect(await us.ctx.sql`select 1 from kv union all select 1 from rate_limits`).toEqual([]);
});

test("T033 T096 who names another server uses up their own share, and that server's newcomers are let in", async () => {
  const attacker = await victim.person("named");
  await use("key-asker:attacker:victim.test", SEARCHES.perAsker, 300);
  const refused = await send(attacker, "attacker");
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
  expect(victim.at("/users/named")).toEqual([]);
  expect((await send(await victim.person("honest"), "victim")).status).toBe(202);
  // The refused ones used up none of the two searches for that very key.
  expect((await send(attacker, "victim")).status).toBe(202);
});

test("all together cannot turn us on a server: beyond its bound nobody makes us ask", async () => {
  const newcomer = await victim.person("bound");
  await use("key-host:victim.test", SEARCHES.perHost, 300);
  expect((await send(newcomer, "victim")).status).toBe(429);
  expect(victim.at("/users/bound")).toEqual([]);
});
