import { createHmac, generateKeyPairSync } from "node:crypto";
import { count, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readActorDocument } from "../../src/features/actors/actor-reading.activitypub.ts";
import { type Actor, actorByUri } from "../../src/features/actors/actors.queries.ts";
import { actors, peers } from "../../src/features/actors/actors.table.ts";
import { upsertRemoteActor } from "../../src/features/actors/actors.usecases.ts";
import { fetchDocument } from "../../src/federation/fetch/fetch-document.ts";
import { clearInbox, queuedActivities } from "../support/inbox.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import type { RawAnswer } from "../support/network.ts";
import { createPeer, type Peer, type PeerActor, type PostOptions, type Wire } from "../support/peer.ts";

const AS2 = "https://www.w3.org/ns/activitystreams";
const MINUTE = 60_000;

let us: Instance;
let evil: Peer;
let victim: Peer;
let mallory: PeerActor;
let alice: PeerActor;

beforeAll(async () => {
  us = await createInstance();
  evil = await createPeer(us.network, "evil.test", us.ctx.now);
  victim = await createPeer(us.network, "victim.test", us.ctx.now);
  mallory = await evil.person("mallory");
  alice = await victim.person("alice");
});

beforeEach(async () => {
  await clearInbox(us.ctx);
  us.network.asked.length = 0;
  evil.requests.length = 0;
  victim.requests.length = 0;
});

const createBy = (actor: PeerActor, more: Wire = {}): Wire =>
  actor.activity("Create", { type: "Note", id: `${actor.uri}/n/1`, attributedTo: actor.uri, content: "Hallo" }, more);

const withHeader =
  (name: string, value: string) =>
  (headers: Record<string, string>): void => {
    headers[name] = value;
  };

const send = (actor: PeerActor, activity: Wire, options: PostOptions = {}): Promise<RawAnswer> =>
  actor.post(us.inbox, activity, options);

/** Lets the signer be known, so that what follows needs no fetch. */
async function makeKnown(actor: PeerActor): Promise<Actor> {
  const answer = await send(actor, createBy(actor));
  expect(answer.status).toBe(202);
  await clearInbox(us.ctx);
  us.network.asked.length = 0;
  const row = await actorByUri(us.ctx, actor.uri);
  if (!row) throw new Error("not known");
  return row;
}

/** Refused with a problem document, and nothing happened. */
async function expectRefused(answer: RawAnswer, status: number, fetches?: number): Promise<void> {
  expect(answer.status).toBe(status);
  expect(answer.headers["content-type"]).toBe("application/problem+json");
  expect(await queuedActivities(us.ctx)).toEqual([]);
  if (fetches !== undefined) expect(us.network.asked).toHaveLength(fetches);
}

describe.each(["cavage", "rfc9421"] as const)("signed with %s", (scheme) => {
  test("an activity of a stranger is let in after one fetch of the actor", async () => {
    const stranger = await victim.person(`stranger-${scheme}`);
    expect((await send(stranger, createBy(stranger), { scheme })).status).toBe(202);
    expect(us.network.asked).toEqual([`GET ${stranger.uri}`]);
    expect(await queuedActivities(us.ctx)).toMatchObject([{ actorUri: stranger.uri, forwarded: false }]);
  });

  test("T014, 36 the key of Mallory for an activity of Alice: 401 and no fetch", async () => {
    await expectRefused(await send(mallory, createBy(alice), { scheme }), 401, 0);
  });

  test("T024, 35 digest missing, another algorithm's, wrong, not signed, or the body changed: 401", async () => {
    const digest = scheme === "cavage" ? "digest" : "content-digest";
    const all = scheme === "cavage" ? ["(request-target)", "host", "date"] : ["@method", "@target-uri"];
    const wrong = scheme === "cavage" ? "SHA-256=AAAA" : "sha-256=:AAAA:";
    const md5 = scheme === "cavage" ? "MD5=1B2M2Y8AsgTpgAmY7PhCfg==" : "md5=:1B2M2Y8AsgTpgAmY7PhCfg==:";
    for (const options of [
      { digest: null },
      { digest: null, covered: all },
      { digest: md5 },
      { digest: wrong },
      { covered: all },
      { sendBody: `${JSON.stringify(createBy(alice))} ` },
      { tamper: withHeader(digest, wrong) },
    ]) {
      await expectRefused(await send(alice, createBy(alice), { scheme, ...options }), 401, 0);
    }
  });

  test("T027 an hour off is 401, a minute less is let in", async () => {
    await makeKnown(alice);
    const at = (minutes: number): PostOptions => {
      const time = new Date(us.ctx.now().getTime() + minutes * MINUTE);
      return { scheme, date: time, created: Math.floor(time.getTime() / 1000) };
    };
    for (const minutes of [-61, 61]) await expectRefused(await send(alice, createBy(alice), at(minutes)), 401, 0);
    for (const minutes of [-59, 59]) expect((await send(alice, createBy(alice), at(minutes))).status).toBe(202);
  });

  test("T027 expired, or created in a future beyond the window: 401", async () => {
    const seconds = Math.floor(us.ctx.now().getTime() / 1000);
    await expectRefused(await send(alice, createBy(alice), { scheme, expires: seconds - 1 }), 401, 0);
    await expectRefused(await send(alice, createBy(alice), { scheme, created: seconds + 3_700 }), 401, 0);
    await expectRefused(await send(alice, createBy(alice), { scheme, created: Number.NaN }), 401, 0);
  });

  test("T029 a signature that is none: 401", async () => {
    for (const signature of ["***", "", "AAAA", "x".repeat(9_000), '"']) {
      await expectRefused(await send(alice, createBy(alice), { scheme, signature }), 401);
    }
  });

  test.each([
    "javascript:1",
    "data:text/plain,x",
    "http://victim.test/users/alice#main-key",
    "https://user:pw@victim.test/users/alice#main-key",
    "https://victim.test:8443/users/alice#main-key",
    "https://heslach.test/ap/a/1#main-key",
    "https://127.0.0.1/users/alice#main-key",
    "alice",
    "",
    `https://victim.test/${"x".repeat(2_000)}`,
  ])("T030 key id %j: 401 and no fetch", async (keyId) => {
    await expectRefused(await send(alice, createBy(alice), { scheme, keyId }), 401, 0);
  });

  test("T031 an HMAC with the public key as its secret, or no algorithm at all: 401", async () => {
    await makeKnown(alice);
    const pem = String((alice.document.publicKey as Wire).publicKeyPem);
    const signature = createHmac("sha256", pem).update("x").digest("base64");
    for (const algorithm of ["hmac-sha256", "none", "rsa-sha1", "rsa-pss-sha512"]) {
      await expectRefused(await send(alice, createBy(alice), { scheme, algorithm, signature }), 401);
      await expectRefused(await send(alice, createBy(alice), { scheme, algorithm }), 401);
    }
  });

  test("T032 a new key under the old id is let in after exactly one fetch", async () => {
    const rotating = await victim.person(`rotating-${scheme}`);
    await makeKnown(rotating);
    const old = rotating.rsa;
    rotating.rotate();
    expect((await send(rotating, createBy(rotating), { scheme })).status).toBe(202);
    expect(us.network.asked).toEqual([`GET ${rotating.uri}`]);
    await clearInbox(us.ctx);
    await expectRefused(await send(rotating, createBy(rotating), { scheme, key: old }), 401);
  });

  test("T033 fifty wrong signatures for one key: 401 each, at most two fetches", async () => {
    const target = await victim.person(`target-${scheme}`);
    await makeKnown(target);
    const forged = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    for (let number = 0; number < 50; number += 1) {
      expect((await send(target, createBy(target), { scheme, key: forged })).status).toBe(401);
    }
    expect(us.network.asked.length).toBeLessThanOrEqual(2);
    expect((await send(target, createBy(target), { scheme })).status).toBe(202);
  });
});

test("T033 wrong signatures in the name of somebody we never heard of do not keep their own from being let in", async () => {
  const newcomer = await victim.person("newcomer");
  for (let number = 0; number < 5; number += 1) {
    await expectRefused(await send(newcomer, createBy(newcomer), { key: mallory.rsa }), 401);
    await expectRefused(await send(newcomer, { ...createBy(newcomer), actor: alice.uri, id: `${alice.uri}#x` }), 401);
  }
  expect(await actorByUri(us.ctx, newcomer.uri)).toBeNull();
  expect((await send(newcomer, createBy(newcomer))).status).toBe(202);
  expect(us.network.asked.filter((asked) => asked === `GET ${newcomer.uri}`).length).toBe(2);
  newcomer.rotate();
  await clearInbox(us.ctx);
  for (let number = 0; number < 5; number += 1) {
    await expectRefused(await send(newcomer, createBy(newcomer), { key: mallory.rsa }), 401);
  }
  expect((await send(newcomer, createBy(newcomer))).status).toBe(202);
});

describe("draft-cavage in particular", () => {
  test("T025 only the date signed, or without request target, date or digest: 401", async () => {
    const full = ["(request-target)", "host", "date", "digest"];
    for (const covered of [
      ["date"],
      ...["(request-target)", "date", "digest"].map((name) => full.filter((n) => n !== name)),
    ]) {
      await expectRefused(await send(alice, createBy(alice), { covered }), 401, 0);
    }
  });

  test("T026 without host: 401", async () => {
    const covered = ["(request-target)", "date", "digest"];
    await expectRefused(await send(alice, createBy(alice), { covered }), 401, 0);
  });

  test("T028 Date garbage or missing: 401", async () => {
    await expectRefused(await send(alice, createBy(alice), { date: "garbage" }), 401, 0);
    const tamper = (headers: Record<string, string>): void => {
      delete headers.date;
    };
    await expectRefused(await send(alice, createBy(alice), { tamper }), 401, 0);
  });

  test.each([
    'keyId="https://victim.test/users/alice#main-key"',
    'keyId="a",keyId="b",signature="AAAA"',
    "keyId=unquoted,signature=x",
    ",,,",
    'keyId="https://victim.test/users/alice#main-key",headers="(request-target) host date digest digest",signature="AAAA"',
    '"',
  ])("a malformed Signature header is 401: %s", async (signature) => {
    await expectRefused(await send(alice, createBy(alice), { tamper: withHeader("signature", signature) }), 401, 0);
  });

  test("headers in another order, hs2019, no algorithm, (created): all let in", async () => {
    await makeKnown(alice);
    const created = Math.floor(us.ctx.now().getTime() / 1000);
    for (const options of [
      { covered: ["digest", "date", "host", "(request-target)"] },
      { algorithm: "hs2019" },
      { algorithm: null },
      { covered: ["(request-target)", "(created)", "host", "date", "digest"], created, algorithm: "hs2019" },
    ]) {
      expect((await send(alice, createBy(alice), options)).status).toBe(202);
    }
  });

  test("a signature over another path or another host is 401", async () => {
    await makeKnown(alice);
    for (const url of ["https://heslach.test/ap/a/1/inbox", "https://sendling.test/ap/inbox"]) {
      const body = JSON.stringify(createBy(alice));
      const tamper = (headers: Record<string, string>): void => {
        Object.assign(headers, alice.sign({ method: "POST", url, body }), { host: "heslach.test" });
      };
      await expectRefused(await send(alice, createBy(alice), { tamper, sendBody: body }), 401);
    }
  });
});

describe("RFC 9421 in particular", () => {
  test.each([
    ["no method", ["@target-uri", "content-digest"]],
    ["no target", ["@method", "content-digest"]],
    ["no digest", ["@method", "@target-uri"]],
  ])("35 %s signed: 401", async (_name, covered) => {
    await expectRefused(await send(alice, createBy(alice), { scheme: "rfc9421", covered }), 401, 0);
  });

  test("an Ed25519 key that the actor document lists is let in, with more signed than must be", async () => {
    const covered = ["@method", "@target-uri", "@authority", "@path", "host", "date", "content-digest"];
    const options = { scheme: "rfc9421" as const, key: alice.ed25519, keyId: alice.ed25519KeyId, covered };
    expect((await send(alice, createBy(alice), options)).status).toBe(202);
    await clearInbox(us.ctx);
    us.network.asked.length = 0;
    expect((await send(alice, createBy(alice), options)).status).toBe(202);
    expect(us.network.asked).toEqual([]);
  });

  test("an Ed25519 key is no RSA key: 401", async () => {
    await makeKnown(alice);
    const options = {
      scheme: "rfc9421" as const,
      key: alice.ed25519,
      keyId: alice.keyId,
      algorithm: "rsa-v1_5-sha256",
    };
    await expectRefused(await send(alice, createBy(alice), options), 401);
  });

  test.each([
    "sig1=(",
    'sig1=("@method";req "@target-uri" "content-digest");created=1;keyid="https://victim.test/users/alice#main-key"',
    'sig1=("@method" "@target-uri" "content-digest");created=1;created=2;keyid="https://victim.test/k"',
    'a=("x"),b=("x"),c=("x"),d=("x")',
    "",
  ])("a malformed Signature-Input is 401: %s", async (input) => {
    const tamper = withHeader("signature-input", input);
    await expectRefused(await send(alice, createBy(alice), { scheme: "rfc9421", tamper }), 401, 0);
  });
});

describe("who may speak as whom", () => {
  test("T013, 35 unsigned: 401 and no fetch", async () => {
    await expectRefused(await send(alice, createBy(alice), { unsigned: true }), 401, 0);
  });

  test("T015 a key document of Mallory's that names Alice its owner: 401", async () => {
    const keyId = `${evil.origin}/keys/1`;
    evil.serve("/keys/1", {
      "@context": "https://w3id.org/security/v1",
      id: keyId,
      type: "https://w3id.org/security#Key",
      owner: alice.uri,
      publicKeyPem: (mallory.document.publicKey as Wire).publicKeyPem,
    });
    await expectRefused(await send(mallory, createBy(alice), { keyId }), 401, 0);
  });

  test("T016 an actor of Mallory's whose key names Alice its owner: 401, as Alice and as itself", async () => {
    const liar = await evil.person("liar");
    liar.document = { ...liar.document, publicKey: { ...(liar.document.publicKey as Wire), owner: alice.uri } };
    await expectRefused(await send(liar, createBy(alice)), 401, 0);
    await expectRefused(await send(liar, createBy(liar)), 401);
  });

  test("T017, 38 an actor of Mallory's that serves, or redirects to, Alice's document: 401, and her key stays", async () => {
    const before = await makeKnown(alice);
    const mask = await evil.person("mask");
    mask.document = { ...alice.document, publicKey: { ...(mask.document.publicKey as Wire), owner: alice.uri } };
    await expectRefused(await send(mask, createBy(mask)), 401);
    await expectRefused(await send(mask, createBy(alice)), 401);
    const detour = await evil.person("detour");
    evil.serve("/users/detour", { status: 302, text: "", headers: { location: alice.uri } });
    await expectRefused(await send(detour, createBy(detour)), 401);
    const row = await actorByUri(us.ctx, alice.uri);
    expect(row?.publicKeyPem).toBe(before.publicKeyPem);
    expect(row?.fetchedAt).toEqual(before.fetchedAt);
  });

  test("the key of somebody else on the same host: 401", async () => {
    const eve = await victim.person("eve");
    await makeKnown(alice);
    await expectRefused(await send(eve, createBy(alice)), 401);
    await makeKnown(eve);
    await expectRefused(await send(eve, createBy(alice)), 401);
  });

  test.each<[string, (m: PeerActor, a: PeerActor) => unknown]>([
    ["[Mallory, Alice]", (m, a) => [m.uri, a.uri]],
    ["[Alice, Mallory]", (m, a) => [a.uri, m.uri]],
    ["[Mallory]", (m) => [m.uri]],
    ["[]", () => []],
    ["{}", () => ({})],
    ["a number", () => 7],
    ["nothing", () => undefined],
    ["null", () => null],
    ["a word", () => "mallory"],
  ])("T018 actor %s: 400", async (_name, actor) => {
    await expectRefused(await send(mallory, { ...createBy(mallory), actor: actor(mallory, alice) }), 400, 0);
  });

  test("an embedded actor with its id counts as that actor", async () => {
    const activity = { ...createBy(alice), actor: { type: "Person", id: alice.uri } };
    expect((await send(alice, activity)).status).toBe(202);
    expect(await queuedActivities(us.ctx)).toMatchObject([{ actorUri: alice.uri }]);
  });

  test("T019, 37 an activity id on another host: 400; T020 the genuine one is let in afterwards", async () => {
    const genuine = createBy(alice);
    await expectRefused(await send(mallory, { ...createBy(mallory), id: genuine.id }), 400, 0);
    expect((await send(alice, genuine)).status).toBe(202);
    expect(await queuedActivities(us.ctx)).toHaveLength(1);
  });

  test("an Undo with an id on our host (snac2) and an activity without an id (WordPress) are let in", async () => {
    const undo = mallory.activity("Undo", us.district.actorUri, { id: `${us.district.actorUri}/undo` });
    expect((await send(mallory, undo)).status).toBe(202);
    const { id: _, ...update } = mallory.activity("Update", `${evil.origin}/n/1`);
    expect((await send(mallory, update)).status).toBe(202);
    expect(await queuedActivities(us.ctx)).toHaveLength(2);
    await clearInbox(us.ctx);
    await expectRefused(await send(mallory, { ...createBy(mallory), id: `${us.district.actorUri}/create` }), 400);
    for (const id of [7, "", {}, []]) await expectRefused(await send(mallory, { ...createBy(mallory), id }), 400);
  });

  test("an actor of ours cannot come from outside", async () => {
    const forged = { ...createBy(mallory), actor: us.district.actorUri, id: `${us.district.actorUri}#x` };
    await expectRefused(await send(mallory, forged), 401, 0);
    const proof = { type: "DataIntegrityProof", verificationMethod: `${us.district.actorUri}#ed25519` };
    await expectRefused(await send(mallory, { ...forged, proof }), 401, 0);
  });

  test("T021 to T023 the same activity again, at once and at another inbox: 202 each, for the worker to tell apart", async () => {
    const activity = createBy(alice);
    const own = `https://heslach.test/ap/a/${us.district.actorId}/inbox`;
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => alice.post(n % 2 ? us.inbox : own, activity)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 202));
    const keys = new Set(
      (await queuedActivities(us.ctx)).map(({ actorUri, document }) => `${actorUri} ${document.id}`),
    );
    expect(keys.size).toBe(1);
  });

  test("eight activities of a newcomer at once make one fetch", async () => {
    const newcomer = await victim.person("newcomer");
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(newcomer, createBy(newcomer))));
    expect(answers.every(({ status }) => status === 202)).toBe(true);
    expect(us.network.asked).toEqual([`GET ${newcomer.uri}`]);
  });
});

test("a newcomer that several processes meet at once is kept once", async () => {
  const met = await victim.person("met");
  const { document, text } = await fetchDocument(us.ctx, met.uri);
  const remote = readActorDocument(document, text);
  const kept = await Promise.all(Array.from({ length: 8 }, () => remote && upsertRemoteActor(us.ctx, remote)));
  expect(new Set(kept.map((actor) => actor?.id)).size).toBe(1);
});

describe("signatures inside the activity", () => {
  const ldSignature = (actor: PeerActor): Wire => ({
    type: "RsaSignature2017",
    creator: actor.keyId,
    created: us.ctx.now().toISOString(),
    signatureValue: "AAAA",
  });

  test("T034 a forged LD signature makes Mallory nobody else", async () => {
    expect((await send(mallory, { ...createBy(mallory), signature: ldSignature(alice) })).status).toBe(202);
    expect(await queuedActivities(us.ctx)).toMatchObject([{ actorUri: mallory.uri, forwarded: false }]);
  });

  test("T035 an activity of Alice, signed inside, passed on by Mallory: 202, marked as passed on, nothing asked of Alice", async () => {
    const proof = { type: "DataIntegrityProof", verificationMethod: `${alice.uri}#ed25519`, proofValue: "z1" };
    for (const own of [{ signature: ldSignature(alice) }, { proof }, { proof: [proof] }]) {
      const activity = { ...createBy(alice), ...own };
      expect((await send(mallory, activity)).status).toBe(202);
      expect(await queuedActivities(us.ctx)).toMatchObject([{ actorUri: alice.uri, forwarded: true }]);
      await clearInbox(us.ctx);
    }
    expect(victim.requests).toEqual([]);
  });

  test("T035 passed on without a valid signature of the one who passes on, or signed inside by a third: 401", async () => {
    const activity = { ...createBy(alice), signature: ldSignature(alice) };
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    await expectRefused(await send(mallory, activity, { key: other }), 401);
    await expectRefused(await send(mallory, { ...activity, signature: ldSignature(mallory) }), 401);
    await expectRefused(await send(mallory, { ...activity, signature: "x", proof: 7 }), 401);
  });

  test("T035 the same host passes on: marked as passed on", async () => {
    const relay = await victim.person("relay");
    await makeKnown(alice);
    expect((await send(relay, { ...createBy(alice), signature: ldSignature(alice) })).status).toBe(202);
    expect(await queuedActivities(us.ctx)).toMatchObject([{ actorUri: alice.uri, forwarded: true }]);
  });

  test.each<[string, Wire]>([
    ["@graph", { "@graph": [{}] }],
    ["@included", { "@included": [{}] }],
    ["@reverse", { "@reverse": {} }],
    ["an alias", { "@context": [AS2, { g: "@graph" }], g: [{}] }],
    ["deep inside", { object: { tag: [{ "@graph": [] }] } }],
  ])("T036 %s: 400", async (_name, more) => {
    await expectRefused(await send(mallory, { ...createBy(mallory), ...more }), 400, 0);
  });

  test("T037 an Ed25519 proof that is altered, of another key or expired changes nothing", async () => {
    const proof = {
      type: "DataIntegrityProof",
      cryptosuite: "eddsa-jcs-2022",
      verificationMethod: mallory.ed25519KeyId,
    };
    for (const more of [{ proofValue: "zAltered" }, { expires: "2000-01-01T00:00:00Z" }, { created: "?" }]) {
      expect((await send(mallory, { ...createBy(mallory), proof: { ...proof, ...more } })).status).toBe(202);
    }
    expect((await queuedActivities(us.ctx)).every(({ forwarded }) => !forwarded)).toBe(true);
  });
});

describe("hosts", () => {
  test("T038 a dot at the end and capitals are the same host; a look-alike is not", async () => {
    await makeKnown(mallory);
    const id = `https://EVIL.test./users/mallory#c${us.ctx.newId()}`;
    const activity = { ...createBy(mallory), actor: "https://EVIL.test./users/mallory", id };
    expect((await send(mallory, activity)).status).toBe(202);
    expect(await queuedActivities(us.ctx)).toMatchObject([{ actorUri: mallory.uri }]);
    await clearInbox(us.ctx);
    const twin = { ...createBy(mallory), actor: "https://еvil.test/users/mallory" };
    await expectRefused(await send(mallory, twin), 400, 0);
    await expectRefused(await send(mallory, { ...twin, id: "https://еvil.test/x" }), 401, 0);
    await expectRefused(
      await send(mallory, { ...createBy(mallory), actor: "https://victim.test@evil.test/x" }),
      400,
      0,
    );
  });

  test("T039 a blocked domain and its subdomains, as actor and as key only: 403 and no fetch", async () => {
    await us.ctx.db.insert(peers).values({ host: "blocked.test", blockedAt: us.ctx.now() });
    for (const host of ["blocked.test", "sub.blocked.test"]) {
      const blocked = await (await createPeer(us.network, host, us.ctx.now)).person("b");
      await expectRefused(await send(blocked, createBy(blocked)), 403, 0);
      await expectRefused(await send(blocked, createBy(alice)), 403, 0);
      const ldSignature = { type: "RsaSignature2017", creator: blocked.keyId };
      await expectRefused(await send(mallory, { ...createBy(blocked), signature: ldSignature }), 403, 0);
    }
    const free = await (await createPeer(us.network, "notblocked.test", us.ctx.now)).person("f");
    expect((await send(free, createBy(free))).status).toBe(202);
  });

  test("T040 a suspended actor: 202, and nothing happens", async () => {
    const suspended = await victim.person("suspended");
    await makeKnown(suspended);
    await us.ctx.db.update(actors).set({ suspendedAt: us.ctx.now() }).where(eq(actors.uri, suspended.uri));
    expect((await send(suspended, createBy(suspended))).status).toBe(202);
    expect(await queuedActivities(us.ctx)).toEqual([]);
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    await expectRefused(await send(suspended, createBy(suspended), { key: other }), 401);
  });

  test("T056 an unknown actor says goodbye or tells of its new picture: 202, no fetch, nothing kept", async () => {
    const before = await us.ctx.db.select({ n: count() }).from(actors);
    const nobody = await victim.person("nobody");
    victim.forget("/users/nobody");
    for (const type of ["Delete", "Update"]) {
      for (const object of [nobody.uri, { type: "Tombstone", id: nobody.uri }]) {
        expect((await send(nobody, nobody.activity(type, object))).status).toBe(202);
      }
    }
    expect(us.network.asked).toEqual([]);
    expect(await queuedActivities(us.ctx)).toEqual([]);
    expect(await us.ctx.db.select({ n: count() }).from(actors)).toEqual(before);
  });

  test("a known actor's goodbye is let in although its document is gone", async () => {
    const leaving = await victim.person("leaving");
    await makeKnown(leaving);
    victim.serve("/users/leaving", { status: 410, text: "" });
    expect((await send(leaving, leaving.activity("Delete", leaving.uri))).status).toBe(202);
    expect(us.network.asked).toEqual([]);
    expect(await queuedActivities(us.ctx)).toHaveLength(1);
  });
});

describe("keys in other shapes", () => {
  test("a key with a document of its own, as GoToSocial has it", async () => {
    const gts = await victim.person("gts");
    const keyId = `${gts.uri}/main-key`;
    const publicKey = { ...(gts.document.publicKey as Wire), id: keyId };
    gts.document = { ...gts.document, publicKey };
    victim.serve("/users/gts/main-key", { "@context": AS2, id: gts.uri, type: "Person", publicKey });
    expect((await send(gts, createBy(gts), { keyId })).status).toBe(202);
    expect(us.network.asked).toEqual([`GET ${gts.uri}`]);
  });

  test("a key that the actor document only names", async () => {
    const apart = await victim.person("apart");
    const keyId = `${apart.uri}/keys/1`;
    victim.serve("/users/apart/keys/1", { ...(apart.document.publicKey as Wire), id: keyId });
    apart.document = { ...apart.document, publicKey: keyId };
    expect((await send(apart, createBy(apart), { keyId })).status).toBe(202);
    expect(us.network.asked).toEqual([`GET ${apart.uri}`, `GET ${keyId}`]);
  });

  test("a list of keys, and bytes after the PEM's end, as snac2 sends them", async () => {
    const snac = await victim.person("snac");
    const { publicKeyPem, ...publicKey } = snac.document.publicKey as Wire;
    snac.document = {
      ...snac.document,
      publicKey: [{ id: `${snac.uri}#other` }, { ...publicKey, publicKeyPem: `${publicKeyPem}\u0007\ufffdx` }],
    };
    expect((await send(snac, createBy(snac))).status).toBe(202);
  });

  test("no key, a key of 1024 bits, and words in place of a key: 401", async () => {
    const weak = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const pems = [weak.publicKey.export({ type: "spki", format: "pem" }).toString(), "PEM", "", null];
    for (const [index, publicKeyPem] of pems.entries()) {
      const actor = await victim.person(`weak-${index}`);
      actor.document = { ...actor.document, publicKey: { ...(actor.document.publicKey as Wire), publicKeyPem } };
      await expectRefused(await send(actor, createBy(actor), index === 0 ? { key: weak.privateKey } : {}), 401);
    }
  });

  test("an activity whose terms are renamed is let in with the usual ones", async () => {
    const renamed = {
      "@context": [AS2, { wer: { "@id": "as:actor", "@type": "@id" }, was: { "@id": "as:object", "@type": "@id" } }],
      id: `${mallory.uri}#renamed`,
      type: "Follow",
      wer: mallory.uri,
      was: us.district.actorUri,
    };
    expect((await send(mallory, renamed)).status).toBe(202);
    const [job] = await queuedActivities(us.ctx);
    expect(job).toMatchObject({
      actorUri: mallory.uri,
      document: { actor: mallory.uri, object: us.district.actorUri },
    });
    await clearInbox(us.ctx);
    await expectRefused(await send(mallory, { ...renamed, wer: alice.uri, id: `${alice.uri}#renamed` }), 401);
    await expectRefused(await send(mallory, { ...renamed, id: `${alice.uri}#renamed` }), 400);
    const eve = await victim.person("eve");
    await expectRefused(await send(eve, { ...renamed, wer: alice.uri, id: `${alice.uri}#renamed` }), 401);
  });

  test("T073 a signed activity with a chain of unknown contexts: 400, at most three fetches", async () => {
    await makeKnown(mallory);
    for (let link = 0; link < 10; link += 1) {
      const context = [`${evil.origin}/context/${link + 1}`];
      evil.serve(`/context/${link}`, {
        text: JSON.stringify({ "@context": context }),
        headers: { "content-type": "application/ld+json" },
      });
    }
    const activity = { ...createBy(mallory), "@context": [AS2, `${evil.origin}/context/0`] };
    await expectRefused(await send(mallory, activity), 400);
    expect(us.network.asked.length).toBeLessThanOrEqual(3);
    us.network.asked.length = 0;
    await expectRefused(await send(mallory, activity, { unsigned: true }), 401, 0);
  });
});
