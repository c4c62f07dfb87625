import { generateKeyPairSync } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { peers } from "../../src/features/actors/actors.table.ts";
import { verifySignedGet } from "../../src/federation/gate.ts";
import { clearInbox } from "../support/inbox.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import { createPeer, type Peer, type PeerActor, type Wire } from "../support/peer.ts";
import type { SignOptions } from "../support/signing.ts";

let us: Instance;
let peer: Peer;
let alice: PeerActor;

beforeAll(async () => {
  us = await createInstance();
  peer = await createPeer(us.network, "victim.test", us.ctx.now);
  alice = await peer.person("alice");
});

beforeEach(async () => {
  await clearInbox(us.ctx);
  us.network.asked.length = 0;
});

/** As it comes through a proxy: plain http, at whatever address we listen. */
const arrived = (url: string, headers: Record<string, string>): Request => {
  const { pathname, search } = new URL(url);
  return new Request(`http://heslach.test${pathname}${search}`, { headers });
};

const whoSigns = async (url: string, options: SignOptions = {}, signed = url): Promise<string | null> => {
  const headers = alice.sign({ method: "GET", url: signed }, options);
  return (await verifySignedGet(us.ctx, arrived(url, headers)))?.uri ?? null;
};

const NOTE = "https://heslach.test/ap/o/1";

describe.each(["cavage", "rfc9421"] as const)("a GET signed with %s", (scheme) => {
  test("is Alice's, behind a proxy too", async () => {
    expect(await whoSigns(NOTE, { scheme })).toBe(alice.uri);
    expect(await whoSigns(NOTE, { scheme })).toBe(alice.uri);
  });

  test("of another path, an hour old, or by another key, is nobody's", async () => {
    expect(await whoSigns(NOTE, { scheme }, "https://heslach.test/ap/o/2")).toBeNull();
    expect(await whoSigns(NOTE, { scheme }, "https://sendling.test/ap/o/1")).toBeNull();
    const early = new Date(us.ctx.now().getTime() - 61 * 60_000);
    expect(await whoSigns(NOTE, { scheme, date: early, created: early.getTime() / 1000 })).toBeNull();
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    expect(await whoSigns(NOTE, { scheme, key: privateKey })).toBeNull();
  });

  test("47 with a query is Alice's, the query signed", async () => {
    expect(await whoSigns(`${NOTE}?page=2`, { scheme })).toBe(alice.uri);
  });
});

test("47 draft-cavage with a query that is not signed, as older servers do it, is Alice's as well", async () => {
  expect(await whoSigns(`${NOTE}?page=2`, {}, NOTE)).toBe(alice.uri);
  expect(await whoSigns(`${NOTE}?page=2`, { scheme: "rfc9421" }, NOTE)).toBeNull();
});

test("unsigned or malformed is nobody's, and nothing is asked", async () => {
  expect(await verifySignedGet(us.ctx, arrived(NOTE, {}))).toBeNull();
  for (const signature of ["", "x", 'keyId="https://victim.test/users/alice#main-key",signature="AAAA"']) {
    expect(await verifySignedGet(us.ctx, arrived(NOTE, { signature }))).toBeNull();
  }
  expect(await whoSigns(NOTE, { covered: ["date"] })).toBeNull();
  expect(await whoSigns(NOTE, { covered: ["(request-target)", "date"] })).toBeNull();
  expect(us.network.asked).toEqual([]);
});

test("a key document of its own leads to its owner", async () => {
  const gts = await peer.person("gts");
  const keyId = `${gts.uri}/main-key`;
  const publicKey = { ...(gts.document.publicKey as Wire), id: keyId };
  gts.document = { ...gts.document, publicKey };
  peer.serve("/users/gts/main-key", { id: gts.uri, type: "Person", publicKey });
  const headers = gts.sign({ method: "GET", url: NOTE }, { keyId });
  expect((await verifySignedGet(us.ctx, arrived(NOTE, headers)))?.uri).toBe(gts.uri);

  const bare = await peer.person("bare");
  const bareId = `${peer.origin}/keys/bare`;
  const bareKey = { ...(bare.document.publicKey as Wire), id: bareId };
  bare.document = { ...bare.document, publicKey: bareKey };
  peer.serve("/keys/bare", { "@context": "https://w3id.org/security/v1", ...bareKey });
  const signed = bare.sign({ method: "GET", url: NOTE }, { keyId: bareId });
  expect((await verifySignedGet(us.ctx, arrived(NOTE, signed)))?.uri).toBe(bare.uri);
});

test("a key document that names another host's actor its owner is nobody's", async () => {
  const evil = await createPeer(us.network, "evil.test", us.ctx.now);
  const mallory = await evil.person("mallory");
  const keyId = `${evil.origin}/keys/1`;
  evil.serve("/keys/1", { ...(mallory.document.publicKey as Wire), id: keyId, owner: alice.uri });
  const headers = mallory.sign({ method: "GET", url: NOTE }, { keyId });
  expect(await verifySignedGet(us.ctx, arrived(NOTE, headers))).toBeNull();
});

test("somebody of a blocked host is nobody, and is not asked", async () => {
  await us.ctx.db.insert(peers).values({ host: "blocked.test", blockedAt: us.ctx.now() });
  const blocked = await (await createPeer(us.network, "blocked.test", us.ctx.now)).person("b");
  const headers = blocked.sign({ method: "GET", url: NOTE });
  expect(await verifySignedGet(us.ctx, arrived(NOTE, headers))).toBeNull();
  expect(us.network.asked).toEqual([]);
});
