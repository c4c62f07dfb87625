import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actorById, actorByUri } from "../../src/features/actors/actors.queries.ts";
import type { FederationMode } from "../../src/features/district/district.model.ts";
import { chooseExchange } from "../../src/features/district/district.usecases.ts";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import { submissionsOf } from "../../src/features/groups/groups.queries.ts";
import { storeUpload } from "../../src/features/media/media.usecases.ts";
import { liftRule, ruleOnPeer, trustPeer } from "../../src/features/peers/peers.usecases.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { deliveryHandler } from "../../src/federation/delivery/worker.ts";
import { dispatchOutbox } from "../../src/federation/dispatch.ts";
import { fetchDocument, fetchJson } from "../../src/federation/fetch/fetch-document.ts";
import { explainLookUp } from "../../src/federation/fetch/lookup.ts";
import type { Viewer } from "../../src/platform/viewer.ts";
import { picture } from "../features/media/media.files.ts";
import { sendToFollowers } from "../support/delivering.ts";
import { ACCEPTED, clearInbox, deliver, ignoredFor, workInbox } from "../support/inbox.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import { createPeer, type Peer, type PeerActor } from "../support/peer.ts";
import { createMember, sessionOf, tokenOf } from "../support/people.ts";
import { jobRows, startQueue } from "../support/queue.ts";
import { insertFollow, insertPost } from "../support/rows.ts";

let us: Instance;
let admin: Viewer;
let friend: Peer;
let stranger: Peer;
let anna: PeerActor;
let mallory: PeerActor;

beforeAll(async () => {
  us = await createInstance();
  admin = await createMember(us.ctx, "ada", "admin");
  friend = await createPeer(us.network, "freund.test", us.ctx.now);
  stranger = await createPeer(us.network, "fremd.test", us.ctx.now);
  anna = await friend.person("anna");
  mallory = await stranger.person("mallory");
  await trustPeer(us.ctx, admin, "freund.test", true);
});

beforeEach(async () => {
  await clearInbox(us.ctx);
  us.network.asked.length = 0;
});

const choose = (mode: FederationMode): Promise<void> => chooseExchange(us.ctx, admin, { mode, publishesBlocks: false });

afterEach(() => choose("partnersWrite"));

const AS2 = "application/activity+json";
const ask = (path: string, headers: Record<string, string> = { accept: AS2 }) =>
  us.network.send(`https://heslach.test${path}`, { headers });

/** A public note of ours. */
async function ourNote(): Promise<string> {
  const author = await actorById(us.ctx, us.district.actorId);
  return new URL((await insertPost(us.ctx, author!)).uri).pathname;
}

describe("allow-list", () => {
  beforeEach(() => choose("allowList"));

  test("48 a GET is answered 401 unsigned, 403 signed by a stranger, 200 signed by somebody on the list", async () => {
    const note = await ourNote();
    const paths = [
      note,
      `${note}/antworten`,
      `/ap/a/${us.district.actorId}`,
      `/ap/a/${us.district.actorId}/outbox`,
      `/ap/a/${us.district.instanceActorId}/stadtteile`,
      "/@heslach",
    ];
    for (const path of paths) {
      const unsigned = await ask(path);
      expect([path, unsigned.status]).toEqual([path, 401]);
      expect(unsigned.headers["www-authenticate"]).toBe("Signature");
      expect([path, (await mallory.get(`https://heslach.test${path}`)).status]).toEqual([path, 403]);
      expect([path, (await anna.get(`https://heslach.test${path}`)).status]).toEqual([path, 200]);
    }
    // Nobody who is not on the list is asked for a key.
    expect(us.network.asked.filter((asked) => asked.includes("fremd.test"))).toEqual([]);
  });

  test("48 uploads and documents by the API are for members, our pages and listed servers", async () => {
    const member = await createMember(us.ctx, "mira");
    const [token, session] = [await tokenOf(us.ctx, member), await sessionOf(us.ctx, member)];
    const item = await storeUpload(us.ctx, member, {
      bytes: await picture(20, 20).png().toBuffer(),
      fileName: "a.png",
    });
    const upload = `/media/${item.storageKey}`;
    const author = await actorById(us.ctx, us.district.actorId);
    const post = await insertPost(us.ctx, author!, { kind: "projectNote" });
    const document = `/api/v1/stadtteil/projects/${post.id}/document`;
    for (const path of [upload, `${upload}/klein`, document]) {
      expect([path, (await ask(path, {})).status]).toEqual([path, 401]);
      expect([path, (await mallory.get(`https://heslach.test${path}`)).status]).toEqual([path, 403]);
      const listed = await anna.get(`https://heslach.test${path}`);
      expect([path, listed.status, listed.headers["cache-control"]]).toEqual([path, 200, "private, no-store"]);
    }
    expect((await ask(document, { authorization: `Bearer ${token}` })).status).toBe(200);
    expect((await ask(upload, { cookie: `__Host-stv=${session}` })).status).toBe(200);
    expect((await ask(upload, { "sec-fetch-site": "same-origin" })).status).toBe(200);
    expect((await ask(upload, { referer: "https://heslach.test/projekte" })).status).toBe(200);
    expect((await ask(upload, { referer: "https://heslach.test.evil.test/" })).status).toBe(401);
    // Microblog servers fetch pictures unsigned and say who they are.
    const named = (host: string) => ask(upload, { "user-agent": `http.rb/5.3 (Mastodon/4.5.0; +https://${host}/)` });
    expect([(await named("freund.test")).status, (await named("fremd.test")).status]).toEqual([200, 401]);
    await choose("closed");
    expect([(await named("freund.test")).status, (await anna.get(`https://heslach.test${upload}`)).status]).toEqual([
      404, 404,
    ]);
    expect((await ask(upload, { "sec-fetch-site": "same-origin" })).status).toBe(200);
    await choose("partnersWrite");
    const open = await ask(upload, {});
    expect([open.status, open.headers["cache-control"]]).toEqual([200, "public, max-age=31536000, immutable"]);
  });

  test("48 a signature that does not fit is 401", async () => {
    const forged = await anna.get(`https://heslach.test${await ourNote()}`, { key: mallory.rsa });
    expect(forged.status).toBe(401);
  });

  test("T101 what a listed server gets is kept by no cache in between", async () => {
    const answer = await anna.get(`https://heslach.test${await ourNote()}`);
    expect(answer.headers["cache-control"]).toBe("private, no-store");
    expect(answer.headers.vary).toBe("Accept, Signature, Authorization, Cookie");
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  });

  test("48 instance actor, WebFinger and NodeInfo answer everybody; people read the pages", async () => {
    for (const path of [
      `/ap/a/${us.district.instanceActorId}`,
      "/",
      "/.well-known/webfinger?resource=acct:heslach@heslach.test",
      "/.well-known/nodeinfo",
      "/nodeinfo/2.1",
    ]) {
      expect([path, (await ask(path)).status]).toEqual([path, 200]);
    }
    for (const path of ["/", "/projekte", "/@heslach"]) {
      expect([path, (await ask(path, { accept: "text/html" })).status]).toEqual([path, 200]);
    }
  });

  test("48 an inbox takes from listed servers only, and names below a listed one are not meant", async () => {
    expect(await deliver(us, anna, anna.activity("Follow", us.district.actorUri))).toEqual(ACCEPTED);
    const refused = await mallory.post(us.inbox, mallory.activity("Follow", us.district.actorUri));
    expect(refused.status).toBe(403);
    const below = await (await createPeer(us.network, "unter.freund.test", us.ctx.now)).person("u");
    expect((await below.post(us.inbox, below.activity("Follow", us.district.actorUri))).status).toBe(403);
    expect(await actorByUri(us.ctx, mallory.uri)).toBeNull();
  });

  test("only listed servers are asked, by whatever way", async () => {
    await expect(fetchDocument(us.ctx, mallory.uri)).rejects.toMatchObject({ kind: "forbidden" });
    expect((await fetchDocument(us.ctx, anna.uri)).uri).toBe(anna.uri);
    expect(await explainLookUp(us.ctx, "@mallory@fremd.test")).toEqual({ kind: "none", reason: "blocked" });
    expect(us.network.asked).toEqual([`GET ${anna.uri}`]);
  });

  test("what waits in the inbox from a server that left the list has no effect", async () => {
    await choose("partnersWrite");
    const note = mallory.note("zu spät", { cc: [us.district.actorUri] });
    expect((await mallory.post(us.inbox, mallory.activity("Create", note))).status).toBe(202);
    await choose("allowList");
    expect(await workInbox(us.ctx)).toEqual([ignoredFor("blocked")]);
    expect(await postByUri(us.ctx, note.id)).toBeNull();
  });

  test("deliveries go to listed servers only", async () => {
    const district = await actorById(us.ctx, us.district.actorId);
    for (const who of [anna, mallory]) {
      await choose("partnersWrite");
      await deliver(us, who, who.activity("Follow", us.district.actorUri));
    }
    await us.ctx.sql`delete from jobs`;
    await choose("allowList");
    await sendToFollowers(us.ctx, district!, "liste");
    const [entry] = await jobRows(us.ctx, "outbox");
    await dispatchOutbox(us.ctx, entry!.payload);
    expect((await jobRows(us.ctx, "delivery")).map(({ host }) => host)).toEqual(["freund.test"]);
    await us.ctx.sql`delete from jobs`;
  });
});

describe("closed", () => {
  beforeEach(() => choose("closed"));

  test("no document is there, not even signed for; the instance actor, WebFinger and NodeInfo stay; pages too", async () => {
    for (const path of [await ourNote(), `/ap/a/${us.district.actorId}`, "/@heslach"]) {
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
      expect([path, (await anna.get(`https://heslach.test${path}`)).status]).toEqual([path, 404]);
    }
    for (const path of [`/ap/a/${us.district.instanceActorId}`, "/", "/.well-known/nodeinfo"]) {
      expect([path, (await ask(path)).status]).toEqual([path, 200]);
    }
    const page = await ask("/projekte", { accept: "text/html" });
    expect(page.status).toBe(200);
  });

  test("nothing comes in, nobody is asked", async () => {
    expect((await anna.post(us.inbox, anna.activity("Follow", us.district.actorUri))).status).toBe(403);
    await expect(fetchDocument(us.ctx, anna.uri)).rejects.toMatchObject({ kind: "forbidden" });
    expect(us.network.asked).toEqual([]);
  });

  test("what was queued before goes nowhere", async () => {
    const payload = JSON.stringify({ actorId: us.district.actorId, inbox: anna.inbox });
    await us.ctx.sql`insert into job_bodies (body) values ('{}')`;
    const [job] = await us.ctx.sql`insert into jobs (queue, host, payload, body_id, run_at)
      values ('delivery', 'freund.test', ${payload}, (select max(id) from job_bodies), 'epoch') returning id`;
    startQueue(us.ctx, { queue: "delivery", concurrency: 1, handle: deliveryHandler(us.ctx) });
    await expect.poll(async () => (await us.ctx.sql`select 1 from jobs where id = ${job!.id}`).length).toBe(0);
    expect(friend.inboxed).toEqual([]);
  });
});

test("decision 8: in the mode open anybody may open threads in our groups, the first after a look; otherwise only partners", async () => {
  // Nobody whom an earlier test made a member of the group.
  const newcomer = await (await createPeer(us.network, "neu-hier.test", us.ctx.now)).person("nora");
  for (const [mode, waiting] of [
    ["partnersWrite", false],
    ["open", true],
  ] as const) {
    await choose(mode);
    const note = newcomer.note(`<p>${mode}</p>`, { cc: [us.district.actorUri], audience: us.district.actorUri });
    await deliver(us, newcomer, newcomer.activity("Create", note));
    expect((await postByUri(us.ctx, note.id))?.groupId ?? null).toBeNull();
    const held = await submissionsOf(us.ctx, us.district.actorId, 99);
    expect(held.some(({ post }) => post.uri === note.id)).toBe(waiting);
  }
});

describe("a blocked server", () => {
  /** A fresh server whose Bert follows our district and is followed by a member of ours, and a note of his. */
  async function acquaintance(host: string) {
    const peer = await createPeer(us.network, host, us.ctx.now);
    const bert = await peer.person("bert");
    const member = await createMember(us.ctx, `m_${host.replace(/\W/g, "_")}`);
    expect(await deliver(us, bert, bert.activity("Follow", us.district.actorUri))).toEqual(ACCEPTED);
    const his = await actorByUri(us.ctx, bert.uri);
    await insertFollow(us.ctx, member.actorId, his!.id);
    await us.ctx.sql`update actors set following_count = 1 where id = ${member.actorId}`;
    const note = bert.note("von dort");
    expect(await deliver(us, bert, bert.activity("Create", note))).toEqual(ACCEPTED);
    await us.ctx.sql`delete from jobs`;
    return { peer, bert, member, his: his!, note };
  }
  const suspend = (host: string) => ruleOnPeer(us.ctx, admin, { host, severity: "suspend" });
  const counts = async (id: string) => {
    const actor = await actorById(us.ctx, id);
    return [actor!.followersCount, actor!.followingCount];
  };

  test("T109 90 follows end both ways, queued deliveries and activities are dropped, content is hidden, 403", async () => {
    const { bert, member, his, note } = await acquaintance("boese.test");
    const [before] = await counts(us.district.actorId);
    for (const queue of ["delivery", "inbox"]) {
      await us.ctx.sql`insert into jobs (queue, host, payload) values (${queue}, 'boese.test', '{}'),
        (${queue}, 'sub.boese.test:8443', '{}'), (${queue}, 'nichtboese.test', '{}')`;
    }
    await suspend("boese.test");
    const left = await us.ctx.sql`select queue, host from jobs where queue in ('delivery', 'inbox') order by queue`;
    expect(left.map(({ host }) => host)).toEqual(["nichtboese.test", "nichtboese.test"]);
    expect(await followBetween(us.ctx, his.id, us.district.actorId)).toBeNull();
    expect(await followBetween(us.ctx, member.actorId, his.id)).toBeNull();
    expect(await counts(us.district.actorId)).toEqual([before! - 1, 0]);
    expect(await counts(member.actorId)).toEqual([0, 0]);
    expect((await bert.post(us.inbox, bert.activity("Create", bert.note("noch eins")))).status).toBe(403);
    us.network.asked.length = 0;
    await expect(fetchDocument(us.ctx, bert.uri)).rejects.toMatchObject({ kind: "forbidden" });
    expect(await explainLookUp(us.ctx, bert.uri)).toEqual({ kind: "none", reason: "blocked" });
    expect(await explainLookUp(us.ctx, note.id)).toEqual({ kind: "none", reason: "blocked" });
    expect(us.network.asked).toEqual([]);
    await us.ctx.sql`delete from jobs`;
  });

  test("90 lifted in time, their follows count again, ours are asked for anew, content is back", async () => {
    const { bert, member, his, note } = await acquaintance("geirrt.test");
    const [before] = await counts(us.district.actorId);
    await suspend("geirrt.test");
    await liftRule(us.ctx, admin, "geirrt.test");
    expect(await followBetween(us.ctx, his.id, us.district.actorId)).toMatchObject({ state: "accepted" });
    expect(await counts(us.district.actorId)).toEqual([before, 0]);
    const ours = await followBetween(us.ctx, member.actorId, his.id);
    expect(ours).toMatchObject({ state: "pending" });
    const [sent] = await jobRows(us.ctx, "outbox");
    expect(JSON.parse(sent!.payload).activity).toMatchObject({ id: ours!.uri, type: "Follow", object: bert.uri });
    expect(await explainLookUp(us.ctx, note.id)).toMatchObject({ kind: "post" });
    expect(await deliver(us, bert, bert.activity("Accept", ours!.uri))).toEqual(ACCEPTED);
    expect(await deliver(us, bert, bert.activity("Create", bert.note("wieder da")))).toEqual(ACCEPTED);
    await us.ctx.sql`delete from jobs`;
  });

  test("a redirect to it is not followed", async () => {
    await suspend("umweg.test");
    const target = await createPeer(us.network, "umweg.test", us.ctx.now);
    target.serve("/finger", { subject: "x" });
    friend.serve("/finger", { status: 302, headers: { location: "https://umweg.test/finger" }, text: "" });
    await expect(fetchJson(us.ctx, "https://freund.test/finger", "application/json", true)).rejects.toMatchObject({
      kind: "forbidden",
    });
    expect(target.requests).toEqual([]);
  });

  test("what others embed or boost from it does not come in", async () => {
    const { bert, note } = await acquaintance("eingebettet.test");
    await suspend("eingebettet.test");
    const unknown = bert.note("nie gesehen");
    for (const object of [note.id, unknown.id, unknown]) {
      const outcome = await deliver(us, anna, anna.activity("Announce", object));
      expect(outcome.result).toBe("ignored");
    }
    expect(await postByUri(us.ctx, unknown.id)).toBeNull();
    const [boosts] = await us.ctx.sql`select count(*)::int as n from post_reactions where kind = 'boost'`;
    expect(boosts!.n).toBe(0);
  });
});

test("whoever is on a silenced host waits for an answer to a follow", async () => {
  const peer = await createPeer(us.network, "laut.test", us.ctx.now);
  const carla = await peer.person("carla");
  await ruleOnPeer(us.ctx, admin, { host: "laut.test", severity: "silence" });
  expect(await deliver(us, carla, carla.activity("Follow", us.district.actorUri))).toEqual(ACCEPTED);
  const her = await actorByUri(us.ctx, carla.uri);
  expect(await followBetween(us.ctx, her!.id, us.district.actorId)).toMatchObject({ state: "pending" });
  expect((await jobRows(us.ctx, "outbox")).map(({ payload }) => JSON.parse(payload).activity.type)).toEqual([]);
});

test("reports from a host whose reports are rejected have no effect", async () => {
  const peer = await createPeer(us.network, "meldet.test", us.ctx.now);
  const paul = await peer.person("paul");
  await ruleOnPeer(us.ctx, admin, { host: "meldet.test", severity: "noop", rejectReports: true });
  expect(await deliver(us, paul, paul.activity("Flag", [us.district.actorUri]))).toEqual(
    ignoredFor("reports-rejected"),
  );
});
