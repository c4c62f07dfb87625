import sharp from "sharp";
import { expect, test } from "vitest";
import { actorById } from "../../src/features/actors/actors.queries.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { outgoing } from "../support/outbox.ts";
import { createMember, sessionOf, setUpDistrict, tokenOf } from "../support/people.ts";
import { statusSchema } from "./schemas/status.ts";
import { credentialAccountSchema, errorSchema, preferencesSchema } from "./schemas.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const anna = await createMember(ctx, "anna");
const token = await tokenOf(ctx, anna);
const UPDATE = "/api/v1/accounts/update_credentials";

const patch = async (init: { json?: unknown; form?: Record<string, string>; body?: FormData }) => {
  const answer = await request(UPDATE, { ...init, method: "PATCH", token });
  expect(answer.status).toBe(200);
  return credentialAccountSchema.parse(await answer.json());
};
const picture = async (color: string): Promise<File> => {
  const bytes = await sharp({ create: { width: 40, height: 40, channels: 3, background: color } })
    .png()
    .toBuffer();
  return new File([new Uint8Array(bytes)], "ich.png", { type: "image/png" });
};

test("what a client sends changes, from JSON and from forms; what it leaves out stays", async () => {
  await patch({ json: { display_name: "Anna H.", note: "Erste Zeile\n\nZweite", locked: true, discoverable: null } });
  const fields = { "fields_attributes[0][name]": "Netz", "fields_attributes[0][value]": "https://anna.test" };
  const form = await patch({ form: { ...fields, "source[privacy]": "private", "source[sensitive]": "1" } });
  expect(form).toMatchObject({ display_name: "Anna H.", locked: true, discoverable: false });
  expect(form.source).toMatchObject({ privacy: "private", sensitive: true, language: "de" });
  expect(form.source.note).toBe("Erste Zeile\n\nZweite");
  expect(form.source.fields).toMatchObject([{ name: "Netz", value: "https://anna.test" }]);
  const json = await patch({
    json: { fields_attributes: { 0: { name: "Ort", value: "Heslach" } }, discoverable: true },
  });
  expect(json.fields).toMatchObject([{ name: "Ort", value: "Heslach" }]);
  expect(json).toMatchObject({ discoverable: true, locked: true, source: { privacy: "private" } });
  expect(await patch({ json: {} })).toMatchObject({ display_name: "Anna H.", source: { sensitive: true } });
});

test.each([{ fields_attributes: {} }, { fields_attributes: [] }])(
  "the last field is taken away by %j",
  async (json) => {
    await patch({ json: { fields_attributes: [{ name: "Ort", value: "Heslach" }] } });
    expect((await patch({ json: { fields_attributes: null } })).fields).toHaveLength(1);
    expect((await patch({ json })).fields).toEqual([]);
  },
);

test("what a member chose is what a composer starts with", async () => {
  const quiet = await patch({ json: { source: { privacy: "unlisted", language: "en", quote_policy: "followers" } } });
  expect(quiet.source.quote_policy).toBe("followers");
  const answer = await request("/api/v1/preferences", { token });
  expect(preferencesSchema.parse(await answer.json())).toMatchObject({
    "posting:default:visibility": "unlisted",
    "posting:default:language": "en",
    "posting:default:quote_policy": "followers",
  });
  const [unsaid, said] = [{ status: "Wie immer" }, { status: "Anders", quote_approval_policy: "nobody" }];
  const automatic = async (json: object) =>
    statusSchema.parse(await (await request("/api/v1/statuses", { json, token })).json()).quote_approval.automatic;
  expect([await automatic(unsaid), await automatic(said)]).toEqual([["followers"], []]);
  expect((await patch({ json: { source: { language: "" } } })).source.language).toBe("de");
});

test("what cannot be is refused, and nothing changes", async () => {
  const before = await patch({ json: {} });
  for (const json of [
    { source: { privacy: "everybody" } },
    { display_name: "Anders", source: { privacy: "everybody" } },
    { display_name: "x".repeat(5_000), source: { sensitive: !before.source.sensitive } },
    { source: { language: "klingonisch!" } },
    { source: { quote_policy: "friends" } },
    { note: "x".repeat(1001) },
  ]) {
    const answer = await request(UPDATE, { json, method: "PATCH", token });
    expect(answer.status).toBe(422);
    expect(await patch({ json: {} })).toEqual(before);
    errorSchema.parse(await answer.json());
  }
  const body = new FormData();
  body.set("avatar", new File(["<svg onload=alert(1)>"], "a.svg", { type: "image/svg+xml" }));
  expect((await request(UPDATE, { body, method: "PATCH", token })).status).toBe(422);
  expect((await actorById(ctx, anna.actorId))?.iconUrl).toBeNull();
  expect((await patch({ json: { display_name: " " } })).display_name).toBe("anna");
});

test("pictures are encoded anew, told once, replaced and taken away", async () => {
  const body = new FormData();
  body.set("avatar", await picture("red"));
  body.set("header", await picture("blue"));
  body.set("display_name", "Anna");
  const before = (await outgoing(ctx)).length;
  const first = await patch({ body });
  expect((await outgoing(ctx)).length).toBe(before + 1);
  expect(first.avatar).toMatch(/^https:\/\/heslach\.test\/media\//);
  expect(first.header).not.toBe(first.avatar);
  const served = await request(new URL(first.avatar).pathname);
  expect([served.status, served.headers.get("Content-Type")?.startsWith("image/")]).toEqual([200, true]);
  const second = new FormData();
  second.set("avatar", await picture("green"));
  const changed = await patch({ body: second });
  expect([changed.avatar === first.avatar, changed.header]).toEqual([false, first.header]);
  const attached = async () => ctx.sql`select 1 from media where attached_at is not null`;
  expect(await attached()).toHaveLength(2);
  for (const what of ["avatar", "header"]) {
    const answer = await request(`/api/v1/profile/${what}`, { method: "DELETE", token });
    const entity = credentialAccountSchema.parse(await answer.json());
    expect(entity[what as "avatar" | "header"]).toBe("https://heslach.test/assets/missing.png");
  }
  expect(await attached()).toHaveLength(0);
});

test("a form in which no picture was chosen changes the rest", async () => {
  const body = new FormData();
  body.set("note", "Ohne Bild");
  body.set("avatar", new File([], ""));
  expect(await patch({ body })).toMatchObject({ source: { note: "Ohne Bild" } });
});

test("websites that may name a member are kept, told to other servers and refused when they are none", async () => {
  const sent = await patch({ json: { attribution_domains: ["https://blog.example/", "*.zeitung.example"] } });
  expect(sent.source.attribution_domains).toEqual(["blog.example", "zeitung.example"]);
  expect((await patch({ json: { display_name: "Anna" } })).source.attribution_domains).toHaveLength(2);
  const document = JSON.parse((await actorById(ctx, anna.actorId))?.document ?? "");
  expect(document.attributionDomains).toEqual(["heslach.test", "blog.example", "zeitung.example"]);
  const refused = await request(UPDATE, { json: { attribution_domains: ["kein wort"] }, method: "PATCH", token });
  expect(refused.status).toBe(422);
  expect(errorSchema.parse(await refused.json()).error).toContain("Höchstens 100");
  expect((await patch({ form: { "attribution_domains[]": "" } })).source.attribution_domains).toEqual([]);
});

test("a member says that a program writes, and takes it back", async () => {
  expect(await patch({ json: { bot: true } })).toMatchObject({ bot: true, stadtteil: { kind: "person" } });
  expect(JSON.parse((await actorById(ctx, anna.actorId))?.document ?? "")).toMatchObject({ type: "Service" });
  expect(await patch({ json: { note: "Zählt Fahrräder." } })).toMatchObject({ bot: true });
  expect(await patch({ json: { bot: false } })).toMatchObject({ bot: false });
});

test("the page for settings keeps both, and pages name who made them", async () => {
  const session = await sessionOf(ctx, anna);
  const form = { name: "Anna", automated: "ja", attributionDomains: "blog.example\r\nzeitung.example" };
  const saved = await request("/einstellungen/profil", { form, session });
  expect(saved.status).toBe(303);
  const entity = await request("/api/v1/accounts/verify_credentials", { token });
  const account = credentialAccountSchema.parse(await entity.json());
  expect([account.bot, account.source.attribution_domains]).toEqual([true, ["blog.example", "zeitung.example"]]);
  const wrong = await request("/einstellungen/profil", { form: { ...form, attributionDomains: "a b://" }, session });
  expect(wrong.status).toBe(422);
  expect(await wrong.text()).toContain("a b://");
  const { id } = await publishPost(ctx, anna, { text: "Hallo", title: "Lange Fassung", summary: "Kurz" });
  const page = await (await request(`/@anna/${id}`)).text();
  expect(page).toContain('<meta name="fediverse:creator" content="@anna@heslach.test"/>');
});
