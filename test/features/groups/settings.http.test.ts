import { expect, test } from "vitest";
import { groupById, groupCalled } from "../../../src/features/groups/groups.queries.ts";
import { archiveGroup } from "../../../src/features/groups/usecases/close.ts";
import { createGroup } from "../../../src/features/groups/usecases/create.ts";
import { decide } from "../../../src/features/groups/usecases/moderate.ts";
import { openThread } from "../../../src/features/groups/usecases/post.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
const [anna, bert] = [await createMember(ctx, "anna"), await createMember(ctx, "bert")];
const [annas, berts] = [await sessionOf(ctx, anna), await sessionOf(ctx, bert)];
const found = (handle: string, mode: "open" | "internal" = "open") =>
  createGroup(ctx, anna, { name: `Gruppe ${handle}`, handle, about: "Eins\n\nZwei", mode });
const text = async (path: string, session?: string) =>
  (await request(path, session === undefined ? {} : { session })).text();

test.each(["aendern", "schliessen"])(
  "/%s is for moderators of the group alone, and not for the district",
  async (page) => {
    const path = `/gruppen/${(await found(`nur_${page}`)).actor.handle}/${page}`;
    expect((await request(path)).headers.get("Location")).toContain("/anmelden");
    expect((await request(path, { session: berts })).status).toBe(403);
    expect(
      (await request(path, { session: berts, form: { was: "abschliessen", name: "x", mode: "open" } })).status,
    ).toBe(403);
    expect((await request(path, { session: annas })).status).toBe(200);
    const admin = await sessionOf(ctx, await createMember(ctx, `chefin_${page}`, "admin"));
    expect((await request(`/gruppen/heslach/${page}`, { session: admin })).status).toBe(404);
  },
);

test("the form holds what is, keeps what was typed when it is refused, and saves", async () => {
  const { actor } = await found("werkstatt");
  const path = `/gruppen/${actor.handle}/aendern`;
  expect(await text(path, annas)).toContain("Eins\n\nZwei</textarea>");
  const form = { name: "", about: "Ganz neu <i>", mode: "closed" };
  const refused = await request(path, { session: annas, form });
  const again = await refused.text();
  expect([
    refused.status,
    again.includes("Ganz neu &lt;i&gt;"),
    again.includes("field-error") || again.includes("kern-error"),
  ]).toEqual([422, true, true]);
  expect((await request(path, { session: annas, form: { ...form, mode: "internal", name: "W" } })).status).toBe(422);
  expect((await request(path, { session: annas, form: { ...form, name: "Neue Werkstatt" } })).status).toBe(303);
  expect(await groupById(ctx, actor.id)).toMatchObject({ mode: "closed", actor: { name: "Neue Werkstatt" } });
});

test("archived: the pages say so and offer no form; opened again they do", async () => {
  const group = await found("archiv");
  const path = `/gruppen/${group.actor.handle}`;
  const { id } = await openThread(ctx, anna, group, { title: "Thema", text: "Text" });
  const closing = `${path}/schliessen`;
  expect((await request(closing, { session: annas, form: { was: "abschliessen" } })).status).toBe(303);
  for (const page of [path, `${path}/${id}`]) {
    const html = await text(page, annas);
    expect([
      page,
      html.includes("abgeschlossen") || html.includes("Abgeschlossen"),
      html.includes('name="text"'),
    ]).toEqual([page, true, false]);
  }
  expect(await text(path, berts)).not.toContain('value="beitreten"');
  expect(await text("/gruppen")).toContain("abgeschlossen");
  expect((await request(`${path}/${id}`, { session: berts, form: { text: "Ich" } })).status).toBe(422);
  await request(closing, { session: annas, form: { was: "oeffnen" } });
  expect(await text(path, annas)).toContain('name="text"');
});

test("deleting asks for the short name; then group, threads and document are gone", async () => {
  const group = await found("weg");
  const path = "/gruppen/weg";
  const wrong = await request(`${path}/schliessen`, { session: annas, form: { was: "loeschen", handle: "weck" } });
  expect([wrong.status, (await wrong.text()).includes('value="weck"')]).toEqual([422, true]);
  expect(await groupCalled(ctx, "weg")).not.toBeNull();
  const done = await request(`${path}/schliessen`, { session: annas, form: { was: "loeschen", handle: "weg" } });
  expect([done.status, done.headers.get("Location")]).toEqual([303, "/gruppen"]);
  expect((await request(path)).status).toBe(404);
  const document = await request(new URL(group.actor.uri).pathname, {
    headers: { accept: "application/activity+json" },
  });
  expect([document.status, await document.json()]).toEqual([
    410,
    expect.objectContaining({ type: "Tombstone", formerType: "Group" }),
  ]);
});

test("what was removed stands on the moderators' page with a button that puts it back", async () => {
  const group = await found("zurueck");
  const { id } = await openThread(ctx, anna, group, { title: "Kuchen am Samstag", text: "Text" });
  await decide(ctx, anna, group, { action: "remove", postId: id, reason: "Irrtum" });
  const manage = "/gruppen/zurueck/moderation";
  expect(await text(manage, annas)).toContain("Kuchen am Samstag");
  const form = { action: "restore", actorId: anna.actorId, postId: id, reason: "", zurueck: `${manage}?getan=1` };
  expect((await request(manage, { session: berts, form })).status).toBe(403);
  expect((await request(manage, { session: annas, form })).status).toBe(303);
  expect((await request(`/gruppen/zurueck/${id}`)).status).toBe(200);
  expect(await text("/gruppen/zurueck/protokoll")).toContain("wieder in die Gruppe gestellt");
});

test("an internal group that was archived stays internal: nobody outside sees its pages", async () => {
  const group = await found("intern", "internal");
  await archiveGroup(ctx, anna, group, true);
  expect((await request("/gruppen/intern")).status).toBe(404);
  expect((await request(new URL(group.actor.uri).pathname)).status).toBe(404);
});
