import { createPublicKey, sign, verify } from "node:crypto";
import { importMultibaseKey } from "@fedify/vocab-runtime";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { ed25519Multibase, signingKeysOf } from "../../../src/features/actors/actors.keys.ts";
import { actorByHandle, actorById, actorByUri } from "../../../src/features/actors/actors.queries.ts";
import { actorKeys } from "../../../src/features/actors/actors.table.ts";
import { createLocalActor, updateProfile } from "../../../src/features/actors/actors.usecases.ts";
import { createDistrict } from "../../../src/features/district/district.usecases.ts";
import { etagOf } from "../../../src/platform/etag.ts";
import type { JsonObject } from "../../../src/platform/json.ts";
import type { Viewer } from "../../../src/platform/viewer.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { jobRows } from "../../support/queue.ts";
import { insertActor } from "../../support/rows.ts";

const ctx = await createTestCtx();
const district = await createDistrict(ctx, {
  name: "Stadtteil Heslach",
  handle: "heslach",
  city: "Stuttgart",
  about: "Ein Stadtteil.",
  accent: "#205a3c",
});
const anna = await createLocalActor(ctx, { kind: "person", handle: "Anna", name: "Anna <b>" });
const documentOf = async (id: string): Promise<JsonObject> => JSON.parse((await actorById(ctx, id))!.document);

test("a new actor is found by id, address and handle, in any case of letters", async () => {
  expect(anna).toMatchObject({ handle: "anna", host: "heslach.test", local: true, type: "Person", kind: "person" });
  for (const found of [
    await actorById(ctx, anna.id),
    await actorByUri(ctx, anna.uri),
    await actorByHandle(ctx, "ANNA"),
    await actorByHandle(ctx, "anna", "Heslach.test"),
  ]) {
    expect(found?.id).toBe(anna.id);
  }
  expect(await actorByHandle(ctx, "anna", "anderswo.test")).toBeNull();
  expect(await actorByUri(ctx, "https://heslach.test/ap/a/1")).toBeNull();
});

test.each([
  ["Möhringen", "malformed"],
  ["a".repeat(31), "malformed"],
  ["anna@b", "malformed"],
  ["", "malformed"],
  ["admin", "reserved"],
  ["instanz", "reserved"],
  ["anna", "taken"],
  ["heslach", "taken"],
])("check 2: the handle %j is refused as %s", async (handle, problem) => {
  await expect(createLocalActor(ctx, { kind: "organization", handle, name: "X" })).rejects.toMatchObject({
    code: `actors.handle-${problem}`,
    fields: { handle: `error.actors.handle-${problem}` },
  });
});

test("check 2: a remote actor of the same name takes nobody's handle", async () => {
  await insertActor(ctx, { handle: "berta", host: "anderswo.test" });
  expect((await createLocalActor(ctx, { kind: "person", handle: "berta", name: "Berta" })).handle).toBe("berta");
});

test("check 6: the document names the very keys that sign", async () => {
  const document = await documentOf(anna.id);
  const { rsa, ed25519 } = await signingKeysOf(ctx, anna.id);
  const publicKey = document.publicKey as JsonObject;
  expect(publicKey).toMatchObject({ id: rsa.keyId, owner: anna.uri });
  expect(rsa.keyId).toBe(`${anna.uri}#main-key`);
  const text = Buffer.from("text");
  const signature = sign("sha256", text, rsa.privateKey);
  expect(verify("sha256", text, publicKey.publicKeyPem as string, signature)).toBe(true);
  expect(rsa.privateKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
  expect(anna).toMatchObject({ publicKeyId: rsa.keyId, publicKeyPem: publicKey.publicKeyPem });

  expect(document.assertionMethod).toEqual([
    {
      id: `${anna.uri}#ed25519`,
      type: "Multikey",
      controller: anna.uri,
      publicKeyMultibase: ed25519Multibase(createPublicKey(ed25519.privateKey)),
    },
  ]);
  expect(ed25519.keyId).toBe(`${anna.uri}#ed25519`);
  expect(JSON.stringify(document.assertionMethod)).toMatch(/"z6Mk[1-9A-HJ-NP-Za-km-z]{44}"/);
});

test("Fedify reads the multibase key as the same key", async () => {
  const { ed25519 } = await signingKeysOf(ctx, anna.id);
  const publicKey = createPublicKey(ed25519.privateKey);
  const read = await importMultibaseKey(ed25519Multibase(publicKey));
  expect((await crypto.subtle.exportKey("jwk", read)).x).toBe(publicKey.export({ format: "jwk" }).x);
});

test("T195 private keys lie sealed in the database, bound to their id", async () => {
  const rows = await ctx.db.select().from(actorKeys).where(eq(actorKeys.actorId, anna.id));
  expect(rows).toHaveLength(2);
  for (const row of rows) {
    expect(row.sealedPrivateKey).not.toContain("PRIVATE");
    expect(ctx.vault.open(row.sealedPrivateKey, `actor-key:${row.keyId}`)).toContain("BEGIN PRIVATE KEY");
    expect(() => ctx.vault.open(row.sealedPrivateKey, "actor-key:another")).toThrow();
  }
});

test("keys are parsed once and then kept", async () => {
  expect(await signingKeysOf(ctx, anna.id)).toBe(await signingKeysOf(ctx, anna.id));
  await expect(signingKeysOf(ctx, "1")).rejects.toMatchObject({ code: "actors.not-found" });
});

test("the text is stored with its ETag", () => {
  expect(anna.etag).toBe(etagOf(anna.document));
  expect(anna.etag).toMatch(/^"[\w-]{27}"$/);
});

test("a person wants not to be found unless it says so", async () => {
  expect(await documentOf(anna.id)).toMatchObject({
    type: "Person",
    manuallyApprovesFollowers: false,
    discoverable: false,
    indexable: false,
    "stv:district": district.actorUri,
    url: "https://heslach.test/@anna",
    webfinger: "anna@heslach.test",
  });
});

test("an organisation says its sector", async () => {
  const made = await createLocalActor(ctx, {
    kind: "organization",
    handle: "buergerhaus",
    name: "Bürgerhaus",
    sector: "nonprofit",
  });
  expect(await documentOf(made.id)).toMatchObject({ type: "Organization", "stv:sector": "nonprofit" });
});

const viewer: Viewer = { accountId: "1", actorId: anna.id, handle: "anna", name: "Anna", role: "member" };

test("a changed profile is in the document and on its way to the followers", async () => {
  ctx.advance(60_000);
  const changed = await updateProfile(ctx, viewer, {
    name: " Anna Beispiel ",
    summary: "Ich <mag> Kuchen.\n\nhttps://anna.example/",
    fields: [
      { name: "Web", value: "https://anna.example/?a=1&b=2" },
      { name: "Strasse", value: "Böblinger <Straße>" },
      { name: " ", value: "" },
    ],
    discoverable: true,
  });
  const document = await documentOf(anna.id);
  expect(document).toMatchObject({ name: "Anna Beispiel", discoverable: true, indexable: false });
  expect(document.summary).toContain("Ich &lt;mag&gt; Kuchen.");
  expect(document.attachment).toEqual([
    {
      type: "PropertyValue",
      name: "Web",
      value:
        '<a href="https://anna.example/?a=1&amp;b=2" rel="me nofollow noopener noreferrer">https://anna.example/?a=1&amp;b=2</a>',
    },
    { type: "PropertyValue", name: "Strasse", value: "Böblinger &lt;Straße&gt;" },
  ]);
  expect(changed.etag).not.toBe(anna.etag);
  expect(Date.parse(document.updated as string)).toBeGreaterThan(Date.parse(document.published as string));

  const [job] = await jobRows(ctx, "outbox");
  const entry = JSON.parse(job!.payload);
  expect(entry).toMatchObject({ actorId: anna.id, recipients: { followersOf: [anna.id] }, orderingKey: anna.uri });
  const { "@context": _, ...embedded } = document;
  expect(entry.activity).toMatchObject({
    type: "Update",
    actor: anna.uri,
    to: ["https://www.w3.org/ns/activitystreams#Public"],
    cc: [`${anna.uri}/followers`],
    object: embedded,
  });
  expect(entry.activity.id).toMatch(new RegExp(`^${anna.uri}#update-\\d+$`));
});

test("a profile that is too long comes back with the fields that are", async () => {
  const long = { name: "", summary: "x".repeat(1001), fields: Array(5).fill({ name: "a", value: "b" }) };
  await expect(updateProfile(ctx, viewer, long)).rejects.toMatchObject({
    kind: "invalid",
    fields: {
      name: "error.actors.name-missing",
      summary: "error.actors.summary-long",
      fields: "error.actors.fields-many",
    },
  });
});
