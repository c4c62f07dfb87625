import { createPublicKey, verify } from "node:crypto";
import { verifyJsonLd, verifyProof, verifyRequest } from "@fedify/fedify/sig";
import { DataIntegrityProof } from "@fedify/vocab";
import { expect, test } from "vitest";
import { signingKeysOf } from "../../src/features/actors/actors.keys.ts";
import type { Actor } from "../../src/features/actors/actors.queries.ts";
import { announcePlain, announceWrapped } from "../../src/features/posts/activities.activitypub.ts";
import { buildFederation } from "../../src/federation/delivery/fedify.ts";
import { DeliveryQueue } from "../../src/federation/delivery/message-queue.ts";
import { contextLoader } from "../../src/federation/json-ld/contexts.ts";
import { enqueueJob } from "../../src/platform/jobs.ts";
import type { Json, JsonObject } from "../../src/platform/json.ts";
import { recordOutbox } from "../../src/platform/outbox.ts";
import { OBJECT_CONTEXTS, withContext } from "../../src/platform/wire.ts";
import { createTestCtx, type TestCtx } from "../support/ctx.ts";
import { activityOf, districtActor, followerOn, sendToFollowers, startSending } from "../support/delivering.ts";
import { jobRows } from "../support/queue.ts";
import { type Received, startSinks } from "../support/sinks.ts";

/** What a receiver needs to check our signatures: the contexts, and the actor document at its address. */
function receiverOf(actor: Actor) {
  const bundled = contextLoader(new Map());
  const documentLoader = async (url: string) => ({
    contextUrl: null,
    documentUrl: url,
    document: url.replace(/#.*/, "") === actor.uri ? JSON.parse(actor.document) : (await bundled(url)).document,
  });
  return { documentLoader, contextLoader: documentLoader };
}

async function proofVerifies(actor: Actor, body: JsonObject): Promise<boolean> {
  const { signature: _, proof, ...signed } = body;
  const receiver = receiverOf(actor);
  const context = "https://w3id.org/security/data-integrity/v1";
  const parsed = await DataIntegrityProof.fromJsonLd({ "@context": context, ...(proof as JsonObject) }, receiver);
  return (await verifyProof(signed, parsed, receiver)) !== null;
}

async function receive(ctx: TestCtx, actor: Actor, activities: readonly JsonObject[]): Promise<Received[]> {
  const sinks = await startSinks(ctx.config);
  await followerOn(ctx, actor, "receiver.test");
  startSending(ctx);
  for (const activity of activities) {
    const id = String(activity.id);
    await recordOutbox(ctx, { actorId: actor.id, activity, recipients: { followersOf: [actor.id] }, orderingKey: id });
  }
  await expect.poll(() => sinks.taken.length).toBe(activities.length);
  return sinks.taken;
}

test("check 29: the body is the stored activity byte for byte, with proof and signature appended", async () => {
  const ctx = await createTestCtx();
  const actor = await districtActor(ctx);
  const text = JSON.stringify(
    activityOf(actor, 1, { "stv:zuletzt": "ä€\u2028", "stv:new": { "stv:b": 1, "stv:a": [] } }),
  ).replace('"type":"Note"', '"type":"Note","location":{"type":"Place","latitude":48.0,"longitude":9.10}');
  const payload = `{"actorId":"${actor.id}","activity":${text},"recipients":{"followersOf":["${actor.id}"]},"orderingKey":"o"}`;
  const sinks = await startSinks(ctx.config);
  await followerOn(ctx, actor, "receiver.test");
  startSending(ctx);
  await enqueueJob(ctx, "outbox", payload);
  await expect.poll(() => sinks.taken.length).toBe(1);
  const { body, json } = sinks.taken[0]!;
  expect(body.startsWith(`${text.slice(0, -1)},"proof":{`)).toBe(true);
  const { proof, signature, ...rest } = json;
  expect(body).toBe(`${text.slice(0, -1)},"proof":${JSON.stringify(proof)},"signature":${JSON.stringify(signature)}}`);
  expect(rest).toEqual(JSON.parse(text));
  expect(await proofVerifies(actor, json as JsonObject)).toBe(true);
  expect(await verifyJsonLd(json, receiverOf(actor))).toBe(true);
});

test("check 30: proof and LD signature of every public kind verify, and their keys stand in the actor document", async () => {
  const ctx = await createTestCtx();
  const actor = await districtActor(ctx);
  const simple = (type: string, number: number, object: Json): JsonObject =>
    activityOf(actor, number, { type, object });
  const note = activityOf(actor, 0);
  const announcer = { groupUri: actor.uri, announceId: "17", at: ctx.now() };
  const object = withContext(OBJECT_CONTEXTS, { ...(note.object as JsonObject) });
  const activities = [
    note,
    simple("Update", 1, note.object ?? null),
    simple("Delete", 2, {
      id: `${actor.uri}/n`,
      type: "Tombstone",
      formerType: "Article",
      deleted: "2026-01-01T00:00:00Z",
    }),
    announcePlain(announcer, object),
    announceWrapped({ ...announcer, announceId: "18" }, note),
    simple("Like", 5, "https://else.test/notes/1"),
    simple("Undo", 6, { id: `${actor.uri}#like`, type: "Like", actor: actor.uri, object: "https://else.test/notes/1" }),
    simple("Add", 7, "https://else.test/notes/1"),
    simple("Offer", 8, "https://else.test/notes/1"),
  ];
  const document = JSON.parse(actor.document);
  for (const { json } of await receive(ctx, actor, activities)) {
    const body = json as JsonObject & { proof: JsonObject; signature: JsonObject };
    expect(await proofVerifies(actor, body), String(body.type)).toBe(true);
    expect(await verifyJsonLd(body, receiverOf(actor)), String(body.type)).toBe(true);
    expect(body.proof.verificationMethod).toBe(document.assertionMethod[0].id);
    expect(body.signature.creator).toBe(document.publicKey.id);
  }
});

test("decision 10: what is not public carries a proof that verifies and no LD signature", async () => {
  const ctx = await createTestCtx();
  const actor = await districtActor(ctx);
  const to = [`${actor.uri}/followers`];
  const withAll = { ...activityOf(actor, 2, { to }), "@context": [...OBJECT_CONTEXTS] };
  for (const { json } of await receive(ctx, actor, [activityOf(actor, 1, { to }), withAll])) {
    expect(json).not.toHaveProperty("signature");
    expect(await proofVerifies(actor, json as JsonObject)).toBe(true);
  }
});

test("T195 after sending, no table holds a private key in any form", async () => {
  const ctx = await createTestCtx();
  const sinks = await startSinks(ctx.config);
  sinks.answer("down.test", { status: 500 });
  const actor = await districtActor(ctx);
  for (const host of ["up.test", "down.test"]) await followerOn(ctx, actor, host);
  startSending(ctx, { retry: { maxAttempts: 2, firstDelayMs: 1, longestDelayMs: 1 } });
  for (let number = 0; number < 10; number += 1) await sendToFollowers(ctx, actor, number);
  const deadNow = async (): Promise<number> => (await jobRows(ctx, "delivery")).filter((row) => row.dead).length;
  await expect.poll(() => sinks.taken.length).toBe(10);
  await expect
    .poll(async () => {
      ctx.advance(31 * 60_000);
      return deadNow();
    })
    .toBe(10);
  const tables = await ctx.sql<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'public'`;
  expect(tables.length).toBeGreaterThan(10);
  const keys = await signingKeysOf(ctx, actor.id);
  const secrets = [keys.rsa, keys.ed25519].map(({ privateKey }) => String(privateKey.export({ format: "jwk" }).d));
  for (const { name } of tables) {
    const dump = JSON.stringify(await ctx.sql`select to_jsonb(t)::text as row from ${ctx.sql(name)} t`);
    for (const trace of [...secrets, '\\"d\\":', "PRIVATE KEY"])
      expect(dump.includes(trace), `${name}: ${trace}`).toBe(false);
  }
});

test("check 31: a receiver of only draft-cavage and one of only RFC 9421 both accept, and the scheme is remembered", async () => {
  const ctx = await createTestCtx();
  const sinks = await startSinks(ctx.config);
  const actor = await districtActor(ctx);
  const key = createPublicKey(actor.publicKeyPem ?? "");
  sinks.answer("cavage.test", ({ headers, path }) => {
    const [, covered = "", signature = ""] =
      /headers="([^"]+)",signature="([^"]+)"/.exec(String(headers.signature)) ?? [];
    const lines = covered
      .split(" ")
      .map((name) => (name === "(request-target)" ? `${name}: post ${path}` : `${name}: ${headers[name]}`));
    const good = verify("sha256", Buffer.from(lines.join("\n")), key, Buffer.from(signature, "base64"));
    return { status: good && !headers["signature-input"] ? 202 : 401 };
  });
  sinks.answer("rfc9421.test", async ({ headers, body, path }) => {
    if (!headers["signature-input"]) return { status: 401 };
    const request = new Request(`https://rfc9421.test${path}`, {
      method: "POST",
      body,
      headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    });
    const verified = await verifyRequest(request, receiverOf(actor));
    return { status: verified?.id?.href === `${actor.uri}#main-key` ? 202 : 401 };
  });
  for (const host of ["cavage.test", "rfc9421.test"]) await followerOn(ctx, actor, host);
  startSending(ctx);
  await sendToFollowers(ctx, actor, 1);
  await expect.poll(() => sinks.taken.map((one) => one.host).sort()).toEqual(["cavage.test", "rfc9421.test"]);
  expect(sinks.asked).toHaveLength(3);
  // It is remembered once the answer is read, a moment after the receiver has it.
  await expect
    .poll(async () => [...(await ctx.sql`select host, signature_scheme as scheme from peers order by host`)])
    .toEqual([
      { host: "cavage.test", scheme: "cavage" },
      { host: "rfc9421.test", scheme: "rfc9421" },
    ]);
  await sendToFollowers(ctx, actor, 2);
  await expect.poll(() => sinks.taken.length).toBe(4);
  expect(sinks.asked).toHaveLength(5);
});

test("check 32: a federation with a fan-out queue does not start, nor does Fedify's own sender", async () => {
  const ctx = await createTestCtx();
  const queue = new DeliveryQueue(ctx);
  expect(() => buildFederation(ctx, queue)).toThrow(/fan-out/);
  expect(() => buildFederation(ctx, { outbox: queue, fanout: queue })).toThrow(/fan-out/);
  const federation = buildFederation(ctx, { outbox: queue });
  await expect(federation.startQueue(ctx)).rejects.toThrow(/sent by worker.ts/);
});

test("private addresses are allowed to Fedify only when test hosts are listed", async () => {
  const test = await createTestCtx();
  const plain = await createTestCtx({ FEDERATION_TEST_HOSTS: "" });
  const allowed = [test, plain].map((ctx) => buildFederation(ctx, { outbox: new DeliveryQueue(ctx) }));
  expect(allowed.map((federation) => Reflect.get(federation, "allowPrivateAddress"))).toEqual([true, false]);
});
