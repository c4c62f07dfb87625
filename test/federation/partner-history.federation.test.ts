import { and, eq, isNull } from "drizzle-orm";
import { beforeAll, expect, test, vi } from "vitest";
import { createApp } from "../../src/app/http.ts";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { catalogueRead, digestHere } from "../../src/features/partners/catalogue.queries.ts";
import { partnerView } from "../../src/features/partners/partners.queries.ts";
import { readCatalogue } from "../../src/features/partners/partners.store.ts";
import { pausePartner } from "../../src/features/partners/partners.usecases.ts";
import { updateActivity } from "../../src/features/posts/activities.activitypub.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { postRevisions, posts } from "../../src/features/posts/posts.table.ts";
import { deleteProjectNote } from "../../src/features/project-notes/usecases/delete.ts";
import { editProjectNote } from "../../src/features/project-notes/usecases/edit.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { processInboxJob } from "../../src/federation/inbox.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import type { Id } from "../../src/platform/ids.ts";
import { SHORT_REQUEST } from "../features/project-notes/notes.ts";
import { createNetwork, type Network } from "../support/network.ts";
import {
  becomePartners,
  publishNotes,
  type QuietDistrict,
  quietDistrict,
  takeJob,
  workOff,
} from "../support/partners.ts";
import { createMember } from "../support/people.ts";
import { jobRows } from "../support/queue.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const NOTES = 212;
const DAY_MS = 24 * 60 * 60 * 1000;

let network: Network;
let heslach: QuietDistrict;
let sendling: QuietDistrict;
let anna: Account;
/** Row id of Heslach in Sendling. */
let partner: Id;
let published: { id: Id; uri: string }[];

beforeAll(async () => {
  const net = (ctx: Pick<Ctx, "config">): Network => (network ??= createNetwork(ctx));
  heslach = await quietDistrict("heslach.test", net);
  sendling = await quietDistrict("sendling.test", net);
  anna = await createMember(heslach.ctx, "anna");
  published = await publishNotes(heslach.ctx, anna, NOTES);
  partner = await becomePartners(sendling, heslach);
  network.asked.length = 0;
});

const here = () =>
  sendling.ctx.db
    .select()
    .from(posts)
    .where(and(eq(posts.groupId, partner), eq(posts.kind, "projectNote"), isNull(posts.deletedAt)));

const askedSince = (start: number): string[] => network.asked.slice(start);

/** A ctx whose transactions come to nothing at their very end: the process was killed before they were committed. */
function dying(ctx: Ctx): Ctx {
  const transaction: Ctx["db"]["transaction"] = (work, config) =>
    ctx.db.transaction(async (tx) => {
      await work(tx);
      throw new Error("killed");
    }, config);
  const db = new Proxy(ctx.db, {
    get: (target, name) => (name === "transaction" ? transaction : Reflect.get(target, name)),
  });
  return { ...ctx, db };
}

test("86 the history of 212 notes arrives though its reader is killed at every page, before and after it writes: no duplicates, one request a second", async () => {
  const { ctx } = sendling;
  const times: number[] = [];
  const noting = notingTimes(times);
  await readCatalogue(ctx, partner);
  let step = 0;
  const steps = await workOff(ctx, "catalogue", async (payload) => {
    step += 1;
    // The catalogue and every page of it; of the notes one in twenty.
    if (step > 8 && step % 20 !== 0) return processBackgroundJob(ctx, payload);
    const before = network.asked.length;
    await expect(processBackgroundJob(dying(ctx), payload)).rejects.toThrow("killed");
    // It is leased again, and asks again: a second later.
    expect(network.asked.length - before).toBeLessThanOrEqual(1);
    ctx.advance(1000);
    await processBackgroundJob(ctx, payload);
    if ((await catalogueRead(ctx, partner))?.phase === "idle") return;
    // Killed after it wrote and before its job was removed: the same job comes again, at once.
    const asked = network.asked.length;
    await processBackgroundJob(ctx, payload);
    expect(network.asked.length).toBe(asked);
    const waiting = (await jobRows(ctx, "background")).filter((job) => job.payload.includes('"catalogue"'));
    expect(waiting.length).toBeLessThanOrEqual(1);
  });
  noting.stop();
  // The catalogue, 5 pages, 1 author, 212 notes, and the look that finds nothing left.
  expect(steps).toBe(1 + 5 + 1 + NOTES + 1);
  const stored = await here();
  expect(stored.map(({ uri }) => uri).sort()).toEqual(published.map(({ uri }) => uri).sort());
  expect(await digestHere(ctx, { id: partner, host: "heslach.test" })).toBe(await digestThere());
  expect(times.every((time, index) => index === 0 || time - times[index - 1]! >= 1000)).toBe(true);
  expect(times.length).toBeGreaterThan(NOTES);
});

test("86 what has not changed is answered with 304: one request a night, then nothing until the next one", async () => {
  const { ctx } = sendling;
  expect((await catalogueRead(ctx, partner))?.etag).toMatch(/^".+"$/);
  const view = (await partnerView(ctx, partner))!;
  expect(view).toMatchObject({ state: "partner", notes: NOTES, read: { total: NOTES, phase: "idle" } });
  const start = network.asked.length;
  ctx.advance(1000);
  await processBackgroundJob(ctx, JSON.stringify({ kind: "reconcile" }));
  expect(await workOff(ctx, "catalogue")).toBe(1);
  expect(askedSince(start)).toEqual([`GET ${heslach.district.actorUri}/projekte`]);
  const night = await takeJob(ctx, "reconcile");
  expect(night?.due_in).toBeGreaterThan(0);
  expect(night?.due_in).toBeLessThanOrEqual(24 * 3600);
});

test("86 what is lost here is not covered up by a 304", async () => {
  const { ctx } = sendling;
  const lost = published[30]!;
  const [row] = await ctx.sql<{ id: string }[]>`select id from posts where uri = ${lost.uri}`;
  await ctx.sql`delete from project_notes where post_id = ${row!.id}`;
  await ctx.sql`delete from post_addressees where post_id = ${row!.id}`;
  await ctx.sql`delete from posts where id = ${row!.id}`;
  await night();
  expect(await postByUri(ctx, lost.uri)).not.toBeNull();
});

test("87 an Update and a Delete that never arrived are made good by the next comparison, and nothing else is asked for", async () => {
  const { ctx } = sendling;
  const [edited, deleted] = [published[4]!, published[100]!];
  await editProjectNote(heslach.ctx, anna, edited.id, { ...SHORT_REQUEST, title: "Jetzt mit Kühlschrank" });
  await deleteProjectNote(heslach.ctx, anna, deleted.id);
  const start = network.asked.length;
  await night();
  expect((await postByUri(ctx, edited.uri))?.title).toBe("Jetzt mit Kühlschrank");
  expect((await postByUri(ctx, deleted.uri))?.deletedAt).not.toBeNull();
  expect(askedSince(start).filter((url) => url.includes("/ap/o/"))).toEqual([
    `GET ${edited.uri}`,
    `GET ${deleted.uri}`,
  ]);
  expect(await digestHere(ctx, { id: partner, host: "heslach.test" })).toBe(await digestThere());
  expect(await here()).toHaveLength(NOTES - 1);
});

test("87 a deletion that nobody remembers any more is found because the note stands on no page", async () => {
  const { ctx } = sendling;
  const forgotten = published[50]!;
  await deleteProjectNote(heslach.ctx, anna, forgotten.id);
  heslach.ctx.advance(91 * DAY_MS);
  ctx.advance(91 * DAY_MS);
  await night();
  expect((await postByUri(ctx, forgotten.uri))?.deletedAt).not.toBeNull();
});

test("95 twenty edits that arrive late, twice, or never end equal; the history of all stands at the origin", async () => {
  const { ctx } = sendling;
  const note = published[8]!;
  const updates: string[] = [];
  for (let edit = 1; edit <= 20; edit += 1) {
    heslach.ctx.advance(2000);
    await editProjectNote(heslach.ctx, anna, note.id, { ...SHORT_REQUEST, title: `Fassung ${edit}` });
    updates.push(JSON.stringify(updateActivity(JSON.parse((await postByUri(heslach.ctx, note.uri))!.document))));
    if (edit === 12) await receive([updates[6]!, updates[2]!, updates[2]!, updates[11]!]);
  }
  expect((await postByUri(ctx, note.uri))?.title).toBe("Fassung 12");
  await receive([updates[3]!]);
  await night();
  const [kept, original] = [await postByUri(ctx, note.uri), await postByUri(heslach.ctx, note.uri)];
  expect(kept?.document).toBe(original?.document);
  expect(kept).toMatchObject({ title: "Fassung 20", version: 21 });
  const history = await network.send(`${note.uri}/verlauf`, { headers: { accept: "application/activity+json" } });
  expect(history.json()).toMatchObject({ totalItems: 21 });
});

test("98 what a partner lost by reading in a backup is put back here by night, and its next edit is taken", async () => {
  const { id, uri } = published[9]!;
  const [backup] = await heslach.ctx.db.select().from(posts).where(eq(posts.id, id));
  heslach.ctx.advance(2000);
  await editProjectNote(heslach.ctx, anna, id, { ...SHORT_REQUEST, title: "Ging verloren" });
  await night();
  expect(await postByUri(sendling.ctx, uri)).toMatchObject({ title: "Ging verloren", version: backup!.version + 1 });
  await heslach.ctx.db.delete(postRevisions).where(eq(postRevisions.postId, id));
  await heslach.ctx.db.update(posts).set(backup!).where(eq(posts.id, id));
  await night();
  expect(await postByUri(sendling.ctx, uri)).toMatchObject({ title: backup!.title, version: backup!.version });
  expect(await digestHere(sendling.ctx, { id: partner, host: "heslach.test" })).toBe(await digestThere());
  heslach.ctx.advance(2000);
  await editProjectNote(heslach.ctx, anna, id, { ...SHORT_REQUEST, title: "Danach" });
  await night();
  expect(await postByUri(sendling.ctx, uri)).toMatchObject({ title: "Danach", version: backup!.version + 1 });
});

test("88 pages keep their order while notes change, come and go in between: nothing is missed", async () => {
  const { ctx } = sendling;
  await publishNotes(heslach.ctx, anna, 3);
  await processBackgroundJob(ctx, JSON.stringify({ kind: "reconcile" }));
  const seen = { pages: 0 };
  await workOff(ctx, "catalogue", async (payload) => {
    const read = await catalogueRead(ctx, partner);
    if (read?.phase === "pages") {
      // Between any two pages the oldest is edited, one in the middle deleted, and a new one written.
      seen.pages += 1;
      heslach.ctx.advance(2000);
      await editProjectNote(heslach.ctx, anna, published[seen.pages]!.id, { ...SHORT_REQUEST, title: "Bewegt" });
      await deleteProjectNote(heslach.ctx, anna, published[120 + seen.pages]!.id);
      await publishNotes(heslach.ctx, anna, 1);
    }
    await processBackgroundJob(ctx, payload);
  });
  expect(seen.pages).toBe(5);
  // What came during the reading was sent by its author as well; here the next night finds it.
  await night();
  expect(await digestHere(ctx, { id: partner, host: "heslach.test" })).toBe(await digestThere());
  expect(new Set((await here()).map(({ uri }) => uri)).size).toBe((await here()).length);
});

test("a server that is away is asked less and less, and read on when it is back", async () => {
  const { ctx } = sendling;
  await publishNotes(heslach.ctx, anna, 1);
  await network.remove("heslach.test");
  ctx.advance(1000);
  await readCatalogue(ctx, partner);
  const waits: number[] = [];
  for (let tries = 0; tries < 4; tries += 1) {
    const job = await takeJob(ctx, "catalogue");
    waits.push(job!.due_in);
    ctx.advance(job!.due_in * 1000);
    await processBackgroundJob(ctx, job!.payload);
  }
  expect(waits).toEqual([0, 32, 64, 128]);
  expect((await catalogueRead(ctx, partner))?.lastError).toContain("could not be fetched");
  await network.addDistrict("heslach.test", createApp(heslach.ctx).fetch);
  await workOff(ctx, "catalogue");
  expect(await digestHere(ctx, { id: partner, host: "heslach.test" })).toBe(await digestThere());
  expect((await catalogueRead(ctx, partner))?.lastError).toBeNull();
});

test("a partner that rests, or is none any more, is not read", async () => {
  const { ctx } = sendling;
  const admin = await createMember(ctx, "leitung", "admin");
  await pausePartner(ctx, admin, partner, true);
  const start = network.asked.length;
  await readCatalogue(ctx, partner);
  expect(await workOff(ctx, "catalogue")).toBe(1);
  await processBackgroundJob(ctx, JSON.stringify({ kind: "reconcile" }));
  expect(await workOff(ctx, "catalogue")).toBe(0);
  expect(askedSince(start)).toEqual([]);
  ctx.advance(1000);
  await pausePartner(ctx, admin, partner, false);
  expect(await workOff(ctx, "catalogue")).toBe(1);
});

async function night(): Promise<void> {
  sendling.ctx.advance(1000);
  await processBackgroundJob(sendling.ctx, JSON.stringify({ kind: "reconcile" }));
  await workOff(sendling.ctx, "catalogue");
  await takeJob(sendling.ctx, "reconcile");
}

async function receive(activities: readonly string[]): Promise<void> {
  const actorUri = JSON.parse(activities[0]!).actor;
  for (const activity of activities) {
    await processInboxJob(sendling.ctx, JSON.stringify({ actorUri, activity, forwarded: false }));
  }
}

/** When Sendling's clock says it asked Heslach. */
function notingTimes(times: number[]): { stop(): void } {
  const push = network.asked.push.bind(network.asked);
  network.asked.push = (...urls: string[]) => {
    times.push(sendling.ctx.now().getTime());
    return push(...urls);
  };
  const stop = (): void => {
    network.asked.push = push;
  };
  return { stop };
}

async function digestThere(): Promise<unknown> {
  const answer = await network.send(`${heslach.district.actorUri}/projekte`, {
    headers: { accept: "application/activity+json" },
  });
  return answer.json()["stv:digest"];
}
