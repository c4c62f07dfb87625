import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Activity, activitiesIn } from "./front.ts";
import { idIn, type Lab, openLab, sentIn, targetOf, totalOf } from "./lab.ts";
import { SNAC_HOST, statusId } from "./snac.ts";

/**
 * One story between our built product (district `heslach`, anna) and snac2 (sally), over https with real signatures.
 * Every test goes on where the one before ended.
 */

let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
});

afterAll(() => lab?.close());

beforeEach(({ onTestFailed }) => {
  onTestFailed(() => console.error(`snac:\n${lab.snac.log().split("\n").slice(-60).join("\n")}`));
});

const PROJECTS = "/api/v1/stadtteil/projects";

const NOTE = {
  title: "Repair Café im Waschsalon",
  summary: "Einmal im Monat reparieren Nachbarinnen und Nachbarn gemeinsam, was kaputt ist.",
  goal: "Weniger Müll, mehr Bekanntschaften.",
  targetGroups: ["Ältere", "Familien"],
  measures: "Ein Samstag im Monat, vier Tische, zwei Fachkräfte.",
  outcome: "mixed",
};

interface Note {
  readonly id: string;
  readonly uri: string;
  readonly url: string;
  readonly stats: { readonly replies: number; readonly likes: number; readonly boosts: number };
}

/** What the tests before have made. */
const known = { district: "", anna: "", note: {} as Note, comment: "", annasAnswer: "", sallysNote: "" };

const noteNow = async (): Promise<Note> =>
  (await (await lab.heslach.api("GET", `${PROJECTS}/${known.note.id}`)).json()) as Note;
const notePage = async (): Promise<string> => (await lab.heslach.page(known.note.url)).html;
const homePage = async (): Promise<string> => (await lab.heslach.page("/")).html;

const followersOf = (actor: string): Promise<number> => totalOf(lab, actor, "followers");
const sentToSnac = (type: string): Activity[] => sentIn(lab, type);

test("snac finds the district and a person by WebFinger", async () => {
  for (const name of ["heslach", "anna"] as const) {
    const said = await lab.snac.command("webfinger", `@${name}@${lab.heslach.host}`);
    expect(said).toContain("status: 200");
    expect(said).toContain(`uid: ${name}@${lab.heslach.host}`);
    const actor = /^actor: (https:\S+)$/m.exec(said)?.[1] ?? "";
    expect(actor).toMatch(new RegExp(`^https://${lab.heslach.host}/ap/a/[0-9]+$`));
    known[name === "anna" ? "anna" : "district"] = actor;
  }
});

test("sally follows the district and anna, and both accept", async () => {
  for (const [handle, actor] of [
    ["heslach", known.district],
    ["anna", known.anna],
  ] as const) {
    await lab.snac.command("follow", "sally", `@${handle}@${lab.heslach.host}`);
    await expect.poll(() => lab.snac.following(actor)?.type).toBe("Accept");
    expect(lab.snac.following(actor)).toMatchObject({
      actor,
      object: { type: "Follow", actor: lab.snac.sally, object: actor },
    });
    expect(await followersOf(actor)).toBe(1);
  }
});

test("a project note reaches snac as an Article, with one boost by the district", async () => {
  const answer = await lab.heslach.api("POST", PROJECTS, NOTE);
  expect(answer.status).toBe(201);
  known.note = (await answer.json()) as Note;
  const { uri, url } = known.note;
  await expect
    .poll(() => lab.snac.stored(uri))
    .toMatchObject({
      id: uri,
      type: "Article",
      name: NOTE.title,
      summary: NOTE.summary,
      url,
      attributedTo: known.anna,
    });
  await expect.poll(() => sentToSnac("Announce").map(targetOf)).toEqual([uri]);
  expect(sentToSnac("Announce")[0]).toMatchObject({ actor: known.district, object: uri });
  expect(sentToSnac("Create").map(targetOf)).toEqual([uri]);
  await expect.poll(lab.snac.timeline).toContain("Heslach</a> boosted");
  const read = await lab.snac.timeline();
  for (const part of [`<h3 class="snac-entry-title">${NOTE.title}</h3>`, `<p>${NOTE.summary}</p>`, `href="${url}"`]) {
    expect(read.split(part)).toHaveLength(2);
  }
});

test("an edit arrives", async () => {
  const title = "Repair Café: was wir gelernt haben";
  expect((await lab.heslach.api("PATCH", `${PROJECTS}/${known.note.id}`, { title })).status).toBe(200);
  await expect.poll(() => lab.snac.stored(known.note.uri)?.name).toBe(title);
});

test("sally's answer stands below the note, made harmless", async () => {
  const made = await lab.snac.api("/api/v1/statuses", {
    status: "Das machen wir **auch**! <script>alert(1)</script> https://example.org/tisch",
    in_reply_to_id: statusId(known.note.uri),
  });
  known.comment = String(made.uri);
  await expect.poll(async () => (await noteNow()).stats.replies).toBe(1);
  const sent = activitiesIn(lab.heslach.exchanges).find(({ activity }) => targetOf(activity) === known.comment);
  expect(sent?.activity.object).toMatchObject({ content: expect.stringContaining("<script>alert") });
  const page = await notePage();
  expect(page).toContain("Das machen wir <b>auch</b>!");
  expect(page).not.toContain("<script>alert");
});

test("anna's answers by form reach snac, below the note and below sally's answer", async () => {
  const path = new URL(known.note.url).pathname;
  const first = await lab.heslach.page(`${path}/kommentieren`, { text: "Wer bringt am Samstag Kuchen mit?" });
  expect(first).toMatchObject({ status: 303 });
  const sallysId = /id="antwort-([0-9]+)"/.exec(await notePage())?.[1] ?? "";
  const second = await lab.heslach.page(`${path}/kommentieren`, {
    text: "Gern, wir zeigen Ihnen alles.",
    auf: sallysId,
  });
  expect(second).toMatchObject({ status: 303 });
  const answers = [first, second].map(({ location }) => `https://${lab.heslach.host}/ap/o/${idIn(location)}`);
  const [toTheNote = "", toSally = ""] = answers;
  known.annasAnswer = toTheNote;
  await expect
    .poll(() => lab.snac.stored(toTheNote))
    .toMatchObject({
      type: "Note",
      inReplyTo: known.note.uri,
      attributedTo: known.anna,
      content: expect.stringContaining("Kuchen"),
    });
  await expect.poll(() => lab.snac.stored(toSally)).toMatchObject({ inReplyTo: known.comment });
});

test("sally's like and boost are counted, and taken back, and counted again", async () => {
  const status = `/api/v1/statuses/${statusId(known.note.uri)}`;
  const counts = async (): Promise<unknown> => (await noteNow()).stats;
  for (const verb of ["favourite", "reblog"]) await lab.snac.api(`${status}/${verb}`, {});
  await expect.poll(counts).toMatchObject({ likes: 1, boosts: 1 });
  for (const verb of ["unfavourite", "unreblog"]) await lab.snac.api(`${status}/${verb}`, {});
  await expect.poll(counts).toMatchObject({ likes: 0, boosts: 0 });
  // With the ids of the first ones: snac makes them from the post's.
  for (const verb of ["favourite", "reblog"]) await lab.snac.api(`${status}/${verb}`, {});
  await expect.poll(counts).toMatchObject({ likes: 1, boosts: 1 });
});

test("anna follows sally, and her post stands on the start page", async () => {
  const followed = await lab.heslach.stv("follow", `@sally@${SNAC_HOST}`, "--as", "anna", "--wait", "60");
  expect(followed).toMatchObject({ uri: lab.snac.sally, state: "accepted" });
  expect(lab.snac.isFollower(known.anna)).toBe(true);
  const made = await lab.snac.api("/api/v1/statuses", { status: "Heute ist Flohmarkt an der Matthäuskirche." });
  known.sallysNote = String(made.uri);
  await expect.poll(homePage).toContain("Flohmarkt an der Matthäuskirche");
});

test("sally's edit and deletion are applied", async () => {
  const content = "Der Flohmarkt ist auf Sonntag verschoben.";
  expect(await lab.snac.form("/sally/admin/note", { content, edit_id: known.sallysNote })).toBe(303);
  await expect.poll(homePage).toContain("auf Sonntag verschoben");
  expect(await homePage()).not.toContain("Matthäuskirche");
  expect(await lab.snac.form("/sally/admin/action", { id: known.sallysNote, action: "Delete" })).toBe(303);
  await expect.poll(homePage).not.toContain("auf Sonntag verschoben");
});

test("answers are deleted in both directions", async () => {
  expect(await lab.snac.form("/sally/admin/action", { id: known.comment, action: "Delete" })).toBe(303);
  await expect.poll(notePage).not.toContain("Das machen wir");
  const path = `${new URL(known.note.url).pathname}/kommentare/${idIn(known.annasAnswer)}/loeschen`;
  expect(await lab.heslach.page(path, { sicher: "ja" })).toMatchObject({ status: 303 });
  await expect.poll(() => lab.snac.stored(known.annasAnswer)).toBeNull();
});

test("anna finds sally by search and unfollows her", async () => {
  const { html } = await lab.heslach.page(`/suche?q=${encodeURIComponent(`@sally@${SNAC_HOST}`)}`);
  const wem = /name="wem" value="([0-9]+)"/.exec(html)?.[1] ?? "";
  expect(html).toContain('action="/entfolgen"');
  expect(await lab.heslach.page("/entfolgen", { wem })).toMatchObject({ status: 303 });
  await expect.poll(() => lab.snac.isFollower(known.anna)).toBe(false);
});

test("sally unfollows, and nobody follows any more", async () => {
  for (const actor of [known.district, known.anna]) {
    await lab.snac.command("unfollow", "sally", actor);
    await expect.poll(() => followersOf(actor)).toBe(0);
  }
});

test("the deletion of the note reaches even who unfollowed, and its id answers 410", async () => {
  expect((await lab.heslach.api("DELETE", `${PROJECTS}/${known.note.id}`)).ok).toBe(true);
  await expect.poll(() => lab.snac.stored(known.note.uri)).toBeNull();
  const answer = await lab.heslach.activityPub(known.note.uri);
  expect(answer.status).toBe(410);
  expect(await answer.json()).toMatchObject({ type: "Tombstone", id: known.note.uri });
});

test("all in all nothing was refused on either side, nothing failed here, and the note was boosted once", () => {
  const { snac, heslach } = lab;
  expect(heslach.exchanges.filter(({ status }) => status >= 500)).toEqual([]);
  const received = activitiesIn(heslach.exchanges);
  expect(received.filter(({ status }) => status !== 202)).toEqual([]);
  expect(new Set(received.map(({ activity }) => activity.type))).toEqual(
    new Set(["Follow", "Accept", "Create", "Update", "Delete", "Like", "Announce", "Undo"]),
  );
  expect(sentToSnac("Announce").map(targetOf)).toEqual([known.note.uri]);
  // snac answers 202 to everything and says later what it thinks of it.
  expect(snac.log()).not.toMatch(/bad signature|digest check|malformed|SUSPICIOUS|unsupported|JSON error|rejected/i);
});
