import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Fields } from "./district.ts";
import { activitiesIn } from "./front.ts";
import { idIn, type Lab, openLab, sentIn, targetOf, totalOf } from "./lab.ts";
import { SNAC_HOST, statusId } from "./snac.ts";

/**
 * A neighbour on a Mastodon-compatible server (sally, snac2) in a working group of our built product (district `heslach`,
 * moderated by anna): follows it, posts, answers, is moderated, and leaves. Every test goes on where the one before ended.
 */

let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
});

afterAll(() => lab?.close());

beforeEach(({ onTestFailed }) => {
  onTestFailed(() => console.error(`snac:\n${lab.snac.log().split("\n").slice(-60).join("\n")}`));
});

const GROUP = "/gruppen/garten";
const MENTION = "@garten@heslach.stv.test";

/** What the tests before have made: ids of actors and posts, and paths of pages. */
const known = { group: "", anna: "", sallysRow: "", thread: "", threadPath: "", answer: "", second: "", poll: "" };

const html = async (path: string): Promise<string> => (await lab.heslach.page(path)).html;
const groupPage = (): Promise<string> => html(GROUP);
const managePage = (): Promise<string> => html(`${GROUP}/moderation`);

/** Sends a form that must be taken; where it leads to. */
async function sent(path: string, fields: Fields): Promise<string> {
  const { status, location, html: page } = await lab.heslach.page(path, fields);
  expect(status, page).toBe(303);
  return location;
}

const objectOf = (location: string): string => `https://${lab.heslach.host}/ap/o/${idIn(location)}`;

/** Publishes a post as anna. @returns its id */
const annaPosts = async (fuer: string, text: string, more: [string, string][] = []): Promise<string> =>
  objectOf(await sent("/schreiben/beitrag", [["fuer", fuer], ["text", text], ["sprache", "de"], ...more]));

const sallyPosts = async (status: string, more: Record<string, string> = {}): Promise<string> =>
  String((await lab.snac.api("/api/v1/statuses", { status, ...more })).uri);

/** The path of the page that a thread of the group has, by its title. */
const pathOfThread = (page: string, title: string): string =>
  new RegExp(`href="(${GROUP}/[0-9]+)"[^>]*>\\s*(?:<bdi>)?${title}`).exec(page)?.[1] ?? "";

interface Queue {
  readonly queue: string;
  readonly ready: number;
  readonly waiting: number;
  readonly running: number;
}

/** Everything that came in from snac or goes out to it is worked off. */
const worked = async (): Promise<void> =>
  expect
    .poll(
      async () => {
        const { queues } = (await lab.heslach.stv("queue", "status")) as { queues: Queue[] };
        const left = queues.filter(({ queue }) => queue !== "background");
        return left.reduce((sum, { ready, waiting, running }) => sum + ready + waiting + running, 0);
      },
      { interval: 500 },
    )
    .toBe(0);

/** snac posted something to us, and it was answered. */
const taken = (uri: string): Promise<void> =>
  expect
    .poll(() => activitiesIn(lab.heslach.exchanges).find(({ activity }) => targetOf(activity) === uri)?.status)
    .toBe(202);

/** Who is in the group: anna, who founded it, and sally or not. */
const members = (): Promise<number> => totalOf(lab, known.group, "followers");

const moderate = (fields: Record<string, string>): Promise<string> =>
  sent(`${GROUP}/moderation`, { actorId: known.sallysRow, zurueck: GROUP, reason: "", days: "", ...fields });

test("sally follows the working group", async () => {
  const about = "Wir gießen, jäten und ernten hinter der Matthäuskirche.";
  expect(await sent("/gruppen/neu", { name: "Garten", handle: "garten", about, mode: "open" })).toBe(GROUP);
  const said = await lab.snac.command("webfinger", MENTION);
  known.group = /^actor: (https:\S+)$/m.exec(said)?.[1] ?? "";
  await lab.snac.command("follow", "sally", MENTION);
  await expect.poll(() => lab.snac.following(known.group)?.type).toBe("Accept");
  expect(await members()).toBe(2);
});

test("her first post waits for a moderator, its first line is the title, and it comes back as one boost", async () => {
  known.thread = await sallyPosts(`${MENTION} Wer gießt im August?\n\nIch bin **zwei** Wochen nicht da.`);
  await expect.poll(managePage).toContain("Wer gießt im August?");
  expect(await groupPage()).not.toContain("Wer gießt im August?");
  expect(sentIn(lab, "Announce")).toEqual([]);
  const review = new RegExp(`${GROUP}/pruefung/[0-9]+`).exec(await managePage())?.[0] ?? "";
  await sent(review, { antwort: "admit" });
  known.threadPath = pathOfThread(await groupPage(), "Wer gießt im August?");
  expect(await html(known.threadPath)).toContain("<b>zwei</b> Wochen");
  await expect.poll(() => sentIn(lab, "Announce").map(targetOf)).toEqual([known.thread]);
  expect(sentIn(lab, "Announce")[0]).toMatchObject({ actor: known.group, object: known.thread });
  await expect.poll(lab.snac.log).toContain(`new 'Announce' ${known.group} ${known.thread}`);
  await worked();
  expect(sentIn(lab, "Announce")).toHaveLength(1);
});

test("a member answers, sally sees it and answers back", async () => {
  const location = await sent(known.threadPath, { text: "Ich gieße gern, wo liegt der Schlauch?" });
  known.answer = objectOf(location);
  await expect
    .poll(() => lab.snac.stored(known.answer))
    .toMatchObject({ type: "Note", inReplyTo: known.thread, content: expect.stringContaining("Schlauch") });
  await expect.poll(lab.snac.timeline).toContain("wo liegt der Schlauch?");
  known.anna = String(lab.snac.stored(known.answer)?.attributedTo);
  await sallyPosts("Im Schuppen, links.", { in_reply_to_id: statusId(known.answer) });
  await expect.poll(() => html(known.threadPath)).toContain("Im Schuppen, links.");
  // An answer is no thread, and no answer is boosted (check 52).
  await worked();
  expect(await groupPage()).not.toContain("Im Schuppen, links.");
  expect(sentIn(lab, "Announce")).toHaveLength(1);
});

test("likes and boosts are counted on both sides", async () => {
  const status = `/api/v1/statuses/${statusId(known.answer)}`;
  for (const verb of ["favourite", "reblog"]) await lab.snac.api(`${status}/${verb}`, {});
  const page = `/@anna/${idIn(known.answer)}`;
  await expect.poll(() => html(page)).toContain("1-mal „Gefällt mir“, 1-mal geteilt");
  const beitrag = idIn(known.threadPath);
  for (const was of ["like", "boost"]) await sent("/reagieren", { beitrag, was, zurueck: known.threadPath });
  await expect.poll(lab.snac.log).toContain(`new 'Like' ${known.anna} ${known.thread}`);
  await expect.poll(lab.snac.log).toContain(`new 'Announce' ${known.anna} ${known.thread}`);
});

test("her edit arrives, and the thread has its new title", async () => {
  const content = `${MENTION} Wer gießt im September?\n\nVerschoben.`;
  expect(await lab.snac.form("/sally/admin/note", { content, edit_id: known.thread })).toBe(303);
  await expect.poll(groupPage).toContain("Wer gießt im September?");
  expect(await groupPage()).not.toContain("im August?");
  expect(await html(known.threadPath)).toContain("Verschoben.");
});

test("a thread that a member opens reaches sally by the group's boost, once", async () => {
  const location = await sent(GROUP, { titel: "Ernte am Samstag", text: "Bringen Sie Körbe mit." });
  const uri = objectOf(location);
  await expect.poll(() => lab.snac.stored(uri)).toMatchObject({ type: "Article", name: "Ernte am Samstag" });
  await expect.poll(lab.snac.timeline).toContain("Ernte am Samstag");
  await worked();
  const boosts = sentIn(lab, "Announce").filter((activity) => targetOf(activity) === uri);
  expect(boosts).toMatchObject([{ actor: known.group }]);
});

test("her next thread stands at once; a moderator removes it, and its boost is taken back", async () => {
  known.second = await sallyPosts(`${MENTION} Kaufen Sie meine Uhren!\n\nNur heute.`);
  await expect.poll(groupPage).toContain("Kaufen Sie meine Uhren!");
  const path = pathOfThread(await groupPage(), "Kaufen Sie meine Uhren!");
  await expect.poll(() => sentIn(lab, "Announce").map(targetOf)).toContain(known.second);
  known.sallysRow = /name="actorId" value="([0-9]+)"/.exec(await html(path))?.[1] ?? "";
  await moderate({ action: "remove", postId: idIn(path), reason: "Werbung" });
  expect(await groupPage()).not.toContain("Kaufen Sie meine Uhren!");
  expect((await lab.heslach.page(path)).status).toBe(404);
  expect(await html(`${GROUP}/protokoll`)).toContain("Werbung");
  await expect
    .poll(() => sentIn(lab, "Undo").map(({ actor, object }) => ({ actor, object })))
    .toMatchObject([{ actor: known.group, object: { type: "Announce", object: known.second } }]);
  await expect.poll(lab.snac.log).toContain(`Unboost for ${known.second}`);
});

test("whom a moderator bans is told so, and is not heard any more: answered 202, without effect", async () => {
  await moderate({ action: "ban", reason: "Werbung, zum zweiten Mal" });
  await expect.poll(() => sentIn(lab, "Reject").map(({ actor }) => actor)).toEqual([known.group]);
  expect(await members()).toBe(1);
  const [thread, answer] = [
    await sallyPosts(`${MENTION} Noch mehr Uhren!`),
    await sallyPosts("Und im Thread auch: Uhren!", { in_reply_to_id: statusId(known.answer) }),
  ];
  for (const uri of [thread, answer]) await taken(uri);
  await worked();
  for (const page of [await groupPage(), await managePage(), await html(known.threadPath)]) {
    expect(page).not.toMatch(/Noch mehr Uhren|Und im Thread auch/);
  }
});

test("the ban is lifted: she follows again and is heard at once", async () => {
  await moderate({ action: "unban" });
  // snac takes no notice of a Reject: there she never left.
  await lab.snac.command("follow", "sally", MENTION);
  await expect.poll(members).toBe(2);
  const uri = await sallyPosts(`${MENTION} Ich bringe Kuchen mit`);
  await expect.poll(groupPage).toContain("Ich bringe Kuchen mit");
  await expect.poll(() => sentIn(lab, "Announce").filter((one) => targetOf(one) === uri)).toHaveLength(1);
});

test("direct messages reach the other in both directions, and nobody else", async () => {
  const ours = await annaPosts("direct", `@sally@${SNAC_HOST} Unter uns: der Schlüssel liegt unter der Matte.`);
  await expect.poll(() => lab.snac.stored(ours)).toMatchObject({ to: [lab.snac.sally], cc: [] });
  await expect.poll(lab.snac.timeline).toContain("unter der Matte");
  await sallyPosts("Danke, ich sage es nicht weiter.", {
    in_reply_to_id: statusId(ours),
    visibility: "direct",
  });
  await expect.poll(() => html(`/@anna/${idIn(ours)}`)).toContain("ich sage es nicht weiter");
  await sallyPosts(`@anna@${lab.heslach.host} Ganz leise: Überraschung am Samstag.`, { visibility: "direct" });
  await expect.poll(() => html("/beitraege")).toContain("Überraschung am Samstag");
  const secrets = ["unter der Matte", "ich sage es nicht weiter", "Überraschung am Samstag"];
  for (const path of [`/@anna/${idIn(ours)}`, "/beitraege", GROUP]) {
    const page = await (await fetch(`https://${lab.heslach.host}${path}`)).text();
    for (const secret of secrets) expect(page).not.toContain(secret);
  }
  expect((await lab.heslach.activityPub(ours)).status).toBe(404);
});

test("a post for followers reaches sally, who follows anna", async () => {
  await lab.snac.command("follow", "sally", `@anna@${lab.heslach.host}`);
  await expect.poll(() => lab.snac.following(known.anna)?.type).toBe("Accept");
  const uri = await annaPosts("followers", "Nur für alle, die mir folgen: ich ziehe um.");
  await expect.poll(() => lab.snac.stored(uri)).toMatchObject({ to: [`${known.anna}/followers`] });
  await expect.poll(lab.snac.timeline).toContain("ich ziehe um");
  expect((await lab.heslach.activityPub(uri)).status).toBe(404);
});

test("her vote in a poll of ours is counted", async () => {
  known.poll = await annaPosts("public", "Wann treffen wir uns?", [
    ["wahl", "Samstag"],
    ["wahl", "Sonntag"],
    ["dauer", "24"],
  ]);
  await expect.poll(() => lab.snac.stored(known.poll)).toMatchObject({ type: "Question" });
  const vote = { irt: known.poll, actor: known.anna, question: "Sonntag" };
  expect(await lab.snac.form("/sally/admin/vote", vote)).toBe(303);
  const tally = async (): Promise<unknown> => (await lab.heslach.activityPub(known.poll)).json();
  await expect.poll(tally).toMatchObject({
    votersCount: 1,
    oneOf: [
      { name: "Samstag", replies: { totalItems: 0 } },
      { name: "Sonntag", replies: { totalItems: 1 } },
    ],
  });
  await expect.poll(() => lab.snac.stored(known.poll)).toMatchObject({ votersCount: 1 });
});

test("anna's vote in a poll of sally's is counted there, and comes back", async () => {
  await lab.heslach.stv("follow", `@sally@${SNAC_HOST}`, "--as", "anna", "--wait", "60");
  const question = {
    content: "Kartoffeln oder Bohnen?",
    poll_options: "Kartoffeln\nBohnen",
    poll_multiple: "off",
    poll_end_secs: "3600",
  };
  expect(await lab.snac.form("/sally/admin/note", question)).toBe(303);
  await expect.poll(() => html("/beitraege")).toContain("Kartoffeln oder Bohnen?");
  const page = await html("/beitraege");
  const beitrag =
    /action="\/abstimmen"[^>]*>\s*<input type="hidden" name="beitrag" value="([0-9]+)"/.exec(page)?.[1] ?? "";
  await sent("/abstimmen", { beitrag, wahl: "1", zurueck: "/beitraege" });
  const uri = () => activitiesIn(lab.heslach.exchanges).find(({ body }) => body.includes("Kartoffeln oder"))?.activity;
  const poll = String(targetOf(uri() ?? { type: "", id: "", actor: "", object: null }));
  await expect
    .poll(() => lab.snac.stored(poll))
    .toMatchObject({ oneOf: [{ replies: { totalItems: 0 } }, { name: "Bohnen", replies: { totalItems: 1 } }] });
});

test("she leaves, and nothing reaches her any more", async () => {
  for (const actor of [known.group, known.anna]) await lab.snac.command("unfollow", "sally", actor);
  await expect.poll(members).toBe(1);
  await expect.poll(() => totalOf(lab, known.anna, "followers")).toBe(0);
  await worked();
  const before = activitiesIn(lab.snac.exchanges).length;
  await sent(GROUP, { titel: "Nach dem Abschied", text: "Wer ist noch da?" });
  await annaPosts("public", "Auch das hört sally nicht mehr.");
  await annaPosts("followers", "Und das erst recht nicht.");
  await worked();
  const later = activitiesIn(lab.snac.exchanges).slice(before);
  expect(later.filter(({ activity }) => activity.actor.startsWith(`https://${lab.heslach.host}/`))).toEqual([]);
});

test("all in all nothing was refused on either side, and nothing failed here", () => {
  const { snac, heslach } = lab;
  expect(heslach.exchanges.filter(({ status }) => status >= 500)).toEqual([]);
  expect(activitiesIn(heslach.exchanges).filter(({ status }) => status !== 202)).toEqual([]);
  expect(snac.log()).not.toMatch(/bad signature|digest check|malformed|SUSPICIOUS|unsupported|JSON error|rejected/i);
});
