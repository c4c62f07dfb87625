import { connect } from "node:net";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createApp } from "../../src/app/http.ts";
import { actors } from "../../src/features/actors/actors.table.ts";
import { CLIENT_LIMIT, HOST_LIMIT, handleInboxPost } from "../../src/federation/gate.ts";
import { takePoint } from "../../src/platform/rate-limit.ts";
import { clearInbox, queuedActivities } from "../support/inbox.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import type { RawAnswer } from "../support/network.ts";
import { createPeer, type Peer, type PeerActor } from "../support/peer.ts";
import { insertActor } from "../support/rows.ts";

const MIB = 1024 * 1024;

let us: Instance;
let peer: Peer;
let mallory: PeerActor;

beforeAll(async () => {
  us = await createInstance();
  peer = await createPeer(us.network, "evil.test", us.ctx.now);
  mallory = await peer.person("mallory");
});

beforeEach(async () => {
  await clearInbox(us.ctx);
  peer.requests.length = 0;
});

const isProblem = (answer: RawAnswer, status: number): void => {
  expect(answer.status).toBe(status);
  expect(answer.headers["content-type"]).toBe("application/problem+json");
  expect(answer.json()).toMatchObject({ status, type: expect.stringMatching(/^https:\/\/w3id\.org\//) });
};

const note = (content: unknown): Record<string, unknown> =>
  mallory.activity("Create", { type: "Note", id: `${peer.origin}/n/1`, attributedTo: mallory.uri, content });

describe("T003 inboxes only take", () => {
  test.each(["GET", "PUT", "DELETE"])("T003 %s is 405 with Allow", async (method) => {
    const answer = await us.network.send(us.inbox, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe("POST");
    const own = await handleInboxPost(us.ctx, new Request(us.inbox, { method }), null);
    expect([own.status, own.headers.get("allow")]).toEqual([405, "POST"]);
  });
});

describe("sizes", () => {
  test("T004 a body said to be 1 byte over 1 MiB is refused before it is read", async () => {
    const answer = await mallory.post(us.inbox, note("x"), {
      headers: { "content-length": String(MIB + 1) },
      sendBody: Buffer.alloc(MIB + 1, 32),
    });
    expect(answer.status).toBe(413);
    expect(peer.requests).toEqual([]);
  });

  test("T005 the same without a length is refused while it is read, and memory stays", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        if (sent > 64 * MIB) controller.close();
        else controller.enqueue(new Uint8Array(65_536).fill(32));
      },
    });
    const headers = { ...mallory.sign({ method: "POST", url: us.inbox, body: "" }) };
    const request = new Request(us.inbox, {
      method: "POST",
      headers: { "content-type": "application/activity+json", ...headers },
      body: endless,
      duplex: "half",
    } as RequestInit);
    const answer = await handleInboxPost(us.ctx, request, null);
    expect(answer.status).toBe(413);
    expect(answer.headers.get("connection")).toBe("close");
    expect(sent).toBeLessThan(2 * MIB);
  });

  test("an activity of just under 1 MiB is let in", async () => {
    const padding = Array.from({ length: 9 }, () => "x".repeat(100_000));
    expect((await mallory.post(us.inbox, note(padding))).status).toBe(202);
    expect(await queuedActivities(us.ctx)).toHaveLength(1);
  });
});

describe("what is no activity", () => {
  test.each(["<html>", "", "null", "123", "[]", '"x"', "{", "{}", '{"actor":"x"}', "\ufeff"])(
    "T006 %j is 400",
    async (body) => {
      isProblem(await mallory.post(us.inbox, body), 400);
      expect(await queuedActivities(us.ctx)).toEqual([]);
    },
  );

  test.each([33, 20_000])("T007 nesting %i deep is 400", async (depth) => {
    const nested = `${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}`;
    const body = JSON.stringify(note("x")).replace(/}$/, `,"deep":${nested}}`);
    isProblem(await mallory.post(us.inbox, body), 400);
  });

  test("nesting 32 deep is let in", async () => {
    const body = JSON.stringify(note("x")).replace(/}$/, `,"deep":${"[".repeat(31)}${"]".repeat(31)}}`);
    expect((await mallory.post(us.inbox, body)).status).toBe(202);
  });

  test("T008 a list of 1,001, and 10,001 members, are 400", async () => {
    isProblem(await mallory.post(us.inbox, { ...note("x"), list: Array.from({ length: 1_001 }, () => 1) }), 400);
    const members = Object.fromEntries(Array.from({ length: 10_001 }, (_, number) => [`k${number}`, 1]));
    isProblem(await mallory.post(us.inbox, { ...note("x"), members }), 400);
  });

  test.each(["\\u0000", "\\ud800", "\\udc00x"])("T009 the character %s is 400, not 500", async (character) => {
    isProblem(await mallory.post(us.inbox, JSON.stringify(note("MARK")).replace("MARK", character)), 400);
    isProblem(await mallory.post(us.inbox, JSON.stringify(note("x")).replace('"content"', `"${character}"`)), 400);
  });

  test("T009 a string over 256 kB is 400", async () => {
    isProblem(await mallory.post(us.inbox, note("x".repeat(256 * 1024 + 1))), 400);
  });

  test("ids that no index could hold are 400, a long id of an object does no harm", async () => {
    const long = `${peer.origin}/${"ü".repeat(50_000)}`;
    isProblem(await mallory.post(us.inbox, { ...note("x"), id: long }), 400);
    isProblem(await mallory.post(us.inbox, { ...note("x"), actor: long, id: `${peer.origin}/1` }), 400);
    expect((await mallory.post(us.inbox, mallory.activity("Like", long))).status).toBe(202);
  });

  test("T010 prototype names change nothing", async () => {
    const body = JSON.stringify(note("x"));
    for (const name of ["__proto__", "constructor"]) {
      const answer = await mallory.post(us.inbox, body.replace(/}$/, `,"${name}":{"polluted":true}}`));
      expect([202, 400]).toContain(answer.status);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each(["text/plain", null, "application/json", "text/html", "application/activity+jsonp"])(
    "T011 content type %j is 415",
    async (contentType) => isProblem(await mallory.post(us.inbox, note("x"), { contentType }), 415),
  );

  test.each([
    "application/activity+json",
    "Application/Activity+JSON; charset=utf-8",
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
    "application/ld+json",
  ])("content type %j is let in", async (contentType) => {
    expect((await mallory.post(us.inbox, note("x"), { contentType })).status).toBe(202);
  });
});

describe("T012 broken HTTP never reaches the gate", () => {
  const start = "POST /ap/inbox HTTP/1.1\r\nHost: heslach.test\r\nContent-Type: application/activity+json\r\n";

  async function raw(bytes: string): Promise<string> {
    const answer = await new Promise<string>((done) => {
      const port = us.network.portOf("heslach.test");
      const socket = connect({ host: "127.0.0.1", port: port ?? 0 }, () => socket.write(bytes));
      let text = "";
      socket.on("data", (chunk) => {
        text += chunk;
        if (text.includes("\r\n\r\n")) socket.destroy();
      });
      socket.on("close", () => done(text));
      socket.on("error", () => done(text));
    });
    return answer.split("\r\n")[0] ?? "";
  }

  test.each([
    ["length and chunks", `${start}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ["two lengths", `${start}Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}   `],
    ["a header of 40 kB", `${start}X-Large: ${"x".repeat(40_000)}\r\n\r\n`],
    ["a signature of 1 MB", `${start}Signature: ${"x".repeat(1_000_000)}\r\n\r\n`],
    ["a bad chunk", `${start}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`],
  ])("T012 %s", async (_name, bytes) => {
    expect(await raw(bytes)).toMatch(/^$|^HTTP\/1\.1 (400|401|431) /);
    expect(await queuedActivities(us.ctx)).toEqual([]);
  });
});

describe("which inbox", () => {
  test("an inbox that never was is 404, that of a deleted actor 410", async () => {
    const gone = await insertActor(us.ctx, { deletedAt: us.ctx.now() });
    const remote = await insertActor(us.ctx, { local: false, host: "far.test" });
    expect((await mallory.post(`https://heslach.test/ap/a/1/inbox`, note("x"))).status).toBe(404);
    expect((await mallory.post(`https://heslach.test/ap/a/${remote.id}/inbox`, note("x"))).status).toBe(404);
    expect((await mallory.post(`https://heslach.test/ap/a/${gone.id}/inbox`, note("x"))).status).toBe(410);
    expect(await queuedActivities(us.ctx)).toEqual([]);
  });

  test("the district's inbox and the shared one queue the activity, text as received, with what the worker needs", async () => {
    const text = `${JSON.stringify(note("Grüße"), null, 1)}\n`;
    const own = `https://heslach.test/ap/a/${us.district.actorId}/inbox`;
    expect((await mallory.post(own, text)).status).toBe(202);
    expect((await mallory.post(us.inbox, text)).status).toBe(202);
    const [personal, shared] = await queuedActivities(us.ctx);
    expect(personal).toMatchObject({ actorUri: mallory.uri, recipientId: us.district.actorId, forwarded: false });
    expect(personal?.activity).toBe(text);
    expect(shared?.recipientId).toBeNull();
  });

  test("while federation is off there is no inbox", async () => {
    const off = { ...us.ctx, config: { ...us.ctx.config, federation: false } };
    const answer = await createApp(off).request(us.inbox, { method: "POST", body: "{}" });
    expect(answer.status).toBe(404);
  });
});

describe("floods", () => {
  const known = async (): Promise<void> => {
    expect((await mallory.post(us.inbox, note("x"))).status).toBe(202);
    await clearInbox(us.ctx);
    // What was taken ahead of the quota is lost with its window.
    us.ctx.advance(HOST_LIMIT.seconds * 1000 + 1);
  };

  test("one server's activities over the limit are 429 with Retry-After, others are not touched", async () => {
    await known();
    await takePoint(
      us.ctx,
      `inbox-host-${HOST_LIMIT.seconds}:evil.test`,
      HOST_LIMIT.points,
      HOST_LIMIT.seconds,
      HOST_LIMIT.points,
    );
    const answer = await mallory.post(us.inbox, note("x"));
    isProblem(answer, 429);
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    expect(answer.json().type).toBe("https://w3id.org/fep/c180#rate-limit-exceeded");
    const honest = await (await createPeer(us.network, "victim.test", us.ctx.now)).person("alice");
    expect((await honest.post(us.inbox, honest.activity("Follow", us.district.actorUri))).status).toBe(202);
    us.ctx.advance(HOST_LIMIT.seconds * 1000 + 1);
    expect((await mallory.post(us.inbox, note("x"))).status).toBe(202);
  });

  test("nobody uses up the quota of another server: what is not verified is not counted for it", async () => {
    await known();
    const wrong = await peer.person("wrong");
    for (let number = 0; number < 3; number += 1) await mallory.post(us.inbox, note("x"), { key: wrong.rsa });
    const point = await takePoint(us.ctx, `inbox-host-${HOST_LIMIT.seconds}:evil.test`, 1, 60);
    expect(point.allowed).toBe(true);
  });

  test("one client over the limit is 429 before anything is read", async () => {
    await takePoint(us.ctx, "inbox-client:flood", CLIENT_LIMIT.points, CLIENT_LIMIT.seconds, CLIENT_LIMIT.points);
    const request = new Request(us.inbox, { method: "POST", body: "{}" });
    const answer = await handleInboxPost(us.ctx, request, null, "flood");
    expect(answer.status).toBe(429);
    expect(answer.headers.get("retry-after")).not.toBeNull();
  });
});

test("46 an unknown activity type is 202 and queues nothing; an unknown object type is let through", async () => {
  expect((await mallory.post(us.inbox, mallory.activity("Wave", us.district.actorUri))).status).toBe(202);
  expect((await mallory.post(us.inbox, { ...note("x"), type: ["Nonsense", 7] })).status).toBe(202);
  expect(await queuedActivities(us.ctx)).toEqual([]);
  const strange = mallory.activity("Create", {
    type: "stv:Thing",
    id: `${peer.origin}/t/1`,
    attributedTo: mallory.uri,
  });
  expect((await mallory.post(us.inbox, strange)).status).toBe(202);
  expect(await queuedActivities(us.ctx)).toHaveLength(1);
});

test("the signer's actor is kept: known at its next activity without a fetch", async () => {
  const newcomer = await peer.person("newcomer");
  const follow = (): Promise<RawAnswer> => newcomer.post(us.inbox, newcomer.activity("Follow", us.district.actorUri));
  expect((await follow()).status).toBe(202);
  expect((await follow()).status).toBe(202);
  expect(peer.at("/users/newcomer")).toHaveLength(1);
  const [row] = await us.ctx.db.select().from(actors).where(eq(actors.uri, newcomer.uri));
  expect(row).toMatchObject({ handle: "newcomer", host: "evil.test", publicKeyId: newcomer.keyId, local: false });
});
