import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { accounts, sessions } from "../../../src/features/accounts/accounts.table.ts";
import { hashPassword } from "../../../src/features/accounts/passwords.hash.ts";
import { sweepSessions } from "../../../src/features/accounts/sessions.usecases.ts";
import { hashSecret } from "../../../src/platform/secrets.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember, PASSWORD, sessionOf, setUpDistrict, tokenOf } from "../../support/people.ts";

const ctx = await createTestCtx();
const { request } = createTestApp(ctx);
await setUpDistrict(ctx);
const anna = await createMember(ctx, "anna");

/** Every test starts with fresh limits. */
beforeEach(() => ctx.advance(301_000));

const logIn = (
  wer: string,
  passwort: string,
  more: { from?: string; headers?: Record<string, string>; session?: string } = {},
) => request("/anmelden", { form: { wer, passwort, weiter: "/einstellungen" }, ...more });

const cookieOf = (answer: Response): string =>
  /__Host-stv=([^;]+)/.exec(answer.headers.get("Set-Cookie") ?? "")?.[1] ?? "";

test.each(["anna", "@anna", "ANNA@post.example", "@anna@heslach.test"])("%s logs in", async (who) => {
  const answer = await logIn(who, PASSWORD);
  expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/einstellungen"]);
  expect((await request("/einstellungen", { session: cookieOf(answer) })).status).toBe(200);
});

test("T131 the 26th try from one address is refused, with Retry-After", async () => {
  for (let i = 0; i < 25; i++) expect((await logIn(`niemand${i}`, "falsch")).status).toBe(422);
  const answer = await logIn("niemand", "falsch");
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get("Retry-After"))).toBeGreaterThan(0);
  expect((await logIn("anna", PASSWORD, { from: "192.0.2.99" })).status).toBe(303);
});

test("T131 the 11th try at one account is refused, from wherever it comes", async () => {
  for (let i = 0; i < 10; i++) expect((await logIn("anna", "falsch", { from: `192.0.2.${i}` })).status).toBe(422);
  const answer = await logIn("anna@post.example", PASSWORD, { from: "192.0.2.77" });
  expect([answer.status, answer.headers.has("Retry-After")]).toEqual([429, true]);
  ctx.advance(301_000);
  expect((await logIn("anna", PASSWORD)).status).toBe(303);
});

test("T132 a made-up X-Forwarded-For does not help", async () => {
  for (let i = 0; i < 25; i++) await logIn(`wer${i}`, "falsch", { headers: { "X-Forwarded-For": `198.51.100.${i}` } });
  expect((await logIn("wer", "falsch", { headers: { "X-Forwarded-For": "203.0.113.1" } })).status).toBe(429);
});

test("T132 all addresses of one IPv6 network count together", async () => {
  for (let i = 0; i < 25; i++) await logIn(`wer${i}`, "falsch", { from: `2001:db8:1:2::${i + 1}` });
  expect((await logIn("wer", "falsch", { from: "2001:db8:1:2:ffff::1" })).status).toBe(429);
  expect((await logIn("wer", "falsch", { from: "2001:db8:1:3::1" })).status).toBe(422);
});

test("T133 an unknown name and a wrong password look the same and cost the same", async () => {
  let next = 1;
  const answerTo = async (who: string) => {
    const answer = await logIn(who, "falsch falsch", { from: `2001:db8:${(next++).toString(16)}::1` });
    // What was typed stands in the form again.
    return { status: answer.status, page: (await answer.text()).replaceAll(`value="${who}"`, "") };
  };
  expect(await answerTo("nobo")).toEqual(await answerTo("anna"));
  // With every place for hashing taken both are told to come later: neither is answered without a hash.
  const told = new AbortController();
  const taken = Array.from({ length: 34 }, async () => {
    // A place that comes free is taken again at once, however long the two answers take.
    while (!told.signal.aborted) await hashPassword("drei Esel am Brunnen");
  });
  const [known, unknown] = await Promise.all([answerTo("anna"), answerTo("nobo")]);
  told.abort();
  await Promise.all(taken);
  expect(known.status).toBe(429);
  expect(unknown).toEqual(known);
});

test("T135 a weaker hash is made anew at the next login", async () => {
  const { hash } = await import("@node-rs/argon2");
  const weak = await hash(PASSWORD, { memoryCost: 4096, timeCost: 1, parallelism: 1 });
  await ctx.db.update(accounts).set({ passwordHash: weak }).where(eq(accounts.id, anna.accountId));
  expect((await logIn("anna", PASSWORD)).status).toBe(303);
  const [row] = await ctx.db.select().from(accounts).where(eq(accounts.id, anna.accountId));
  expect(row?.passwordHash).toContain("m=19456,t=2,p=1");
  expect((await logIn("anna", PASSWORD)).status).toBe(303);
});

test("T139 no GET logs anybody out", async () => {
  const session = await sessionOf(ctx, anna);
  expect((await request("/abmelden", { session })).status).toBe(404);
  expect((await request("/einstellungen", { session })).status).toBe(200);
});

test("T142 logging in makes a new session, whatever the browser brought", async () => {
  const planted = await logIn("anna", PASSWORD, { session: "planted-by-somebody" });
  expect(cookieOf(planted)).toMatch(/^[\w-]{43}$/);
  const old = await sessionOf(ctx, anna);
  const fresh = cookieOf(await logIn("anna", PASSWORD, { session: old }));
  expect(fresh).not.toBe(old);
  expect((await request("/einstellungen", { session: old })).status).toBe(303);
  expect((await request("/einstellungen", { session: fresh })).status).toBe(200);
});

test("T144 after logging out the cookie is worth nothing and its row is gone", async () => {
  const session = await sessionOf(ctx, anna);
  const answer = await request("/abmelden", { method: "POST", session });
  expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/"]);
  expect(answer.headers.get("Set-Cookie")).toContain("Max-Age=0");
  expect((await request("/einstellungen/geraete", { session, method: "POST" })).status).toBe(401);
  const rows = await ctx.db
    .select()
    .from(sessions)
    .where(eq(sessions.tokenHash, hashSecret(session)));
  expect(rows).toEqual([]);
});

test("T140 T145 the cookie is __Host-, HttpOnly, Secure, SameSite=Lax, for all paths and no domain", async () => {
  const header = (await logIn("anna", PASSWORD)).headers.get("Set-Cookie") ?? "";
  const [pair, ...attributes] = header.split("; ");
  expect(pair).toMatch(/^__Host-stv=/);
  expect(attributes.sort()).toEqual(["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
});

test("T145 a session ends after 14 days without use, and after 90 days in any case", async () => {
  const day = 24 * 3_600_000;
  const works = async (session: string) => (await request("/einstellungen", { session })).status === 200;
  const idle = await sessionOf(ctx, anna);
  ctx.advance(13 * day);
  expect(await works(idle)).toBe(true);
  ctx.advance(14 * day + 1);
  expect(await works(idle)).toBe(false);
  const busy = await sessionOf(ctx, anna);
  for (let week = 0; week < 12; week++) {
    ctx.advance(7 * day);
    expect(await works(busy)).toBe(true);
  }
  ctx.advance(7 * day);
  expect(await works(busy)).toBe(false);
});

test("sessions that are over leave no rows behind", async () => {
  await sessionOf(ctx, anna);
  ctx.advance(14 * 24 * 3_600_000 + 1);
  const living = await sessionOf(ctx, anna);
  await sweepSessions(ctx);
  const rows = await ctx.db.select().from(sessions);
  expect(rows.map(({ tokenHash }) => tokenHash)).toEqual([hashSecret(living)]);
});

test("a suspended member is out at once, by session and by token, and cannot come back", async () => {
  const karim = await createMember(ctx, "karim");
  const session = await sessionOf(ctx, karim);
  const token = await tokenOf(ctx, karim);
  await ctx.db.update(accounts).set({ suspendedAt: ctx.now() }).where(eq(accounts.id, karim.accountId));
  expect((await request("/einstellungen", { session })).status).toBe(303);
  expect((await request("/api/v1/stadtteil/projects", { token })).status).toBe(403);
  expect((await logIn("karim", PASSWORD)).status).toBe(403);
});

test("the way back leads only to our own pages", async () => {
  for (const weiter of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    const answer = await request("/anmelden", { form: { wer: "anna", passwort: PASSWORD, weiter } });
    expect(answer.headers.get("Location")).toBe("/");
    ctx.advance(301_000);
  }
});
