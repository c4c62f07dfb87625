import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { signingKeysOf } from "../../../src/features/actors/actors.keys.ts";
import { actorById } from "../../../src/features/actors/actors.queries.ts";
import { createLocalActor } from "../../../src/features/actors/actors.usecases.ts";
import { accentProblem } from "../../../src/features/district/accent.model.ts";
import { districtOf } from "../../../src/features/district/district.queries.ts";
import { createDistrict, reconcileOrigin, updateDistrict } from "../../../src/features/district/district.usecases.ts";
import { type Ctx, inTransaction } from "../../../src/platform/ctx.ts";
import { etagOf } from "../../../src/platform/etag.ts";
import type { Viewer } from "../../../src/platform/viewer.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { jobRows } from "../../support/queue.ts";
import { insertPost } from "../../support/rows.ts";

const input = {
  name: "Stadtteil Heslach",
  handle: "heslach",
  city: "Stuttgart",
  about: "Wir & ihr.",
  accent: "#205A3C",
};
const admin: Viewer = { accountId: "1", actorId: "1", handle: "a", name: "A", role: "admin" };

test("the set-up makes the technical actor and the district's Group", async () => {
  const ctx = await createTestCtx();
  expect(await districtOf(ctx)).toBeNull();
  const made = await createDistrict(ctx, input);
  expect(await districtOf(ctx)).toEqual(made);
  expect(made).toMatchObject({ handle: "heslach", name: "Stadtteil Heslach", accent: "#205a3c", origin: ctx.origin });
  const group = await actorById(ctx, made.actorId);
  expect(group).toMatchObject({
    type: "Group",
    kind: "district",
    discoverable: true,
    summary: "<p>Wir &amp; ihr.</p>",
  });
  const instance = await actorById(ctx, made.instanceActorId);
  expect(instance).toMatchObject({ type: "Application", kind: "instance", handle: "instanz", discoverable: false });
  await expect(createDistrict(ctx, input)).rejects.toMatchObject({ code: "district.already-set-up" });
});

test("a failed set-up leaves nothing behind", async () => {
  const ctx = await createTestCtx();
  await expect(createDistrict(ctx, { ...input, handle: "admin" })).rejects.toMatchObject({ kind: "invalid" });
  await expect(createDistrict(ctx, { ...input, accent: "#ffff00" })).rejects.toMatchObject({
    code: "district.accent-contrast",
    fields: { accent: "error.district.accent-contrast" },
  });
  const rolledBack = inTransaction(ctx, async (tx) => {
    await createDistrict(tx, input);
    throw new Error("later step");
  });
  await expect(rolledBack).rejects.toThrow("later step");
  expect(await districtOf(ctx)).toBeNull();
  expect((await ctx.db.execute(sql`select from actors`)).length).toBe(0);
});

test("a change is told to the followers, a colour is not", async () => {
  const ctx = await createTestCtx();
  const made = await createDistrict(ctx, input);
  const { handle: _, ...same } = input;
  await updateDistrict(ctx, admin, { ...same, accent: "#003366" });
  expect(await jobRows(ctx, "outbox")).toHaveLength(0);
  expect((await districtOf(ctx))?.accent).toBe("#003366");
  const changed = await updateDistrict(ctx, admin, { ...same, name: "Heslach" });
  expect(changed).toMatchObject({ name: "Heslach", actorId: made.actorId });
  const [job] = await jobRows(ctx, "outbox");
  expect(JSON.parse(job!.payload)).toMatchObject({
    actorId: made.actorId,
    recipients: { followersOf: [made.actorId] },
    activity: { type: "Update", object: { id: made.actorUri, name: "Heslach" } },
  });
});

test("only admins change the district", async () => {
  const ctx = await createTestCtx();
  await createDistrict(ctx, input);
  const { handle: _, ...same } = input;
  for (const role of ["moderator", "member"] as const) {
    await expect(updateDistrict(ctx, { ...admin, role }, same)).rejects.toMatchObject({ kind: "forbidden" });
  }
});

test("an imprint stays unless another is given", async () => {
  const ctx = await createTestCtx();
  await createDistrict(ctx, input);
  const { handle: _, ...same } = input;
  const imprint = { name: "Verein", address: "Weg 1", email: "a@b.example" };
  await updateDistrict(ctx, admin, { ...same, imprint });
  expect((await updateDistrict(ctx, admin, same)).imprint).toEqual(imprint);
  expect((await updateDistrict(ctx, admin, { ...same, imprint: null })).imprint).toBeNull();
});

test.each([
  ["#205a3c", null],
  ["#2e6b4f", null],
  ["#000000", null],
  ["#7a5c00", null],
  ["#ffffff", "contrast"],
  ["#ffcc00", "contrast"],
  ["#3cb371", "contrast"],
  ["#767676", "contrast"],
  ["#6e6e6e", null],
  ["205a3c", "malformed"],
  ["#abc", "malformed"],
  ["#205a3c;}", "malformed"],
  ["red", "malformed"],
])("the accent %s: %s", (hex, problem) => {
  expect(accentProblem(hex)).toBe(problem);
});

/** The same database under another ORIGIN, as after a restart. */
const restarted = (ctx: Ctx, origin: string): Ctx => ({
  ...ctx,
  origin,
  config: { ...ctx.config, origin, federation: origin.startsWith("https:") },
});

test("from http to https all ids follow, as long as nobody knows them", async () => {
  const before = await createTestCtx({ ORIGIN: "http://localhost:8000" });
  const made = await createDistrict(before, input);
  const anna = await createLocalActor(before, { kind: "person", handle: "anna", name: "Anna" });
  const text = '{"id":"http://localhost:8000/ap/o/1","content":"<a href=\\"http://localhost:8000/projekte/x\\">x</a>"}';
  const post = await insertPost(before, anna, {
    document: text,
    etag: etagOf(text),
    attachments: [{ url: "http://localhost:8000/media/a.png", mediaType: "image/png", alt: "" }],
  });
  await signingKeysOf(before, anna.id);

  const after = restarted(before, "https://heslach.test");
  await reconcileOrigin(after);

  expect(await districtOf(after)).toMatchObject({ origin: "https://heslach.test", actorId: made.actorId });
  const moved = await actorById(after, anna.id);
  expect(moved).toMatchObject({
    uri: `https://heslach.test/ap/a/${anna.id}`,
    url: "https://heslach.test/@anna",
    host: "heslach.test",
    publicKeyId: `https://heslach.test/ap/a/${anna.id}#main-key`,
  });
  expect(JSON.parse(moved!.document)).toMatchObject({ id: moved?.uri, webfinger: "anna@heslach.test" });
  expect(moved?.etag).toBe(etagOf(moved!.document));
  expect((await signingKeysOf(after, anna.id)).rsa.keyId).toBe(moved?.publicKeyId);
  expect((await actorById(after, made.instanceActorId))?.name).toBe("heslach.test");

  const [row] = await after.db.execute<{ document: string; etag: string; uri: string; all: string }>(sql`
    select document, etag, uri, posts::text as all from posts where id = ${post.id}`);
  expect(row?.uri).toBe(`https://heslach.test/ap/o/${post.id}`);
  expect(row?.etag).toBe(etagOf(row!.document));
  expect(row?.all).not.toContain("localhost");
  const [rest] = await after.db.execute<{ n: number }>(sql`
    select count(*)::int as n from actors where actors::text like '%localhost%'`);
  expect(rest?.n).toBe(0);
  await expect(reconcileOrigin(after)).resolves.toBeUndefined();
});

test("an address under https is known to others: another one refuses to start, with a sentence that helps", async () => {
  const ctx = await createTestCtx();
  await createDistrict(ctx, input);
  for (const origin of ["https://anderswo.test", "http://localhost:8000"]) {
    await expect(reconcileOrigin(restarted(ctx, origin))).rejects.toMatchObject({
      code: "district.origin-changed",
      message: expect.stringContaining("Set ORIGIN=https://heslach.test again"),
    });
  }
  await expect(reconcileOrigin(ctx)).resolves.toBeUndefined();
});

test("before the set-up any origin will do", async () => {
  const ctx = await createTestCtx();
  await expect(reconcileOrigin(restarted(ctx, "https://anderswo.test"))).resolves.toBeUndefined();
});
