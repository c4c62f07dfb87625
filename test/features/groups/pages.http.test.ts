import { beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { followBetween } from "../../../src/features/follows/follows.queries.ts";
import type { GroupMode } from "../../../src/features/groups/groups.model.ts";
import { bansIn, type Group, groupCalled, threadsIn } from "../../../src/features/groups/groups.queries.ts";
import { createGroup } from "../../../src/features/groups/usecases/create.ts";
import { joinGroup } from "../../../src/features/groups/usecases/membership.ts";
import { openThread } from "../../../src/features/groups/usecases/post.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
let serial = 0;
let anna: Account;
let bert: Account;
let annas: string;
let berts: string;

beforeEach(async () => {
  serial += 1;
  anna = await createMember(ctx, `anna${serial}`);
  bert = await createMember(ctx, `bert${serial}`);
  annas = await sessionOf(ctx, anna);
  berts = await sessionOf(ctx, bert);
});

const found = (mode: GroupMode): Promise<Group> =>
  createGroup(ctx, anna, { name: `Gruppe <${serial}>`, handle: `gruppe_${serial}_${mode}`, about: "Worum?", mode });

const pathOf = (group: Group): string => `/gruppen/${group.actor.handle}`;

async function page(path: string, session?: string): Promise<{ status: number; html: string }> {
  const answer = await request(path, session === undefined ? {} : { session });
  return { status: answer.status, html: await answer.text() };
}

describe("founding", () => {
  const form = { name: "Repair-Café", handle: "", about: "Wir flicken.", mode: "members" };

  test("leads to the new group, which the list shows", async () => {
    const name = `Repair-Café ${serial}`;
    const answer = await request("/gruppen/neu", { session: annas, form: { ...form, name } });
    expect(answer.headers.get("Location")).toBe(`/gruppen/repair_cafe_${serial}`);
    expect((await page("/gruppen")).html).toContain(name);
  });

  test("with faults gives everything back, and makes nothing", async () => {
    const faulty = { ...form, name: "", handle: "Nicht erlaubt!" };
    const answer = await request("/gruppen/neu", { session: annas, form: faulty });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    for (const kept of ["Wir flicken.", "Nicht erlaubt!", 'value="members" checked']) expect(html).toContain(kept);
    const taken = await request("/gruppen/neu", { session: annas, form: { ...form, handle: "heslach" } });
    expect(taken.status).toBe(422);
    expect(await taken.text()).toContain('href="#handle"');
  });

  test("needs an account", async () => {
    expect((await request("/gruppen/neu")).status).toBe(303);
    expect((await request("/gruppen/neu", { form })).status).toBeGreaterThanOrEqual(300);
    expect(await groupCalled(ctx, "repair_cafe")).toBeNull();
  });
});

describe("the page of a group", () => {
  test("shows threads to all, names escaped, and how to follow from elsewhere", async () => {
    const group = await found("open");
    await openThread(ctx, anna, group, { title: "<script>alert(1)</script>", text: "Hallo" });
    const { html } = await page(pathOf(group));
    expect(html).not.toContain("<script>alert");
    expect(html).toContain(`@${group.actor.handle}@heslach.test`);
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect((await page(`/@${group.actor.handle}`)).status).toBe(303);
  });

  test("of a closed group shows nothing of what is written to who is no member", async () => {
    const group = await found("closed");
    const { id } = await openThread(ctx, anna, group, { title: "Vertraulich", text: "Geheimes" });
    for (const session of [undefined, berts]) {
      const { status, html } = await page(pathOf(group), session);
      expect([status, html.includes("Vertraulich")]).toEqual([200, false]);
      expect((await page(`${pathOf(group)}/${id}`, session)).status).toBe(404);
      expect((await page(`${pathOf(group)}/protokoll`, session)).status).toBe(404);
      expect((await page("/", session)).html).not.toContain("Geheimes");
    }
    expect((await page(`${pathOf(group)}/${id}`, annas)).html).toContain("Geheimes");
  });

  test("of an internal group is nowhere for visitors", async () => {
    const group = await found("internal");
    const { id } = await openThread(ctx, bert, group, { title: "Unter uns", text: "Ja" });
    const paths = [pathOf(group), `${pathOf(group)}/${id}`, `${pathOf(group)}/protokoll`, `/@${group.actor.handle}`];
    for (const path of paths) expect((await page(path)).status, path).toBe(404);
    expect((await page("/gruppen")).html).not.toContain(group.actor.handle);
    expect((await page(`/suche?q=@${group.actor.handle}`)).html).not.toContain(`href="/@${group.actor.handle}"`);
    expect((await page(pathOf(group), berts)).html).toContain("Unter uns");
    const asked = await request(`/@${group.actor.handle}`, { headers: { Accept: "application/activity+json" } });
    expect(asked.status).toBe(404);
  });

  test("takes a thread, or gives it back with what is missing", async () => {
    const group = await found("open");
    const answer = await request(pathOf(group), { session: berts, form: { titel: "Frage", text: "Wer kommt?" } });
    const [thread] = await threadsIn(ctx, null, group.actor.id, { limit: 1 });
    expect(answer.headers.get("Location")).toBe(`${pathOf(group)}/${thread?.post.id}`);
    const empty = await request(pathOf(group), { session: berts, form: { titel: "Behalten", text: "" } });
    expect(empty.status).toBe(422);
    expect(await empty.text()).toContain('value="Behalten"');
  });

  test("takes no thread from who is no member where members write", async () => {
    const group = await found("members");
    const answer = await request(pathOf(group), { session: berts, form: { titel: "", text: "Hallo" } });
    expect(answer.status).toBe(403);
    expect(await threadsIn(ctx, null, group.actor.id, { limit: 1 })).toEqual([]);
  });

  test("lets join and leave", async () => {
    const group = await found("members");
    const send = (was: string) => request(`${pathOf(group)}/mitglied`, { session: berts, form: { was } });
    await send("beitreten");
    expect((await page(pathOf(group), berts)).html).toContain("Anfrage zurücknehmen");
    await send("verlassen");
    expect(await followBetween(ctx, bert.actorId, group.actor.id)).toBeNull();
  });
});

describe("a thread", () => {
  test("takes answers, keeps a text that is too long, and none when it is locked", async () => {
    const group = await found("open");
    const { id } = await openThread(ctx, anna, group, { title: "Oben", text: "Text" });
    const path = `${pathOf(group)}/${id}`;
    expect((await request(path, { session: berts, form: { text: "Eine Antwort" } })).status).toBe(303);
    expect((await page(path)).html).toContain("Eine Antwort");
    const long = await request(path, { session: berts, form: { text: "x".repeat(5001) } });
    expect(long.status).toBe(422);
    expect(await long.text()).toContain("x".repeat(5001));
    const lock = { action: "lock", postId: id, actorId: anna.actorId, reason: "Geklärt", zurueck: path };
    const locked = await request(`${pathOf(group)}/moderation`, { session: annas, form: lock });
    expect(locked.headers.get("Location")).toBe(path);
    expect((await request(path, { session: berts, form: { text: "Doch noch" } })).status).toBe(422);
    expect((await page(`${pathOf(group)}/protokoll`)).html).toContain("Geklärt");
  });

  test("is not found in another group, nor under a number too large", async () => {
    const [group, other] = [await found("open"), await found("members")];
    const { id } = await openThread(ctx, anna, group, { title: "Oben", text: "Text" });
    expect((await page(`${pathOf(other)}/${id}`)).status).toBe(404);
    expect((await page(`${pathOf(group)}/${"9".repeat(40)}`)).status).toBe(404);
  });
});

describe("moderation", () => {
  test("is refused to members, visitors and moderators of other groups", async () => {
    const group = await found("open");
    const { id } = await openThread(ctx, anna, group, { title: "Oben", text: "Text" });
    await createGroup(ctx, bert, { name: "Andere", handle: `andere_${serial}`, about: "", mode: "open" });
    const forms: [string, Record<string, string>][] = [
      ["moderation", { action: "remove", postId: id, actorId: anna.actorId, reason: "Weil" }],
      ["moderation", { action: "ban", actorId: anna.actorId, reason: "Weil" }],
      ["anfragen/1", { antwort: "accept" }],
      ["pruefung/1", { antwort: "admit" }],
      ["einladungen", { wer: bert.handle }],
    ];
    for (const [path, form] of forms) {
      expect((await request(`${pathOf(group)}/${path}`, { session: berts, form })).status, path).toBe(403);
      expect([303, 401]).toContain((await request(`${pathOf(group)}/${path}`, { form })).status);
    }
    expect((await page(`${pathOf(group)}/moderation`, berts)).status).toBe(403);
    expect(await threadsIn(ctx, null, group.actor.id, { limit: 9 })).toHaveLength(1);
  });

  test("asks for a reason and keeps what was typed; then it is done and in the log", async () => {
    const group = await found("open");
    await joinGroup(ctx, bert, group);
    const form = {
      action: "ban",
      actorId: bert.actorId,
      reason: "",
      days: "7",
      zurueck: `${pathOf(group)}/moderation`,
    };
    const again = await request(`${pathOf(group)}/moderation`, { session: annas, form });
    expect(again.status).toBe(422);
    expect(await again.text()).toContain('value="7"');
    await request(`${pathOf(group)}/moderation`, { session: annas, form: { ...form, reason: "Beleidigung" } });
    expect(await bansIn(ctx, group.actor.id)).toMatchObject([{ actor: { id: bert.actorId } }]);
    const { html } = await page(`${pathOf(group)}/protokoll`);
    for (const shown of ["Beleidigung", `@${bert.handle}@heslach.test`]) expect(html).toContain(shown);
  });

  test("answers requests, and invites by name", async () => {
    const group = await found("closed");
    await joinGroup(ctx, bert, group);
    const { html } = await page(`${pathOf(group)}/moderation`, annas);
    const id = /\/anfragen\/(\d+)/.exec(html)?.[1];
    await request(`${pathOf(group)}/anfragen/${id}`, { session: annas, form: { antwort: "accept" } });
    expect(await followBetween(ctx, bert.actorId, group.actor.id)).toMatchObject({ state: "accepted" });
    const unknown = await request(`${pathOf(group)}/einladungen`, { session: annas, form: { wer: "@niemand" } });
    expect(unknown.status).toBe(422);
    expect(await unknown.text()).toContain('value="@niemand"');
  });

  test("never sends anybody to another site", async () => {
    const group = await found("open");
    const { id } = await openThread(ctx, anna, group, { title: "Oben", text: "Text" });
    const form = { action: "pin", postId: id, actorId: anna.actorId, reason: "", zurueck: "https://evil.test/" };
    const answer = await request(`${pathOf(group)}/moderation`, { session: annas, form });
    expect(answer.headers.get("Location")).toBe("/");
  });
});
