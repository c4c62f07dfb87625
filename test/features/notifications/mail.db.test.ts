import { SMTPServer } from "smtp-server";
import { beforeEach, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { tell } from "../../../src/features/follows/telling.store.ts";
import { notificationsOf } from "../../../src/features/notifications/notifications.queries.ts";
import { chooseMail, markSeen } from "../../../src/features/notifications/notifications.usecases.ts";
import { mailNews } from "../../../src/features/notifications/usecases/mail-news.ts";
import { publishPost } from "../../../src/features/posts/usecases/publish.ts";
import { enqueueMail, sendMail } from "../../../src/platform/mail.ts";
import { whenFileIsDone } from "../../support/closing.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";

interface Letter {
  readonly from: string;
  readonly to: string[];
  readonly text: string;
}

const letters: Letter[] = [];
let refusing = false;
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onRcptTo: (_address, _session, done) => done(refusing ? new Error("later") : null),
  onData(stream, session, done) {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      const { mailFrom, rcptTo } = session.envelope;
      letters.push({
        from: mailFrom === false ? "" : mailFrom.address,
        to: rcptTo.map(({ address }) => address),
        text: Buffer.concat(chunks).toString(),
      });
      done();
    });
  },
});
const port = await new Promise<number>((resolve) => {
  const listening = server.listen(0, "127.0.0.1", () => {
    const address = listening.address();
    resolve(address !== null && typeof address === "object" ? address.port : 0);
  });
});
whenFileIsDone(() => new Promise<void>((closed) => server.close(() => closed())));

const ctx = await createTestCtx({ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: "post@heslach.test" });
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

/** Works off the queue `mail`: what then reached the mail server. */
async function sent(): Promise<Letter[]> {
  letters.length = 0;
  const jobs = await ctx.sql<{ payload: string }[]>`delete from jobs where queue = 'mail' returning payload`;
  for (const { payload } of jobs) await sendMail(ctx, payload);
  return [...letters];
}

/** A body as it was before it was wrapped and encoded for the way. */
const readable = (letter: Letter | undefined): string =>
  (letter?.text ?? "")
    .replace(/=\r\n/g, "")
    .replace(/(=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll("=", ""), "hex").toString());

test("what is new comes once, with where to read it and how to end it", async () => {
  await publishPost(ctx, anna, { text: `Kommst du am Samstag, @bela${serial}?` });
  await mailNews(ctx);
  const [letter, ...more] = await sent();
  expect(more).toEqual([]);
  expect(letter).toMatchObject({ from: "post@heslach.test", to: [`bela${serial}@post.example`] });
  expect(readable(letter)).toContain(`anna${serial} hat Ihnen geschrieben:`);
  expect(readable(letter)).toContain("Kommst du am Samstag");
  expect(readable(letter)).toMatch(/https:\/\/heslach\.test\/@anna\d+\/\d+/);
  expect(readable(letter)).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
  expect(readable(letter)).toContain("Auto-Submitted: auto-generated");
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
  expect(readable(letter)).toContain("Zwei");
  expect(readable(letter)).not.toContain("Eins");
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
  const path = /List-Unsubscribe:\s*<https:\/\/heslach\.test(\/abbestellen\/[^>]+)>/.exec(readable(letter))?.[1] ?? "";
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
  refusing = true;
  await expect(sent()).rejects.toThrow();
  refusing = false;
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
