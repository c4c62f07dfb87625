import { beforeEach, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { tell } from "../../../src/features/follows/telling.store.ts";
import { notificationsOf } from "../../../src/features/notifications/notifications.queries.ts";
import { chooseMail, markSeen } from "../../../src/features/notifications/notifications.usecases.ts";
import { mailNews } from "../../../src/features/notifications/usecases/mail-news.ts";
import { publishPost } from "../../../src/features/posts/usecases/publish.ts";
import { enqueueMail } from "../../../src/platform/mail.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { startMailServer } from "../../support/mail-server.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";

const mail = await startMailServer();
const ctx = await createTestCtx(mail.environment);
await setUpDistrict(ctx);
const { request } = createTestApp(ctx);
let serial = 0;
let anna: Account;
let bela: Account;

beforeEach(async () => {
  serial += 1;
  anna = await createMember(ctx, `anna${serial}`);
  bela = await createMember(ctx, `bela${serial}`);
});

const sent = () => mail.sent(ctx);

test("what is new comes once, with where to read it and how to end it", async () => {
  await publishPost(ctx, anna, { text: `Kommst du am Samstag, @bela${serial}?` });
  await mailNews(ctx);
  const [letter, ...more] = await sent();
  expect(more).toEqual([]);
  expect(letter).toMatchObject({ from: "post@heslach.test", to: [`bela${serial}@post.example`] });
  expect(letter?.text).toContain(`anna${serial} hat Ihnen geschrieben:`);
  expect(letter?.text).toContain("Kommst du am Samstag");
  expect(letter?.text).toMatch(/https:\/\/heslach\.test\/@anna\d+\/\d+/);
  expect(letter?.text).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
  expect(letter?.text).toContain("Auto-Submitted: auto-generated");
  await mailNews(ctx);
  expect(await sent()).toEqual([]);
});

test("not before a day is over, and then only what came since", async () => {
  await tell(ctx, { type: "poll", to: [bela.actorId], from: null, path: "/eins", title: "Eins" });
  await mailNews(ctx);
  expect(await sent()).toHaveLength(1);
  await tell(ctx, { type: "poll", to: [bela.actorId], from: null, path: "/zwei", title: "Zwei" });
  await mailNews(ctx);
  expect(await sent()).toEqual([]);
  ctx.advance(24 * 3_600_000);
  await mailNews(ctx);
  const [letter] = await sent();
  expect(letter?.text).toContain("Zwei");
  expect(letter?.text).not.toContain("Eins");
});

test("not what was seen on the page, and nothing to whoever wants none", async () => {
  await tell(ctx, { type: "poll", to: [bela.actorId, anna.actorId], from: null, path: "/drei" });
  const [entry] = await notificationsOf(ctx, bela.actorId, { limit: 1 });
  await markSeen(ctx, bela, entry?.id ?? 0);
  await chooseMail(ctx, anna, "never");
  await mailNews(ctx);
  expect(await sent()).toEqual([]);
});

test("the address in the mail ends it without logging in; a made-up one does not", async () => {
  await tell(ctx, { type: "poll", to: [bela.actorId], from: null, path: "/vier" });
  await mailNews(ctx);
  const [letter] = await sent();
  const path =
    /List-Unsubscribe:\s*<https:\/\/heslach\.test(\/abbestellen\/[^>]+)>/.exec(letter?.text ?? "")?.[1] ?? "";
  expect((await request(path)).status).toBe(200);
  expect((await request(`${path}x`)).status).toBe(404);
  // As a mail program does it: no page of ours, no session.
  const answer = await request(path, { method: "POST", headers: { Origin: "https://mail.example" } });
  expect(answer.status).toBe(200);
  await tell(ctx, { type: "poll", to: [bela.actorId], from: null, path: "/fuenf" });
  ctx.advance(48 * 3_600_000);
  await mailNews(ctx);
  expect(await sent()).toEqual([]);
});

test("what the mail server does not take is tried again", async () => {
  await enqueueMail(ctx, { to: "wer@post.example", subject: "Betreff", text: "Text" });
  mail.refuse(true);
  await expect(sent()).rejects.toThrow();
  mail.refuse(false);
});

test("no text makes a mail go to somebody else, or with other headers", async () => {
  await enqueueMail(ctx, {
    to: "wer@post.example, mallory@evil.example",
    subject: "A\r\nBcc: mallory@evil.example",
    text: "B",
  });
  const reached = await sent().then(
    (all) => all.flatMap(({ to }) => to),
    () => [],
  );
  expect(reached).not.toContain("mallory@evil.example");
});

test("the page shows what is new, marks it seen, and lets one choose", async () => {
  const session = await sessionOf(ctx, bela);
  await publishPost(ctx, anna, { text: `Hallo @bela${serial}` });
  const page = await (await request("/mitteilungen", { session })).text();
  expect(page).toContain("Mitteilungen (1 neu)");
  expect(page).toContain("hat Ihnen geschrieben:");
  const [entry] = await notificationsOf(ctx, bela.actorId, { limit: 1 });
  const form = { bis: String(entry?.id) };
  expect((await request("/mitteilungen/gesehen", { session, form })).status).toBe(303);
  expect(await (await request("/mitteilungen", { session })).text()).not.toContain("(1 neu)");
  await request("/mitteilungen/post", { session, form: { post: "weekly" } });
  expect(await (await request("/mitteilungen", { session })).text()).toMatch(/value="weekly"[^>]*checked/);
});
