import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { expect, inject, test, vi } from "vitest";
import { createContext } from "../../src/app/context.ts";
import { createApp } from "../../src/app/http.ts";
import { startWorkers } from "../../src/app/worker.ts";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { accountByLogin } from "../../src/features/accounts/accounts.queries.ts";
import { peers } from "../../src/features/actors/actors.table.ts";
import { districtOf } from "../../src/features/district/district.queries.ts";
import { reconcileOrigin } from "../../src/features/district/district.usecases.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { skipLostVersions } from "../../src/features/posts/versions.store.ts";
import { editProjectNote } from "../../src/features/project-notes/usecases/edit.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { ensureSetupLink } from "../../src/features/setup/setup.usecases.ts";
import { introduceTopic } from "../../src/features/topics/usecases/introduce.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { parseConfig } from "../../src/platform/config.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import { openDatabase } from "../../src/platform/db.ts";
import type { Id } from "../../src/platform/ids.ts";
import { SHORT_REQUEST } from "../features/project-notes/notes.ts";
import { whenFileIsDone } from "../support/closing.ts";
import { TEST_SECRET_KEY } from "../support/ctx.ts";
import { createNetwork, type Network } from "../support/network.ts";
import { createPeer, type Peer, type Wire } from "../support/peer.ts";
import { createMember, setUpDistrict } from "../support/people.ts";
import { insertFollow } from "../support/rows.ts";

vi.setConfig({ testTimeout: 120_000 });

const HOST = "heslach.test";
const template = inject("templateUrl");
const admin = postgres(template.replace(/[^/]+$/, "postgres"), { max: 1, onnotice: () => {} });
const config = parseConfig({
  ORIGIN: `https://${HOST}`,
  FEDERATION_TEST_HOSTS: HOST,
  DATA_DIR: mkdtempSync(join(tmpdir(), "stv-data-")),
});
const created: string[] = [];

/** A copy of a database that nobody uses: what a dump that is read back in gives. */
async function copyOf(name: string): Promise<string> {
  const copy = `t_${randomBytes(8).toString("hex")}`;
  await admin.unsafe(`create database ${copy} template ${name}`);
  created.push(copy);
  return copy;
}

whenFileIsDone(async () => {
  for (const name of created) await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.end();
});

interface Running {
  readonly ctx: Ctx;
  stop(): Promise<void>;
}

/** Starts the product on a database as a process does: web and workers. */
async function start(name: string, network: (ctx: Ctx) => Network): Promise<Running> {
  const database = openDatabase(template.replace(/[^/]+$/, name), 8);
  const ctx = createContext(config, database, TEST_SECRET_KEY, () => new Date());
  await reconcileOrigin(ctx);
  await skipLostVersions(ctx);
  await ensureSetupLink(ctx);
  const net = network(ctx);
  await net.remove(HOST);
  await net.addDistrict(HOST, createApp(ctx).fetch);
  const end = new AbortController();
  const ended = startWorkers(ctx, end.signal);
  const stop = async (): Promise<void> => {
    end.abort();
    await ended;
    await database.close();
  };
  return { ctx, stop };
}

/** Nothing waits that is due; what is planned for later stays. */
const idle = (ctx: Ctx): Promise<void> =>
  vi.waitFor(
    async () => {
      const [row] = await ctx.sql`select count(*)::int as due from jobs where dead_at is null and run_at <= now()`;
      expect(row?.due).toBe(0);
    },
    { timeout: 60_000, interval: 50 },
  );

const idsIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === "id" ? [String(inner)] : idsIn(inner)));
};

/** Everything that a district does in a day. @param old a note of another day, edited for the first time @returns ids that it gave */
async function aDay(ctx: Ctx, anna: Account, day: string, old?: Id): Promise<string[]> {
  const note = await publishProjectNote(ctx, anna, { ...SHORT_REQUEST, title: `Brot am ${day}` });
  const comment = await publishComment(ctx, anna, { postId: note.id, text: `Gut, am ${day}.`, language: "de" });
  const topic = await introduceTopic(ctx, anna, { name: day, text: "Ein Tag.", summary: "", words: "", wikidata: "" });
  const member = await createMember(ctx, `neu_${day.toLowerCase()}`);
  await editProjectNote(ctx, anna, note.id, { ...SHORT_REQUEST, title: `Brote am ${day}` });
  if (old) await editProjectNote(ctx, anna, old, { ...SHORT_REQUEST, title: `Alt, am ${day}` });
  await idle(ctx);
  return [note.uri, comment.uri, topic.uri, member.actorId];
}

test("98 started on a backup, the product gives no id again that it gave after the backup, and sends nothing by itself", async () => {
  let network: Network | undefined;
  const net = (ctx: Ctx): Network => {
    network ??= createNetwork(ctx);
    return network;
  };
  const live = await copyOf("template_stv");
  let running = await start(live, net);
  const microblog: Peer = await createPeer(network!, "mikro.test");
  const forum: Peer = await createPeer(network!, "forum.test");
  await setUpDistrict(running.ctx);
  const district = await districtOf(running.ctx);
  const anna = await createMember(running.ctx, "anna", "admin");
  await running.ctx.db.insert(peers).values({ host: "forum.test", announceForm: "wrapped" });
  for (const peer of [microblog, forum]) {
    const reader = await resolveActor(running.ctx, (await peer.person("rita")).uri);
    await insertFollow(running.ctx, reader.id, anna.actorId);
    await insertFollow(running.ctx, reader.id, district?.actorId ?? "");
  }
  /** What the peers got since this was asked last. */
  let seen = [0, 0];
  const arrived = () => {
    const fresh = [microblog, forum].flatMap(({ inboxed }, index) => inboxed.slice(seen[index]));
    seen = [microblog.inboxed.length, forum.inboxed.length];
    return fresh.map((request) => request.json());
  };
  const monday = await publishProjectNote(running.ctx, anna, { ...SHORT_REQUEST, title: "Alt" });
  await aDay(running.ctx, anna, "Montag");
  const early = new Set(idsIn(arrived()));
  expect(early.size).toBeGreaterThan(5);
  await running.stop();

  const backup = await copyOf(live);
  running = await start(live, net);
  const lost = await aDay(running.ctx, anna, "Dienstag", monday.id);
  const toldOnTuesday = arrived();
  const lostIds = new Set([...lost, ...idsIn(toldOnTuesday)].filter((id) => !early.has(id)));
  expect(lostIds.size).toBeGreaterThan(8);
  await running.stop();

  running = await start(backup, net);
  expect(await accountByLogin(running.ctx, "neu_dienstag")).toBeNull();
  await idle(running.ctx);
  expect(arrived()).toEqual([]);
  const given = await aDay(running.ctx, anna, "Mittwoch", monday.id);
  const told = arrived();
  expect(told.some(({ type }) => type === "Create")).toBe(true);
  // All of it is about what is new, or was edited now: nothing that the backup held is told again.
  const now = [...given, `${monday.uri}#update-`];
  expect(told.filter((activity) => !now.some((id) => JSON.stringify(activity).includes(id)))).toEqual([]);
  const versions = (activities: readonly Wire[]) =>
    activities.flatMap(({ object }) => {
      const { id, "stv:version": version } = object as Wire;
      return id === monday.uri ? Number(version) : [];
    });
  expect(versions(told).length).toBeGreaterThan(0);
  expect(Math.min(...versions(told))).toBeGreaterThan(Math.max(...versions(toldOnTuesday)));
  expect([...given, ...idsIn(told)].filter((id) => lostIds.has(id))).toEqual([]);
  // What was given and lost is nobody's now.
  for (const uri of lost.slice(0, 3)) {
    const answer = await network!.send(uri, { headers: { accept: "application/activity+json" } });
    expect([uri, answer.status]).toEqual([uri, 404]);
  }
  await running.stop();
});
