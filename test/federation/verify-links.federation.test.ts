import { beforeAll, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { actorById } from "../../src/features/actors/actors.queries.ts";
import { updateProfile } from "../../src/features/actors/actors.usecases.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import { createPeer, type Peer } from "../support/peer.ts";
import { createMember } from "../support/people.ts";
import { jobRows } from "../support/queue.ts";

let here: Instance;
let web: Peer;
let anna: Account;

beforeAll(async () => {
  here = await createInstance();
  web = await createPeer(here.network, "anna.test", here.ctx.now);
  anna = await createMember(here.ctx, "anna");
});

interface PageAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}

const page = (body: string, type = "text/html; charset=utf-8", status = 200): PageAnswer => ({
  status,
  headers: { "content-type": type },
  text: body,
});

/** Saves a profile whose one field leads to the page, and does the job that this asks for. */
async function verifiedFor(
  answer: ReturnType<typeof page>,
  address = "https://anna.test/",
): Promise<string | undefined> {
  web.serve("/", answer);
  const fields = [{ name: "Webseite", value: address }];
  await updateProfile(here.ctx, anna, { name: "Anna", summary: "", fields });
  const jobs = await jobRows(here.ctx, "background");
  const job = jobs.find(({ payload }) => payload.includes("verify-links"));
  await here.ctx.sql`delete from jobs where queue = 'background'`;
  await processBackgroundJob(here.ctx, job?.payload ?? "");
  return (await actorById(here.ctx, anna.actorId))?.fields[0]?.verifiedAt;
}

test.each([
  '<p>Ich <a href="https://heslach.test/@anna" rel="nofollow me">hier</a></p>',
  '<head><link href="https://heslach.test/@anna/" rel="ME"></head>',
  "<a rel=me href=https://heslach.test/@anna>x</a>",
])("a page that links back with rel=me is noted with the date: %s", async (html) => {
  expect(await verifiedFor(page(html))).toBe(here.ctx.now().toISOString());
});

test("also by the account's id", async () => {
  const { uri } = (await actorById(here.ctx, anna.actorId))!;
  expect(await verifiedFor(page(`<a rel="me" href="${uri}">x</a>`))).toBeDefined();
});

test.each([
  ["no rel=me", page('<a href="https://heslach.test/@anna">x</a>')],
  ["somebody else's profile", page('<a rel="me" href="https://heslach.test/@anna2">x</a>')],
  ["our name in front of another", page('<a rel="me" href="https://heslach.test.evil.test/@anna">x</a>')],
  ["our address as user information", page('<a rel="me" href="https://heslach.test@evil.test/@anna">x</a>')],
  ["our address in the text only", page('<a rel="me" href="https://evil.test/">https://heslach.test/@anna</a>')],
  ["our address as a fragment", page('<a rel="me" href="https://evil.test/#https://heslach.test/@anna">x</a>')],
  ["markup inside the address", page('<a rel="me" href="https://heslach.test/<b>@anna</b>">x</a>')],
  ["a link in a comment", page('<!-- <a rel="me" href="https://heslach.test/@anna">x</a> -->')],
  ["no HTML", page('<a rel="me" href="https://heslach.test/@anna">x</a>', "text/plain")],
  ["an error page", page('<a rel="me" href="https://heslach.test/@anna">x</a>', "text/html", 500)],
  ["more than 1 MiB", page(`${" ".repeat(1024 * 1024)}<a rel="me" href="https://heslach.test/@anna">x</a>`)],
])("T118 not verified: %s", async (_name, answer) => {
  expect(await verifiedFor(answer)).toBeUndefined();
});

test("a page that is not there any more loses the mark; plain http and private hosts are not asked", async () => {
  expect(await verifiedFor(page('<a rel="me" href="https://heslach.test/@anna">x</a>'))).toBeDefined();
  expect(await verifiedFor(page("", "text/html", 404))).toBeUndefined();
  here.network.asked.length = 0;
  const back = page('<a rel="me" href="https://heslach.test/@anna">x</a>');
  expect(await verifiedFor(back, "http://anna.test/")).toBeUndefined();
  expect(here.network.asked).toEqual([]);
});

test("the mark is ours alone: it does not stand in the document", async () => {
  await verifiedFor(page('<a rel="me" href="https://heslach.test/@anna">x</a>'));
  const { document } = (await actorById(here.ctx, anna.actorId))!;
  expect(document).not.toContain("verifiedAt");
});

test("T118 who redirects to somebody else's page is not verified by that page", async () => {
  const other = await createPeer(here.network, "other.test", here.ctx.now);
  other.serve("/", page('<a rel="me" href="https://heslach.test/@anna">x</a>'));
  const elsewhere = { status: 302, headers: { location: "https://other.test/" }, text: "" };
  expect(await verifiedFor(elsewhere)).toBeUndefined();
  expect(other.requests).toEqual([]);
});

test("T118 of a link its whole address is shown, and markup in it is text", async () => {
  await verifiedFor(page(""), "https://anna.test/<b>fett</b>");
  const { fields } = (await actorById(here.ctx, anna.actorId))!;
  const address = "https://anna.test/&lt;b&gt;fett&lt;/b&gt;";
  expect(fields[0]?.value).toContain(`>${address}</a>`);
  expect(fields[0]?.value).not.toContain("<b>");
});
