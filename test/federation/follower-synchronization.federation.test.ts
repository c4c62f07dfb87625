import { beforeEach, describe, expect, test } from "vitest";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import { followersDigest } from "../../src/features/follows/synchronization.model.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { useCast } from "../support/cast.ts";
import { workInbox } from "../support/inbox.ts";
import { forgetOutgoing, outgoing } from "../support/outbox.ts";
import type { PeerActor, Wire } from "../support/peer.ts";
import { createMember } from "../support/people.ts";
import { jobRows } from "../support/queue.ts";
import { blockHost, insertActor, insertFollow } from "../support/rows.ts";

const AS2 = "https://www.w3.org/ns/activitystreams";

const cast = useCast();

describe("what we tell", () => {
  const listFor = (actor: PeerActor, uri: string) => actor.get(`${uri}/followers_synchronization`);

  test("50 a host is told which of its own people follow, and nobody else's", async () => {
    const { here, alice, mallory, bobActor } = cast;
    for (const who of [alice, mallory]) {
      await insertFollow(here.ctx, (await resolveActor(here.ctx, who.uri)).id, bobActor.id);
    }
    const answer = await listFor(alice, bobActor.uri);
    expect(answer.status).toBe(200);
    expect(answer.headers["cache-control"]).toBe("private, no-store");
    expect(answer.json()).toMatchObject({
      id: `${bobActor.uri}/followers_synchronization`,
      type: "OrderedCollection",
      orderedItems: [alice.uri],
    });
    expect((await listFor(mallory, bobActor.uri)).json().orderedItems).toEqual([mallory.uri]);
  });

  test("50 who does not sign, signs badly, or is blocked is told nothing", async () => {
    const { here, alice, bobActor, evil } = cast;
    const url = `${bobActor.uri}/followers_synchronization`;
    const unsigned = await here.network.send(url, { headers: { accept: "application/activity+json" } });
    expect(unsigned.status).toBe(404);
    expect((await alice.get(url, { signature: Buffer.alloc(256).toString("base64") })).status).toBe(404);
    const banned = await evil.person("banned");
    await blockHost(here.ctx, evil.host);
    expect((await listFor(banned, bobActor.uri)).status).toBe(404);
    await here.ctx.sql`update peers set blocked_at = null`;
    expect((await listFor(alice, `${here.ctx.origin}/ap/a/1`)).status).toBe(404);
  });
});

describe("what we hear", () => {
  let carol: { id: string; uri: string };
  let aliceRow: { id: string };

  beforeEach(async () => {
    const { here, alice, serial } = cast;
    aliceRow = await resolveActor(here.ctx, alice.uri);
    const { actorId } = await createMember(here.ctx, `carol${serial}`);
    carol = { id: actorId, uri: `${here.ctx.origin}/ap/a/${actorId}` };
    await insertFollow(here.ctx, carol.id, aliceRow.id);
    await here.ctx.sql`delete from jobs where queue = 'background'`;
    await forgetOutgoing(here.ctx);
  });

  const listUrl = (): string => `${cast.alice.uri}/followers_synchronization`;
  const serveList = (items: readonly string[], more: Wire = {}): void =>
    cast.victim.serve(`${new URL(listUrl()).pathname}`, {
      "@context": AS2,
      id: listUrl(),
      type: "OrderedCollection",
      orderedItems: items,
      ...more,
    });
  const headerOf = (items: readonly string[], more: { collection?: string; url?: string } = {}): string =>
    `collectionId="${more.collection ?? `${cast.alice.uri}/followers`}", url="${more.url ?? listUrl()}", ` +
    `digest="${followersDigest(items)}"`;

  /** Alice (or who) posts for her followers with such a header; then what waits in the background is done. */
  async function hear(header: string, who = cast.alice): Promise<number> {
    const { ctx, inbox } = cast.here;
    const note = who.note("Nur für euch", { to: [`${who.uri}/followers`], cc: [] });
    const answer = await who.post(inbox, who.activity("Create", note), {
      headers: { "collection-synchronization": header },
    });
    expect(answer.status).toBe(202);
    expect(await workInbox(ctx)).toEqual([{ result: "accepted" }]);
    const jobs = (await jobRows(ctx, "background")).filter(({ payload }) => payload.includes("synchronize"));
    await ctx.sql`delete from jobs where queue = 'background'`;
    for (const { payload } of jobs) await processBackgroundJob(ctx, payload);
    return jobs.length;
  }
  const follows = async (id: string) => (await followBetween(cast.here.ctx, id, aliceRow.id))?.state ?? null;
  const both = async () => [await follows(cast.bobActor.id), await follows(carol.id)];

  test("50 a wrong digest leads to one signed question and the end of the stale follow, of ours only", async () => {
    const { here, bobActor, victim } = cast;
    const strangers = await insertActor(here.ctx, { host: "third.test" });
    await insertFollow(here.ctx, strangers.id, aliceRow.id);
    serveList([bobActor.uri, "https://third.test/users/else"]);
    expect(await hear(headerOf([bobActor.uri]))).toBe(1);
    expect(await both()).toEqual(["accepted", null]);
    expect(await follows(strangers.id)).toBe("accepted");
    const [asked] = victim.at(new URL(listUrl()).pathname);
    expect(asked?.headers.signature).toContain("keyId=");
    expect(await outgoing(here.ctx)).toEqual([]);
  });

  test("50 the right digest asks nobody", async () => {
    serveList([]);
    await hear(headerOf([carol.uri, cast.bobActor.uri]));
    expect(await both()).toEqual(["accepted", "accepted"]);
    expect(cast.victim.at(new URL(listUrl()).pathname)).toEqual([]);
  });

  test("50 whom the other side takes for a follower and who is none is taken off its list by an Undo", async () => {
    const { here, bobActor, serial } = cast;
    const { actorId } = await createMember(here.ctx, `dora${serial}`);
    const dora = `${here.ctx.origin}/ap/a/${actorId}`;
    const all = [bobActor.uri, carol.uri, dora];
    serveList(all);
    await hear(headerOf(all));
    expect(await both()).toEqual(["accepted", "accepted"]);
    expect(await outgoing(here.ctx)).toMatchObject([
      {
        type: "Undo",
        actorId,
        activity: { actor: dora, object: { type: "Follow", actor: dora, object: cast.alice.uri } },
        recipients: { actors: [aliceRow.id] },
      },
    ]);
  });

  test.each<[string, () => { header: string; items: string[]; more?: Wire }]>([
    ["another list than the announced one", () => ({ header: headerOf([cast.bobActor.uri]), items: [] })],
    [
      "a list on pages",
      () => ({ header: headerOf([]), items: [], more: { orderedItems: undefined, first: `${listUrl()}/1` } }),
    ],
    ["a list that goes on", () => ({ header: headerOf([]), items: [], more: { next: `${listUrl()}/2` } })],
    [
      "another collection than the sender's followers",
      () => ({ header: headerOf([], { collection: `${cast.alice.uri}/following` }), items: [] }),
    ],
    ["a list on another host", () => ({ header: headerOf([], { url: `${cast.evil.origin}/list` }), items: [] })],
    ["no digest", () => ({ header: `collectionId="${cast.alice.uri}/followers", url="${listUrl()}"`, items: [] })],
  ])("50 %s ends no follow", async (_, given) => {
    const { header, items, more } = given();
    serveList(items, more);
    const before = cast.evil.requests.length;
    await hear(header);
    expect(await both()).toEqual(["accepted", "accepted"]);
    expect(cast.evil.requests.length).toBe(before);
  });

  test("50 nobody speaks for another's followers", async () => {
    serveList([]);
    await hear(headerOf([]), cast.mallory);
    expect(await both()).toEqual(["accepted", "accepted"]);
    expect(cast.victim.at(new URL(listUrl()).pathname)).toEqual([]);
  });

  test("50 however often the digests differ, the list is asked for six times an hour", async () => {
    serveList([cast.bobActor.uri]);
    for (let time = 0; time < 10; time += 1) await hear(headerOf([]));
    expect(cast.victim.at(new URL(listUrl()).pathname)).toHaveLength(6);
    expect(await both()).toEqual(["accepted", "accepted"]);
  });

  test("50 what was sent before, a Follow or its answer, has half a minute to be worked off", async () => {
    const { here, alice } = cast;
    const note = alice.note("Nur für euch", { to: [`${alice.uri}/followers`], cc: [] });
    await alice.post(here.inbox, alice.activity("Create", note), {
      headers: { "collection-synchronization": headerOf([]) },
    });
    const [job] = await jobRows(here.ctx, "background");
    expect(job).toMatchObject({ due_in: 30, host: cast.victim.host });
    await workInbox(here.ctx);
  });
});
