import { beforeEach, expect, test } from "vitest";
import { type Actor, actorByUri } from "../../src/features/actors/actors.queries.ts";
import { follows } from "../../src/features/follows/follows.table.ts";
import { knownDistrictAt, listedDistricts, tiesAmong } from "../../src/features/partners/directory.queries.ts";
import { noteMentions } from "../../src/features/partners/directory.store.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import { type Elsewhere, remoteDistrict, takeJob } from "../support/partners.ts";
import type { Peer, PeerActor, Wire } from "../support/peer.ts";
import { insertFollow } from "../support/rows.ts";

let here: Instance;
/** Becomes our partner, and tells us whom it knows. */
let sendling: Peer;
let partner: PeerActor;

const district = (host: string, more: Wire = {}): Promise<Elsewhere> =>
  remoteDistrict(here.network, here.ctx.now, host, more);

function tells({ peer, actor }: Elsewhere, named: readonly (Wire | string)[]): void {
  const context = "https://www.w3.org/ns/activitystreams";
  const list = `${peer.origin}/stadtteile`;
  peer.serve("/instanz", {
    "@context": context,
    id: `${peer.origin}/instanz`,
    type: "Application",
    "stv:knownDistricts": list,
  });
  peer.serve("/stadtteile", {
    "@context": context,
    id: list,
    type: "OrderedCollection",
    attributedTo: actor.uri,
    totalItems: named.length,
    orderedItems: named,
  });
}

const as = (relation: string, { actor }: Elsewhere): Wire => ({
  id: actor.uri,
  type: "Group",
  "stv:relation": relation,
});

const crawl = async (steps: number): Promise<void> => {
  await workOnce();
  for (let step = 1; step < steps; step += 1) {
    const job = await takeJob(here.ctx, "directory");
    here.ctx.advance(Math.max(0, job?.due_in ?? 0) * 1000);
    await workOnce();
  }
};

async function workOnce(): Promise<void> {
  await processBackgroundJob(here.ctx, JSON.stringify({ kind: "directory" }));
}

const listed = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await listedDistricts(here.ctx)).map(({ host, relation }) => [host, relation]));

async function makePartner(elsewhere: Elsewhere): Promise<Actor> {
  const actor = await resolveActor(here.ctx, elsewhere.actor.uri);
  await insertFollow(here.ctx, here.district.actorId, actor.id);
  await insertFollow(here.ctx, actor.id, here.district.actorId);
  return actor;
}

beforeEach(async () => {
  here = await createInstance();
  const made = await district("sendling.test");
  sendling = made.peer;
  partner = made.actor;
  await makePartner(made);
});

test("89 what a partner names is looked at and listed, and asked no further: two steps from here; nobody is followed", async () => {
  const giesing = await district("giesing.test");
  const au = await district("au.test");
  const far = await district("fern.test");
  tells({ peer: sendling, actor: partner }, [as("partner", giesing), au.actor.uri]);
  tells(giesing, [as("known", far)]);
  const before = await here.ctx.db.$count(follows);
  await crawl(6);
  expect(await listed()).toEqual({ "sendling.test": "partner", "giesing.test": "known", "au.test": "known" });
  expect(far.peer.requests).toEqual([]);
  expect(giesing.peer.at("/stadtteile")).toEqual([]);
  expect(await here.ctx.db.$count(follows)).toBe(before);
  expect(await actorByUri(here.ctx, far.actor.uri)).toBeNull();
  const instance = await here.network.send(`https://heslach.test/ap/a/${here.district.instanceActorId}/stadtteile`, {
    headers: { accept: "application/activity+json" },
  });
  expect(instance.json()).toMatchObject({ totalItems: 3 });
});

test("89 whoever is no district, whose handle leads elsewhere, who cannot be had, or does not want to be found, is not listed", async () => {
  const good = [
    await district("gut1.test"),
    await district("gut2.test"),
    await district("gut3.test"),
    await district("gut4.test"),
  ];
  const person = await district("person.test", { type: "Person" });
  const group = await district("gruppe.test", { "stv:kind": "Group" });
  const lying = await district("luegt.test");
  lying.peer.forget(`/.well-known/webfinger?resource=${encodeURIComponent("acct:luegt@luegt.test")}`);
  const shy = await district("scheu.test", { discoverable: false });
  tells({ peer: sendling, actor: partner }, [
    ...good.map((one) => as("known", one)),
    as("known", person),
    as("known", group),
    as("known", lying),
    as("known", shy),
  ]);
  await crawl(10);
  expect(Object.keys(await listed()).sort()).toEqual(
    ["gut1.test", "gut2.test", "gut3.test", "gut4.test", "sendling.test"].sort(),
  );
  expect(await knownDistrictAt(here.ctx, lying.actor.uri)).toMatchObject({ state: "failed" });
});

test("89 a list of which most is false counts for nothing", async () => {
  const good = await district("gut.test");
  const bad = [await district("eins.test", { type: "Person" }), await district("zwei.test", { type: "Person" })];
  tells({ peer: sendling, actor: partner }, [as("known", good), ...bad.map((one) => as("known", one))]);
  await crawl(6);
  expect(await listed()).toEqual({ "sendling.test": "partner" });
  // Named by somebody else as well, it is listed.
  const other = await district("redlich.test");
  tells(other, [as("known", good)]);
  await makePartner(other);
  here.ctx.advance(3_600_000);
  await crawl(3);
  expect(Object.keys(await listed()).sort()).toEqual(["gut.test", "redlich.test", "sendling.test"]);
});

test("89 twenty servers an hour, five hundred districts in all; what is in the house or ours is not even noted", async () => {
  const named = Array.from({ length: 700 }, (_, number) => ({ id: `https://viele${number}.test/d`, type: "Group" }));
  const inside = [
    "https://localhost/d",
    "http://sendling.test/d",
    "https://heslach.test/ap/a/1",
    "https://10.0.0.1/d",
    "ftp://x",
  ];
  tells({ peer: sendling, actor: partner }, [...inside, ...named]);
  await workOnce();
  expect(await knownDistrictAt(here.ctx, "https://viele1.test/d")).not.toBeNull();
  for (const uri of inside) expect(await knownDistrictAt(here.ctx, uri)).toBeNull();
  const [known] = await here.ctx.sql<{ n: number }[]>`select count(*)::int as n from known_districts`;
  expect(known?.n).toBeLessThanOrEqual(500);
  await takeJob(here.ctx, "directory");
  const start = here.ctx.now().getTime();
  const hosts = new Set<string>();
  for (let step = 0; step < 30; step += 1) {
    await workOnce();
    const job = await takeJob(here.ctx, "directory");
    for (const asked of here.network.asked) hosts.add(new URL(asked.split(" ")[1]!).host);
    if (here.ctx.now().getTime() + job!.due_in * 1000 > start + 3_500_000) break;
    here.ctx.advance(job!.due_in * 1000);
  }
  expect(hosts.size).toBeLessThanOrEqual(20);
});

test("a blocked server is neither asked nor listed; what it named before is, if others name it too", async () => {
  const giesing = await district("giesing.test");
  tells({ peer: sendling, actor: partner }, [as("known", giesing)]);
  await here.ctx.sql`insert into peers (host, blocked_at) values ('giesing.test', now())`;
  await crawl(4);
  expect(giesing.peer.requests).toEqual([]);
  expect(await listed()).toEqual({ "sendling.test": "partner" });
});

test("two partners are tied when each names the other as its partner, not when one does", async () => {
  const giesing = await district("giesing.test");
  const actor = await makePartner(giesing);
  const known = await resolveActor(here.ctx, partner.uri);
  tells({ peer: sendling, actor: partner }, [as("partner", giesing)]);
  tells(giesing, []);
  await crawl(3);
  expect(await tiesAmong(here.ctx, [actor.id, known.id])).toEqual([]);
  await noteMentions(here.ctx, "giesing.test", [{ uri: partner.uri, host: "sendling.test", relation: "partner" }]);
  expect(await tiesAmong(here.ctx, [actor.id, known.id])).toHaveLength(1);
});
