import { expect, test, vi } from "vitest";
import { configureLogging } from "../../src/app/logging.ts";
import { signingKeysOf } from "../../src/features/actors/actors.keys.ts";
import { actorById } from "../../src/features/actors/actors.queries.ts";
import { ensureSetupLink } from "../../src/features/setup/setup.usecases.ts";
import { deliveryHandler } from "../../src/federation/delivery/worker.ts";
import { dispatchOutbox } from "../../src/federation/dispatch.ts";
import { processInboxJob } from "../../src/federation/inbox.ts";
import { recordOutbox } from "../../src/platform/outbox.ts";
import { activityOf } from "../support/delivering.ts";
import { createTestApp } from "../support/http.ts";
import { clearInbox } from "../support/inbox.ts";
import { createInstance } from "../support/instance.ts";
import { createPeer } from "../support/peer.ts";
import { createMember, PASSWORD, sessionOf, tokenOf } from "../support/people.ts";
import { jobRows, startQueue } from "../support/queue.ts";
import { insertActor } from "../support/rows.ts";

/** What only two people know, in every request below. */
const DIRECT = "Treffen um Mitternacht am Brunnen";

const us = await createInstance();
const { ctx } = us;
const logged: string[] = [];
for (const level of ["debug", "info", "log", "warn", "error"] as const) {
  vi.spyOn(console, level).mockImplementation((...parts: unknown[]) => void logged.push(parts.map(String).join(" ")));
}
await configureLogging({ ...ctx.config, logLevel: "debug" });
const { request } = createTestApp(ctx);
const peer = await createPeer(us.network, "victim.test", ctx.now);
const alice = await peer.person("alice");
const anna = await createMember(ctx, "anna", "admin");
const session = await sessionOf(ctx, anna);
const token = await tokenOf(ctx, anna);

/** Everything that fails in here fails for a reason in the database that quotes what was to be written. */
async function withoutTable(table: string, work: () => Promise<unknown>): Promise<void> {
  await ctx.sql`alter table ${ctx.sql(table)} rename to weg`;
  try {
    await work();
  } finally {
    await ctx.sql`alter table weg rename to ${ctx.sql(table)}`;
  }
}

const direct = () => {
  const note = alice.note(`<p>${DIRECT}</p>`, { to: [`${ctx.origin}/ap/a/${anna.actorId}`], cc: [] });
  return alice.activity("Create", note, { to: note.to, cc: [] });
};

async function visitors(): Promise<void> {
  const credentials = { wer: "anna@post.example", passwort: PASSWORD };
  await request("/anmelden", { form: credentials });
  await request("/anmelden", { form: { ...credentials, passwort: `falsch ${PASSWORD}` } });
  await withoutTable("sessions", () => request("/anmelden", { form: credentials }));
  await withoutTable("sessions", () => request("/einstellungen", { session }));
  await request(`/einrichten?schluessel=${await ensureSetupLink(ctx)}`);
  for (const path of ["/suche?q=karim@post.example", `/suche?q=${encodeURIComponent(DIRECT)}`, "/einstellungen"]) {
    await request(path, { session });
  }
  const member = { name: "K", handle: "", email: "karim@post.example", password: PASSWORD, role: "member" };
  await withoutTable("accounts", () => request("/verwaltung/mitglieder", { session, form: member }));
  await request("/verwaltung/mitglieder", { session, form: member });
}

async function scripts(): Promise<void> {
  const note = { title: DIRECT, summary: DIRECT, goal: "g", targetGroups: ["x"], measures: "m", outcome: "ongoing" };
  await request("/api/v1/stadtteil/projects", { token, json: note });
  await withoutTable("project_notes", () => request("/api/v1/stadtteil/projects", { token, json: note }));
  await request("/api/v1/stadtteil/projects", { token: `${token}x`, json: note });
  await request("/api/v1/stadtteil/projects", { token, method: "POST", body: `{"title": "${DIRECT}` });
}

async function peers(): Promise<void> {
  const post = (body: string) => alice.post(us.inbox, body);
  await post(JSON.stringify(direct()));
  await post(`{"broken": "${DIRECT}`);
  await alice.post(us.inbox, JSON.stringify({ ...direct(), type: "Geheimnis" }));
  await withoutTable("posts", async () => {
    for (const { payload } of await jobRows(ctx, "inbox")) await processInboxJob(ctx, payload).catch(() => {});
    startQueue(ctx, {
      queue: "inbox",
      concurrency: 1,
      handle: async (job) => void (await processInboxJob(ctx, job.payload)),
    });
    await expect
      .poll(async () => {
        ctx.advance(1000);
        return (await jobRows(ctx, "inbox")).every(({ dead }) => dead);
      })
      .toBe(true);
  });
  await peerThatQuotes();
}

/** A direct message is refused by its receiver's server, which repeats it in the refusal. */
async function peerThatQuotes(): Promise<void> {
  const theirs = await insertActor(ctx, {
    host: "victim.test",
    handle: "leser",
    inboxUri: `${peer.origin}/leser/inbox`,
  });
  peer.serve("/leser/inbox", { status: 400, text: `not understood: ${DIRECT}` });
  const sender = await actorById(ctx, anna.actorId);
  const to = [theirs.uri];
  await ctx.sql`delete from jobs where queue = 'outbox'`;
  await recordOutbox(ctx, {
    actorId: anna.actorId,
    activity: activityOf(sender!, 1, { to, cc: [], object: { id: "x", type: "Note", content: DIRECT, to } }),
    recipients: { actors: [theirs.id] },
    orderingKey: "x",
  });
  const [entry] = await jobRows(ctx, "outbox");
  await dispatchOutbox(ctx, entry!.payload);
  await ctx.sql`update jobs set run_at = 'epoch'`;
  startQueue(ctx, { queue: "delivery", concurrency: 1, handle: deliveryHandler(ctx) });
  await expect.poll(async () => (await jobRows(ctx, "delivery")).every(({ dead }) => dead)).toBe(true);
  expect((await jobRows(ctx, "delivery")).map(({ last_error }) => last_error)).toEqual(["HTTP 400"]);
}

async function secrets(): Promise<Record<string, string>> {
  const { rsa, ed25519 } = await signingKeysOf(ctx, anna.actorId);
  const pem = (key: typeof rsa) => key.privateKey.export({ type: "pkcs8", format: "pem" }).toString().split("\n")[1]!;
  return {
    "a direct text": DIRECT,
    "a password": PASSWORD,
    "a session": session,
    "a token": token,
    "an address": "@post.example",
    "the RSA key": pem(rsa),
    "the Ed25519 key": pem(ed25519),
    "any private key": "PRIVATE KEY",
    "a signature": 'signature="',
  };
}

test("T111 T112 nothing of what people keep secret is logged, or told to admins, whatever fails", async () => {
  await clearInbox(ctx);
  await visitors();
  await scripts();
  await peers();
  const shown = [
    await (await request("/verwaltung/verbindungen", { session })).text(),
    ...(await ctx.sql`select last_error from jobs where last_error is not null`).map((row) => String(row.last_error)),
    ...(await ctx.sql`select last_error from peers where last_error is not null`).map((row) => String(row.last_error)),
  ];
  // There was something to be found: requests that failed, and jobs that died of the same.
  expect(logged.filter((line) => /failed: .?POST/.test(line)).length).toBeGreaterThanOrEqual(3);
  expect(logged.some((line) => line.includes("is dead"))).toBe(true);
  expect(shown.join("\n")).toContain("PostgreSQL 42P01");
  const { "an address": _, ...all } = await secrets();
  const found = Object.entries(await secrets()).filter(([, secret]) => logged.some((line) => line.includes(secret)));
  expect(found.map(([name]) => name)).toEqual([]);
  const told = Object.entries(all).filter(([, secret]) => shown.some((text) => text.includes(secret)));
  expect(told.map(([name]) => name)).toEqual([]);
}, 120_000);
