import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { projectNotes } from "../../../src/features/project-notes/project-notes.table.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { forgetOutgoing, outgoing } from "../../support/outbox.ts";
import { changeKit, insertConfirmation, insertPeersKit } from "../../support/peers-kit.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { FULL_REQUEST, SHORT_FIELDS } from "../project-notes/notes.ts";

let ctx: TestCtx;
let site: TestApp;
let ben: Account;
let kit: Awaited<ReturnType<typeof insertPeersKit>>;
let session: string;

beforeEach(async () => {
  ctx = await createTestCtx();
  await setUpDistrict(ctx);
  site = createTestApp(ctx);
  ben = await createMember(ctx, "ben");
  session = await sessionOf(ctx, ben);
  kit = await insertPeersKit(ctx);
});

const address = () => `${kit.path}/einfach-handzuhaben`;
const text = async (path: string, as: string | null = session) =>
  (await site.request(path, as === null ? {} : { session: as })).text();
const confirm = (sentence = "") => site.request(address(), { session, form: { sentence } });
const withdraw = () => site.request(`${address()}/zuruecknehmen`, { session, form: {} });
const READY = "Bereit für die Übernahme";

describe("confirming another district's kit", () => {
  test("a member gets from the note to the question, says yes, and the note says so and is ready", async () => {
    const before = await text(kit.path);
    expect(before).toContain(`href="${address()}"`);
    expect(before).not.toContain(READY);
    const form = await text(address());
    expect(form).toContain(`href="${kit.path}/paket"`);
    expect(form).toContain("Sie bestätigen die Anleitung, wie sie heute ist.");
    const answer = await confirm("Ging an einem <b>Tag</b>.");
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, kit.path]);
    const after = await text(kit.path);
    expect(after).toContain(READY);
    expect(after).toContain("Ging an einem &lt;b&gt;Tag&lt;/b&gt;.");
    expect(after).toContain("Bestätigung zurücknehmen");
    expect(after).not.toContain(`href="${address()}"`);
    expect(await text(kit.path, null)).toContain(READY);
    const [offer, ...more] = await outgoing(ctx);
    expect(more).toEqual([]);
    expect(offer).toMatchObject({
      actorId: ben.actorId,
      activity: { type: "Offer", target: kit.post.uri, to: [kit.author.uri] },
      recipients: { actors: [kit.author.id] },
    });
  });

  test("it is taken back, and then cannot be taken back again", async () => {
    await confirm();
    await forgetOutgoing(ctx);
    const answer = await withdraw();
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, kit.path]);
    expect(await text(kit.path)).not.toContain(READY);
    expect((await outgoing(ctx)).map(({ type }) => type)).toEqual(["Delete"]);
    expect((await withdraw()).status).toBe(404);
  });

  test("when the kit changes the page says so in plain words, and offers to confirm the new version", async () => {
    await confirm("Gut erklärt.");
    await changeKit(ctx, kit.post.id, ["Alles anders"]);
    const page = await text(kit.path);
    expect(page).not.toContain(READY);
    expect(page).toContain("Das gilt für eine frühere Fassung der Anleitung.");
    expect(page).toContain("Gut erklärt.");
    expect(page).toContain("Neue Fassung bestätigen");
    await confirm("Noch besser.");
    const again = await text(kit.path);
    expect(again).toContain(READY);
    expect(again).toContain("Noch besser.");
    expect(again).not.toContain("frühere Fassung");
    expect(again).not.toContain("Gut erklärt.");
  });

  test("of several, one for the present version is shown before an older one for an earlier version", async () => {
    await insertConfirmation(ctx, kit.post.id, "Von früher.", true);
    expect(await text(kit.path, null)).toContain("Das gilt für eine frühere Fassung");
    await confirm("Von heute.");
    const page = await text(kit.path, null);
    expect(page).toContain("Von heute.");
    expect(page).not.toContain("Von früher.");
  });

  test("a sentence that is too long comes back with everything kept", async () => {
    const answer = await confirm(`Anfang ${"x".repeat(500)}`);
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain("Anfang xxx");
    expect(page).toContain('id="sentence-fehler"');
    expect(await outgoing(ctx)).toEqual([]);
  });
});

describe("who and what is refused", () => {
  test("nobody gets there, or says anything, without logging in", async () => {
    const page = await site.request(address());
    expect(page.headers.get("Location")).toContain("/anmelden?weiter=");
    expect((await site.request(address(), { form: { sentence: "" } })).status).toBe(401);
    expect((await site.request(`${address()}/zuruecknehmen`, { form: {} })).status).toBe(401);
    expect(await text(kit.path, null)).not.toContain(address());
    expect(await outgoing(ctx)).toEqual([]);
  });

  test("a form from another site is refused", async () => {
    const headers = { Origin: "https://evil.test" };
    const answer = await site.request(address(), { session, form: { sentence: "" }, headers });
    expect(answer.status).toBe(403);
    expect(await outgoing(ctx)).toEqual([]);
  });

  test("what our own district wrote cannot be confirmed here, by whichever address", async () => {
    const anna = await createMember(ctx, "anna");
    const own = await publishProjectNote(ctx, anna, { ...FULL_REQUEST, title: "Eigenes" });
    await forgetOutgoing(ctx);
    expect(await text(`/projekte/${own.slug}`)).not.toContain("einfach-handzuhaben");
    for (const path of [`/projekte/heslach.test/${own.id}`, `/projekte/degerloch.test/${own.id}`]) {
      const answer = await site.request(`${path}/einfach-handzuhaben`, { session, form: { sentence: "" } });
      expect(answer.status).toBe(404);
    }
    expect(await outgoing(ctx)).toEqual([]);
  });

  test("a note without steps, one that is not there, one on another host and one that is hidden are refused", async () => {
    const at = (path: string, id = kit.post.id) =>
      site.request(`/projekte/${path}/${id}/einfach-handzuhaben`, { session, form: { sentence: "" } });
    expect((await at("degerloch.test", "1")).status).toBe(404);
    expect((await at("sendling.test")).status).toBe(404);
    await ctx.db.update(projectNotes).set({ fields: SHORT_FIELDS }).where(eq(projectNotes.postId, kit.post.id));
    expect((await at("degerloch.test")).status).toBe(422);
    expect((await site.request(address(), { session })).status).toBe(404);
    expect(await text(kit.path)).not.toContain(address());
    await ctx.sql`update posts set visibility = 'direct' where id = ${kit.post.id}`;
    expect((await at("degerloch.test")).status).toBe(404);
    expect(await outgoing(ctx)).toEqual([]);
  });

  test("one member does not take back what another one said", async () => {
    await confirm();
    const cem = await createMember(ctx, "cem");
    const answer = await site.request(`${address()}/zuruecknehmen`, { session: await sessionOf(ctx, cem), form: {} });
    expect(answer.status).toBe(404);
    expect(await text(kit.path)).toContain(READY);
  });
});
