import { beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { adoptionsFor } from "../../../src/features/adoptions/adoptions.queries.ts";
import { MAX_ANSWER, MAX_LESSONS, QUESTIONS, SIDES } from "../../../src/features/adoptions/follow-ups.model.ts";
import { type FollowUp, followUpsOf } from "../../../src/features/adoptions/follow-ups.queries.ts";
import { adoptProject } from "../../../src/features/adoptions/usecases/adopt.ts";
import { answerAdoption } from "../../../src/features/adoptions/usecases/answer.ts";
import { askFollowUps } from "../../../src/features/adoptions/usecases/ask-follow-ups.ts";
import { answerFollowUp, passFollowUp } from "../../../src/features/adoptions/usecases/follow-up.ts";
import { changeProgress } from "../../../src/features/adoptions/usecases/progress.ts";
import { mailNews } from "../../../src/features/notifications/usecases/mail-news.ts";
import {
  answerInvitation,
  createOrganisation,
  inviteEditor,
} from "../../../src/features/organisations/organisations.usecases.ts";
import { requestOf } from "../../../src/features/project-notes/project-notes.model.ts";
import { projectNoteBySlug } from "../../../src/features/project-notes/project-notes.queries.ts";
import { deleteProjectNote } from "../../../src/features/project-notes/usecases/delete.ts";
import { editProjectNote } from "../../../src/features/project-notes/usecases/edit.ts";
import { type PublishedNote, publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { historyOf } from "../../../src/features/project-notes/versions.queries.ts";
import { processBackgroundJob } from "../../../src/federation/background.ts";
import { progress } from "../../support/adopting.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { startMailServer } from "../../support/mail-server.ts";
import { forgetOutgoing, outgoing } from "../../support/outbox.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { jobRows } from "../../support/queue.ts";
import { SHORT_REQUEST } from "../project-notes/notes.ts";

const DAY = 24 * 60 * 60 * 1000;
const mail = await startMailServer();
let ctx: TestCtx;
let site: TestApp;
/** Whose project it is, and who took it over. */
let anna: Account;
let ben: Account;
let origin: PublishedNote;
let adopted: PublishedNote;

beforeEach(async () => {
  ctx = await createTestCtx(mail.environment);
  await setUpDistrict(ctx);
  site = createTestApp(ctx);
  anna = await createMember(ctx, "anna");
  ben = await createMember(ctx, "ben");
  origin = await publishProjectNote(ctx, anna, { ...SHORT_REQUEST, title: "Lastenrad" });
  adopted = await adoptProject(ctx, ben, origin.id, { title: "Lastenrad Süd" });
});

const later = async (days: number): Promise<void> => {
  ctx.advance(days * DAY);
  await askFollowUps(ctx);
};
const asked = async (note: PublishedNote): Promise<FollowUp[]> => followUpsOf(ctx, note.id, 10);
const rounds = async (note: PublishedNote) => (await asked(note)).map(({ months, state }) => [months, state]);
const newest = async (note: PublishedNote): Promise<FollowUp> => {
  const [followUp] = await asked(note);
  if (!followUp) throw new Error("nothing was asked");
  return followUp;
};
const told = (who: Account) =>
  ctx.sql<{ path: string; title: string }[]>`
    select path, title from notifications where type = 'follow_up' and recipient_id = ${who.actorId} order by id`;
const session = (who: Account) => sessionOf(ctx, who);
const pathOf = async (note: PublishedNote) => `/projekte/${note.slug}/nachfrage/${(await newest(note)).id}`;
const lessonsOf = async (note: PublishedNote) => (await projectNoteBySlug(ctx, null, note.slug))?.fields.lessons;
const ADOPTER = { runs: "Ja, jeden Samstag.", different: "", advice: "" };
const ORIGIN = { heard: "", heardAs: "", changed: "", recommend: "", recommendAs: "" };

describe("whom we ask, and when", () => {
  test("both sides, each about its own, half a year and a year after the confirmation, each round once", async () => {
    await later(180);
    expect([await asked(origin), await asked(adopted)]).toEqual([[], []]);
    await later(5);
    await askFollowUps(ctx);
    expect(await asked(origin)).toMatchObject([
      { side: "origin", months: 6, state: "open", adopted: { title: "Lastenrad Süd", district: "Heslach" } },
    ]);
    expect(await asked(adopted)).toMatchObject([{ side: "adopter", months: 6, state: "open", adopted: null }]);
    expect(await told(anna)).toEqual([{ path: await pathOf(origin), title: "Lastenrad" }]);
    expect(await told(ben)).toEqual([{ path: await pathOf(adopted), title: "Lastenrad Süd" }]);
    await later(170);
    expect(await told(ben)).toHaveLength(1);
    await later(12);
    await askFollowUps(ctx);
    // What nobody answered is asked once, not twice.
    expect(await rounds(adopted)).toEqual([
      [12, "open"],
      [6, "passed"],
    ]);
    expect([await told(anna), await told(ben)]).toMatchObject([{ length: 2 }, { length: 2 }]);
    await later(1000);
    expect(await told(ben)).toHaveLength(2);
  });

  test("who was away on the day is asked later, and only once when both days were missed", async () => {
    await later(500);
    expect(await rounds(origin)).toEqual([[12, "open"]]);
    expect(await rounds(adopted)).toEqual([[12, "open"]]);
    expect(await told(ben)).toHaveLength(1);
  });

  test("the worker does it, and again the next day", async () => {
    ctx.advance(185 * DAY);
    await processBackgroundJob(ctx, JSON.stringify({ kind: "follow-ups" }));
    expect(await told(ben)).toHaveLength(1);
    const kinds = (await jobRows(ctx, "background")).map(({ payload }) => JSON.parse(payload).kind);
    expect(kinds.filter((kind) => kind === "follow-ups")).toHaveLength(1);
  });

  test("what was confirmed before the day was kept counts from its publication", async () => {
    await ctx.sql`update adoption_claims set confirmed_at = null`;
    await later(180);
    expect(await asked(adopted)).toEqual([]);
    await later(5);
    expect(await rounds(adopted)).toEqual([[6, "open"]]);
  });

  test("all who write the note are told, nobody else", async () => {
    const cem = await createMember(ctx, "cem");
    await editProjectNote(ctx, ben, adopted.id, { ...SHORT_REQUEST, title: "Lastenrad Süd" }, { coAuthors: ["cem"] });
    await later(185);
    expect(await told(cem)).toMatchObject([{ title: "Lastenrad Süd" }]);
    const rows = await ctx.sql`select 1 from notifications where type = 'follow_up'`;
    expect(rows).toHaveLength(3);
  });

  test("the mail with what is new brings the questions", async () => {
    await ctx.sql`delete from notifications`;
    await later(185);
    await mailNews(ctx);
    const letters = await mail.sent(ctx);
    expect(letters.map(({ to }) => to[0]).sort()).toEqual([anna.email, ben.email]);
    const letter = letters.find(({ to }) => to[0] === ben.email);
    expect(letter?.text).toContain("Wie ist es weitergegangen? Drei kurze Fragen");
    expect(letter?.text).toContain(`${ctx.origin}${await pathOf(adopted)}`);
  });

  const stop = () =>
    changeProgress(ctx, ben, adopted.id, progress({ state: "stopped", reason: "Zu wenige Leute.", outcome: "failed" }));
  const revoke = async () => {
    const [entry] = await adoptionsFor(ctx, origin.id, { limit: 1 });
    const answer = { answer: "revoke", reason: "" } as const;
    await answerAdoption(ctx, anna, origin.id, entry?.adoption.id ?? "", answer);
  };

  test.each<[string, () => Promise<unknown>]>([
    ["is stopped", () => stop()],
    ["is not confirmed any more", () => revoke()],
    ["is of a note that was removed", () => ctx.sql`update posts set removed_at = now() where id = ${adopted.id}`],
  ])("an adoption that %s: nobody is asked, and what was asked is over", async (_, end) => {
    await later(185);
    await end();
    expect(await rounds(origin)).toEqual([[6, "over"]]);
    const page = await site.request(await pathOf(origin), { session: await session(anna) });
    expect(await page.text()).toContain("Hier gibt es nichts mehr zu beantworten");
    const input = { ...ORIGIN, changed: "Nichts." };
    const late = answerFollowUp(ctx, anna, origin.id, (await newest(origin)).id, input);
    await expect(late).rejects.toMatchObject({ code: "adoptions.decided" });
    await later(200);
    expect(await rounds(origin)).toEqual([[6, "over"]]);
    expect(await rounds(adopted)).toEqual([[6, "over"]]);
    expect([await told(anna), await told(ben)]).toMatchObject([{ length: 1 }, { length: 1 }]);
  });

  test("of a deleted note nobody is asked, on neither side", async () => {
    await deleteProjectNote(ctx, ben, adopted.id);
    for (const { payload } of await jobRows(ctx, "background")) {
      if (payload.includes("note-deleted")) await processBackgroundJob(ctx, payload);
    }
    await later(185);
    expect([await asked(origin), await asked(adopted)]).toEqual([[], []]);
  });

  test("when the origin is deleted the adopter is asked all the same", async () => {
    await deleteProjectNote(ctx, anna, origin.id);
    await later(185);
    expect([await told(anna), await told(ben)]).toMatchObject([{ length: 0 }, { length: 1 }]);
  });
});

describe("the answers", () => {
  test("of the adopter become part of the note's lessons: an edit that everybody hears of", async () => {
    await changeProgress(ctx, ben, adopted.id, progress({ worked: ["Zu zweit anfangen."] }));
    await later(185);
    await forgetOutgoing(ctx);
    expect(await (await site.request("/projekte?q=Anh%C3%A4nger")).text()).not.toContain("Lastenrad Süd");
    const before = await projectNoteBySlug(ctx, ben, adopted.slug);
    const form = { runs: "Ja,\njeden Samstag.", different: "Der Anhänger fehlte.", advice: "Früh fragen." };
    const answer = await site.request(await pathOf(adopted), { session: await session(ben), form });
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, `/projekte/${adopted.slug}#gelernt`]);
    const after = await projectNoteBySlug(ctx, ben, adopted.slug);
    const mark = /^Nach 6 Monaten \(ben, \d{1,2}\. \p{L}+ \d{4}\)/u;
    const { worked = [], didNotWork = [], wouldChange = [] } = after?.fields.lessons ?? {};
    expect([...worked, ...didNotWork, ...wouldChange].map((line) => line.replace(mark, "…"))).toEqual([
      "Zu zweit anfangen.",
      "…: Ja, jeden Samstag.",
      "…, anders als im Paket: Der Anhänger fehlte.",
      "…, Rat an den nächsten Stadtteil: Früh fragen.",
    ]);
    expect(after?.version).toBe((before?.version ?? 0) + 1);
    expect((await historyOf(ctx, ben, adopted.id))[0]).toMatchObject({ version: after?.version, editorName: "ben" });
    const [update] = (await outgoing(ctx)).filter(({ type }) => type === "Update");
    expect((update?.activity.object as { content?: string } | undefined)?.content).toContain("Der Anhänger fehlte.");
    expect(await (await site.request("/projekte?q=Anh%C3%A4nger")).text()).toContain("Lastenrad Süd");
    expect(await rounds(adopted)).toEqual([[6, "answered"]]);
    expect(await rounds(origin)).toEqual([[6, "open"]]);
  });

  test("of the origin go where whoever answers says", async () => {
    await later(185);
    const form = {
      ...ORIGIN,
      heard: "Sie haben zwei Räder.",
      heardAs: "worked",
      changed: "Wir verleihen länger.",
      recommend: "Aber nur mit Werkstatt.",
      recommendAs: "wouldChange",
    };
    const answer = await site.request(await pathOf(origin), { session: await session(anna), form });
    expect(answer.status).toBe(303);
    expect(await lessonsOf(origin)).toMatchObject({
      worked: [expect.stringMatching(/^Nach 6 Monaten \(anna, .*\), gehört aus Heslach: Sie haben zwei Räder\.$/)],
      wouldChange: [
        expect.stringMatching(/seitdem geändert: Wir verleihen länger\.$/),
        expect.stringMatching(/würden wir weiterempfehlen: Ja, mit Änderungen\. Aber nur mit Werkstatt\.$/),
      ],
    });
    await later(185);
    const only = { ...ORIGIN, recommendAs: "didNotWork" };
    await site.request(await pathOf(origin), { session: await session(anna), form: only });
    expect((await lessonsOf(origin))?.didNotWork).toEqual([
      expect.stringMatching(/^Nach 12 Monaten \(.*würden wir weiterempfehlen: Nein$/),
    ]);
  });

  test("in an English note are marked in English, and for an organisation with its name", async () => {
    const input = { name: "Bürgerhaus", handle: "haus", sector: "civic", kind: "association" } as const;
    await createOrganisation(ctx, anna, input);
    await inviteEditor(ctx, anna, "haus", "ben");
    await answerInvitation(ctx, ben, "haus", true);
    const theirs = await adoptProject(ctx, ben, origin.id, { title: "Cargo bike", language: "en" }, { as: "haus" });
    await later(185);
    await answerFollowUp(ctx, ben, theirs.id, (await newest(theirs)).id, ADOPTER);
    expect(await lessonsOf(theirs)).toMatchObject({
      worked: [expect.stringMatching(/^After 6 months \(Bürgerhaus, /)],
    });
  });

  test.each(SIDES)("of the %s fit at their longest into a line of the lessons", async (side) => {
    const district = "d".repeat(200);
    await ctx.sql`update project_notes set district_name = ${district}`;
    await ctx.sql`update actors set name = ${"n".repeat(100)} where id in (${anna.actorId}, ${ben.actorId})`;
    await later(400);
    const [note, who] = side === "origin" ? [origin, anna] : [adopted, ben];
    const named = { ...who, name: "n".repeat(100) };
    const all = QUESTIONS[side].flatMap(({ name, lists }) => [
      [name, "ä".repeat(MAX_ANSWER)],
      ...(lists.length > 1 ? [[`${name}As`, lists[0]]] : []),
    ]);
    await answerFollowUp(ctx, named, note.id, (await newest(note)).id, Object.fromEntries(all));
    expect(await rounds(note)).toEqual([[12, "answered"]]);
  });

  test("when nothing, too much or half is said the form comes back with everything kept", async () => {
    await later(185);
    const post = async (note: PublishedNote, who: Account, form: Record<string, string>) => {
      const answer = await site.request(await pathOf(note), { session: await session(who), form });
      return { status: answer.status, html: await answer.text() };
    };
    const nothing = await post(adopted, ben, { runs: " ", different: "", advice: "" });
    expect(nothing).toMatchObject({ status: 422, html: expect.stringContaining("mindestens eine Frage") });
    const long = await post(adopted, ben, { ...ADOPTER, advice: `${"x".repeat(MAX_ANSWER)}y` });
    expect(long.status).toBe(422);
    expect(long.html).toContain("Ja, jeden Samstag.");
    expect(long.html).toContain('id="advice-fehler"');
    const half = await post(origin, anna, { ...ORIGIN, heard: "Es läuft <b>gut</b>.", recommendAs: "worked" });
    expect(half.status).toBe(422);
    expect(half.html).toContain("Es läuft &lt;b&gt;gut&lt;/b&gt;.");
    expect(half.html).toMatch(/name="recommendAs" value="worked" checked/);
    expect(half.html).toContain('href="#heardAs"');
    const forged = await post(origin, anna, { ...ORIGIN, heard: "x", heardAs: "wouldChange" });
    expect(forged.status).toBe(422);
    expect([await rounds(adopted), await rounds(origin)]).toEqual([[[6, "open"]], [[6, "open"]]]);
    expect(await lessonsOf(adopted)).toBeUndefined();
  });

  test("find no place in a list that is full, and are not lost", async () => {
    const lessons = { worked: Array.from({ length: MAX_LESSONS }, (_, index) => `Lehre ${index}`) };
    const fields = (await projectNoteBySlug(ctx, ben, adopted.slug))?.fields;
    await editProjectNote(ctx, ben, adopted.id, { ...(fields && requestOf(fields)), lessons });
    await later(185);
    const answer = await site.request(await pathOf(adopted), { session: await session(ben), form: ADOPTER });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain("passt nichts mehr");
    expect(html).toContain("Ja, jeden Samstag.");
    expect(await rounds(adopted)).toEqual([[6, "open"]]);
  });

  test("are given once, even when two give them at the same time", async () => {
    await later(185);
    const { id } = await newest(adopted);
    const both = await Promise.allSettled([1, 2].map(() => answerFollowUp(ctx, ben, adopted.id, id, ADOPTER)));
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await lessonsOf(adopted))?.worked).toHaveLength(1);
  });
});

describe("not now, and not any more", () => {
  test("who passes is asked in the next round, and after the last one never again", async () => {
    await later(185);
    const path = await pathOf(adopted);
    const page = await (await site.request(path, { session: await session(ben) })).text();
    expect(page).toContain("in einem halben Jahr noch einmal");
    const answer = await site.request(`${path}/spaeter`, { session: await session(ben), form: {} });
    expect(answer.headers.get("Location")).toBe(`/projekte/${adopted.slug}`);
    expect(await rounds(adopted)).toEqual([[6, "passed"]]);
    const again = await site.request(`${path}/spaeter`, { session: await session(ben), form: {} });
    expect(again.status).toBe(422);
    expect(await told(ben)).toHaveLength(1);
    await later(185);
    await passFollowUp(ctx, ben, adopted.id, (await newest(adopted)).id);
    await later(400);
    expect(await rounds(adopted)).toEqual([
      [12, "passed"],
      [6, "passed"],
    ]);
    expect(await lessonsOf(adopted)).toBeUndefined();
  });

  test('"it has ended" leads to stopping, where the reason is asked for and without it nothing is stopped', async () => {
    await later(185);
    const page = await (await site.request(await pathOf(adopted), { session: await session(ben) })).text();
    const stop = `/projekte/${adopted.slug}/uebernahme?stand=stopped`;
    expect(page).toContain(`href="${stop}"`);
    const form = await (await site.request(stop, { session: await session(ben) })).text();
    expect(form).toMatch(/value="stopped" checked/);
    const theirs = await (await site.request(await pathOf(origin), { session: await session(anna) })).text();
    expect(theirs).not.toContain("stand=stopped");
  });
});

describe("who may", () => {
  test("only the people of the note and admins: nobody else sees the questions, answers them or passes them", async () => {
    const admin = await createMember(ctx, "mia", "admin");
    await later(185);
    const path = await pathOf(adopted);
    const { id } = await newest(adopted);
    expect((await site.request(path)).headers.get("Location")).toContain("/anmelden?weiter=");
    expect((await site.request(path, { form: ADOPTER })).status).toBe(401);
    expect((await site.request(`${path}/spaeter`, { form: {} })).status).toBe(401);
    // Anna is asked about her own note; Ben's answers are none of hers.
    expect((await site.request(path, { session: await session(anna) })).status).toBe(404);
    expect((await site.request(path, { session: await session(anna), form: ADOPTER })).status).toBe(404);
    expect((await site.request(`${path}/spaeter`, { session: await session(anna), form: {} })).status).toBe(404);
    await expect(answerFollowUp(ctx, anna, adopted.id, id, ADOPTER)).rejects.toMatchObject({
      code: "project-notes.not-yours",
    });
    await expect(passFollowUp(ctx, anna, adopted.id, id)).rejects.toMatchObject({ code: "project-notes.not-yours" });
    // Nor does one's own note open the questions of another one.
    await expect(answerFollowUp(ctx, anna, origin.id, id, ADOPTER)).rejects.toMatchObject({
      code: "adoptions.follow-up-not-found",
    });
    const mixed = `/projekte/${origin.slug}/nachfrage/${id}`;
    expect((await site.request(mixed, { session: await session(anna) })).status).toBe(404);
    expect(await rounds(adopted)).toEqual([[6, "open"]]);
    expect((await site.request(path, { session: await session(admin), form: ADOPTER })).status).toBe(303);
    expect((await lessonsOf(adopted))?.worked?.[0]).toContain("(mia, ");
  });

  test("the state stands on the note's page for its people only", async () => {
    await later(185);
    const page = async (who?: Account) =>
      (await site.request(`/projekte/${adopted.slug}`, who && { session: await session(who) })).text();
    expect(await page(ben)).toContain(`href="${await pathOf(adopted)}"`);
    for (const who of [anna, undefined]) expect(await page(who)).not.toContain("Wie es weiterging");
    await answerFollowUp(ctx, ben, adopted.id, (await newest(adopted)).id, ADOPTER);
    expect(await page(ben)).toMatch(/Nach 6 Monaten: beantwortet am \d/);
    expect(await page()).toContain("Ja, jeden Samstag.");
  });
});
