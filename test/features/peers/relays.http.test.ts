import { afterEach, beforeAll, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { chooseExchange } from "../../../src/features/district/district.usecases.ts";
import { allRelays } from "../../../src/features/peers/relays.queries.ts";
import { countFromRelay, noteRelayAnswer } from "../../../src/features/peers/relays.store.ts";
import { shareWithRelay } from "../../../src/features/peers/relays.usecases.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createNetwork } from "../../support/network.ts";
import { outgoing } from "../../support/outbox.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { createRelay, relayRow, subscribe, type TestRelay } from "../../support/relays.ts";

const ctx = await createTestCtx();
const network = createNetwork(ctx);
const { request } = createTestApp(ctx);
await setUpDistrict(ctx);
const HOME = "/verwaltung/verbindungen/relays";
let admin: Account;
let session: string;
let relay: TestRelay;

const page = async (path = HOME): Promise<string> => (await request(path, { session })).text();
const post = (path: string, form: Record<string, string>, as = session) =>
  request(`${HOME}${path}`, { session: as, form });

beforeAll(async () => {
  admin = await createMember(ctx, "vera", "admin");
  session = await sessionOf(ctx, admin);
  relay = await createRelay(network, "relay.test", ctx.now);
  await chooseExchange(ctx, admin, { mode: "open", publishesBlocks: false });
});

afterEach(() => ctx.sql`delete from relays`);

test("moderators, members and strangers find nothing there, and can do nothing", async () => {
  const row = await subscribe(ctx, admin, relay.inbox);
  for (const role of ["moderator", "member"] as const) {
    const other = await sessionOf(ctx, await createMember(ctx, `eine_${role}`, role));
    for (const path of ["", `/${row.id}/abbestellen`]) {
      expect([role, path, (await request(`${HOME}${path}`, { session: other })).status]).toEqual([role, path, 404]);
    }
    for (const [path, form] of Object.entries({
      "/neu": { adresse: relay.actor.uri },
      [`/${row.id}/eigene`]: { eigene: "ja" },
      [`/${row.id}/abbestellen`]: { sicher: "ja" },
    })) {
      expect([role, path, (await post(path, form, other)).status]).toEqual([role, path, 404]);
    }
  }
  expect((await request(HOME)).status).toBe(404);
  expect(await allRelays(ctx)).toMatchObject([{ id: row.id, sharesOwn: false, dialect: "mastodon" }]);
});

test("the page says what a relay is, what comes and what leaves, and how to begin; the connections lead there", async () => {
  const text = await page();
  for (const words of [
    "Ein Relay ist ein Verteiler",
    "um die hier niemand gebeten hat",
    "bekommt es keinen, solange Sie das bei ihm nicht einschalten",
    "Noch ist kein Relay abonniert.",
  ]) {
    expect(text).toContain(words);
  }
  expect(text).not.toContain("Relays ruhen zurzeit");
  const connections = await page("/verwaltung/verbindungen");
  expect(connections).toContain(`href="${HOME}"`);
  expect(connections).toContain("keines abonniert");
});

test("a relay is asked by its address, its answer and what came are shown, sharing is switched on and off", async () => {
  const done = await post("/neu", { adresse: ` ${relay.inbox} ` });
  expect([done.status, done.headers.get("Location")]).toEqual([303, `${HOME}?getan=gefragt`]);
  const [row] = await allRelays(ctx);
  expect((await outgoing(ctx)).at(-1)?.activity).toMatchObject({ type: "Follow", id: row?.followUri });
  const waiting = await page(`${HOME}?getan=gefragt`);
  for (const words of ["Das Relay ist gefragt", "relay.test", "hat noch nicht geantwortet", "gehen nicht an dieses"]) {
    expect(waiting).toContain(words);
  }
  await noteRelayAnswer(ctx, row!.id, { state: "accepted", actorUri: relay.actor.uri });
  expect(await page()).toContain("Bisher kam nichts.");
  for (const what of ["kept", "received", "dropped"] as const) await countFromRelay(ctx, row!.id, what);
  const busy = await page();
  for (const words of [
    "Zugesagt am",
    "Zuletzt kam etwas am",
    "Diese Woche: 3 Hinweise, davon 1",
    "Nicht angesehen haben wir 1",
    "600",
  ]) {
    expect(busy).toContain(words);
  }
  expect((await post(`/${row!.id}/eigene`, { eigene: "ja" })).headers.get("Location")).toBe(`${HOME}?getan=weiter`);
  expect((await relayRow(ctx, row!.id)).sharesOwn).toBe(true);
  expect(await page()).toContain("Unsere öffentlichen Beiträge gehen an dieses Relay.");
  await post(`/${row!.id}/eigene`, { eigene: "nein" });
  expect((await relayRow(ctx, row!.id)).sharesOwn).toBe(false);
  const again = await post("/neu", { adresse: relay.inbox });
  expect([again.status, (await again.text()).includes("Dieses Relay ist schon abonniert.")]).toEqual([422, true]);
});

test("what is no relay comes back with the address and the reason", async () => {
  for (const [adresse, reason] of [
    ["relay.test", "Das ist keine vollständige Adresse."],
    ["https://127.0.0.1/inbox", "Das ist keine vollständige Adresse."],
    [`${ctx.origin}/ap/inbox`, "Das ist unser eigener Server."],
    ["https://nirgends.test/inbox", "Unter dieser Adresse antwortet kein Relay."],
    ["", "Das ist keine vollständige Adresse."],
  ] as const) {
    const answer = await post("/neu", { adresse });
    const text = await answer.text();
    expect([adresse, answer.status, text.includes(reason)]).toEqual([adresse, 422, true]);
    expect(text).toContain(`value="${adresse}"`);
  }
  expect(await allRelays(ctx)).toEqual([]);
});

test("in a mode that lets relays rest the page says so, and none is asked", async () => {
  await chooseExchange(ctx, admin, { mode: "partnersWrite", publishesBlocks: false });
  expect(await page()).toContain("Relays ruhen zurzeit");
  const answer = await post("/neu", { adresse: relay.inbox });
  expect([answer.status, (await answer.text()).includes("ruhen Relays")]).toEqual([422, true]);
  expect(await allRelays(ctx)).toEqual([]);
  await chooseExchange(ctx, admin, { mode: "open", publishesBlocks: false });
});

test("a subscription ends after a question; an unknown one answers 404", async () => {
  const row = await subscribe(ctx, admin, relay.actor.uri);
  await shareWithRelay(ctx, admin, row.id, true);
  expect(await page(`${HOME}/${row.id}/abbestellen`)).toContain("relay.test abbestellen?");
  const done = await post(`/${row.id}/abbestellen`, { sicher: "ja" });
  expect(done.headers.get("Location")).toBe(`${HOME}?getan=abbestellt`);
  expect(await allRelays(ctx)).toEqual([]);
  expect((await post(`/${row.id}/abbestellen`, { sicher: "ja" })).status).toBe(404);
  expect((await post(`/${row.id}/eigene`, { eigene: "ja" })).status).toBe(404);
  expect((await request(`${HOME}/99999999999999999999/abbestellen`, { session })).status).toBe(404);
});

test("more than 20 relays are not asked", async () => {
  await ctx.sql`insert into relays (id, dialect, state, host, inbox_uri, follow_uri, asked_at)
    select n, 'mastodon', 'asked', 'r' || n || '.test', 'https://r' || n || '.test/inbox', 'x' || n, now()
    from generate_series(1, 20) as n`;
  const answer = await post("/neu", { adresse: relay.inbox });
  expect([answer.status, (await answer.text()).includes("Mehr als 20 Relays gehen nicht.")]).toEqual([422, true]);
});

test("an admin looks at 60 addresses in five minutes at most", async () => {
  await ctx.sql`insert into rate_limits (key, points, expires_at)
    values (${`look-up:${admin.accountId}`}, 60, ${new Date(ctx.now().getTime() + 300_000).toISOString()})
    on conflict (key) do update set points = 60`;
  const before = network.asked.length;
  const answer = await post("/neu", { adresse: relay.inbox });
  expect([answer.status, (await answer.text()).includes("Bitte warten Sie ein paar Minuten.")]).toEqual([422, true]);
  expect(network.asked).toHaveLength(before);
});
