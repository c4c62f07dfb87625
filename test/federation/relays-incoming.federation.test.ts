import { sql } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { actorByUri } from "../../src/features/actors/actors.queries.ts";
import { chooseExchange } from "../../src/features/district/district.usecases.ts";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import { liftRule, ruleOnPeer, takeOverList } from "../../src/features/peers/peers.usecases.ts";
import { RELAY_LIMIT } from "../../src/features/peers/relays.model.ts";
import { allRelays, type Relay } from "../../src/features/peers/relays.queries.ts";
import { leaveRelay } from "../../src/features/peers/relays.usecases.ts";
import { homeFeed } from "../../src/features/posts/posts.queries.ts";
import { lookAtRelay } from "../../src/federation/fetch/relays.ts";
import { useCast } from "../support/cast.ts";
import { ACCEPTED, clearInbox, deliver, ignoredFor } from "../support/inbox.ts";
import type { Instance } from "../support/instance.ts";
import { forgetOutgoing, outgoing } from "../support/outbox.ts";
import type { Peer, PeerActor, Wire } from "../support/peer.ts";
import { createMember } from "../support/people.ts";
import { proven } from "../support/proofs.ts";
import { createRelay, relayRow, subscribe, type TestRelay } from "../support/relays.ts";

const cast = useCast();
const { stored, create } = cast;
const PUBLIC = "https://www.w3.org/ns/activitystreams#Public";

let here: Instance;
let victim: Peer;
/** At the victim's host; nobody here follows her. */
let carla: PeerActor;
let admin: Account;
let relay: TestRelay;
let row: Relay;

beforeAll(async () => {
  admin = await createMember(cast.here.ctx, "leitung", "admin");
});

beforeEach(async () => {
  ({ here, victim } = cast);
  const { ctx } = here;
  await clearInbox(ctx);
  await chooseExchange(ctx, admin, { mode: "open", publishesBlocks: false });
  carla = await victim.person(`carla${cast.serial}`);
  relay = await createRelay(here.network, `relay${cast.serial}.test`, ctx.now);
  row = await subscribe(ctx, admin, relay.inbox);
});

afterEach(async () => {
  await chooseExchange(here.ctx, admin, { mode: "open", publishesBlocks: false });
  await here.ctx.sql`delete from relays`;
  await here.ctx.sql`delete from peers`;
});

const answer = (type: "Accept" | "Reject", by: PeerActor = relay.actor, object: unknown = row.followUri) =>
  deliver(here, by, by.activity(type, object));

const isIn = async (): Promise<void> => expect(await answer("Accept")).toEqual(ACCEPTED);

/** As Mastodon signs what may be passed on. Nobody here believes it. */
const ldSigned = (actor: PeerActor, activity: Wire): Wire => ({
  ...activity,
  signature: {
    type: "RsaSignature2017",
    creator: actor.keyId,
    created: "2026-11-28T08:00:00Z",
    signatureValue: "eA==",
  },
});

const forward = (activity: Wire, by = relay.actor) => deliver(here, by, activity);
const announce = (object: unknown, by = relay.actor) => deliver(here, by, by.activity("Announce", object));
const asked = (note: { id: string }) => here.network.asked.filter((line) => line === `GET ${note.id}`).length;

test("91 an address leads to the dialect of the relay there, or to the reason why there is none", async () => {
  const { ctx } = here;
  const { actor, inbox, peer } = relay;
  expect(await lookAtRelay(ctx, inbox)).toEqual({
    kind: "found",
    relay: { dialect: "mastodon", inboxUri: inbox, actorUri: null },
  });
  expect(await lookAtRelay(ctx, ` ${actor.uri} `)).toEqual({
    kind: "found",
    relay: { dialect: "litepub", inboxUri: inbox, actorUri: actor.uri },
  });
  peer.serve("/inbox", { status: 405, text: "" });
  expect(await lookAtRelay(ctx, inbox)).toMatchObject({ relay: { dialect: "mastodon" } });
  const reasons: [string, string][] = [
    ["relay", "address"],
    [`http://${peer.host}/inbox`, "address"],
    ["https://127.0.0.1/inbox", "address"],
    [`${peer.origin}:8443/inbox`, "address"],
    [`${ctx.origin}/ap/inbox`, "self"],
    ["https://nirgends.test/inbox", "nobody"],
    [`${peer.origin}/seite`, "nobody"],
    [carla.uri, "nobody"],
  ];
  for (const [address, reason] of reasons) {
    expect([address, await lookAtRelay(ctx, address)]).toEqual([address, { kind: "none", reason }]);
  }
  await ruleOnPeer(ctx, admin, { host: peer.host, severity: "suspend" });
  expect(await lookAtRelay(ctx, inbox)).toEqual({ kind: "none", reason: "blocked" });
});

test("91 a relay is what accepted us: what it passes on is fetched from its own server and stands in nobody's home", async () => {
  expect(row).toMatchObject({ dialect: "mastodon", state: "asked", actorUri: null, sharesOwn: false });
  await isIn();
  expect(await relayRow(here.ctx, row.id)).toMatchObject({ state: "accepted", actorUri: relay.actor.uri });
  const note = carla.note("<p>echt</p>");
  const activity = ldSigned(carla, create(carla, { ...note, content: "<p>gefälscht</p>", to: [PUBLIC] }));
  expect(await forward(activity)).toEqual(ACCEPTED);
  const post = await stored(note);
  expect(post).toMatchObject({ content: "<p>echt</p>", visibility: "public", local: false, groupId: null });
  expect(JSON.parse(post!.document)).toEqual(note);
  for (const viewer of [cast.bob, null]) {
    const feed = await homeFeed(here.ctx, viewer, { limit: 40 });
    expect(feed.map((entry) => entry.post.id)).not.toContain(post!.id);
  }
  expect(await forward(activity)).toEqual(ignoredFor("known"));
  expect(asked(note)).toBe(1);
  expect(await relayRow(here.ctx, row.id)).toMatchObject({
    received: 2,
    kept: 1,
    dropped: 0,
    lastReceivedAt: here.ctx.now(),
  });
});

test("91 what proves itself, passed on by a relay, is fetched all the same", async () => {
  await isIn();
  const note = carla.note("<p>echt</p>");
  const claimed = create(carla, { ...note, content: "<p>anders</p>" });
  expect(await forward(proven(carla, claimed, { created: here.ctx.now() }))).toEqual(ACCEPTED);
  expect((await stored(note))?.content).toBe("<p>echt</p>");
});

test("91 an announced id is fetched, also that of a Create; it is no boost", async () => {
  await isIn();
  const note = carla.note("<p>angekündigt</p>");
  expect(await announce(note.id)).toEqual(ACCEPTED);
  const post = await stored(note);
  expect(post?.content).toBe("<p>angekündigt</p>");
  const other = carla.note("<p>im Create</p>");
  victim.serve("/aktivitaet", { ...create(carla, other), id: `${victim.origin}/aktivitaet` });
  expect(await announce(`${victim.origin}/aktivitaet`)).toEqual(ACCEPTED);
  expect((await stored(other))?.content).toBe("<p>im Create</p>");
  const wrapped = carla.note("<p>verpackt</p>");
  expect(await announce(create(carla, { ...wrapped, content: "<p>gefälscht</p>" }))).toEqual(ACCEPTED);
  expect((await stored(wrapped))?.content).toBe("<p>verpackt</p>");
  expect(await announce(note.id)).toEqual(ignoredFor("known"));
  expect(await here.ctx.sql`select 1 from post_reactions where post_id = ${post!.id}`).toHaveLength(0);
});

test("91 nothing of a relay that has not accepted, has refused, or was never asked has an effect", async () => {
  const note = carla.note("<p>zu früh</p>");
  const activity = ldSigned(carla, create(carla, note));
  expect(await announce(note.id)).toEqual(ignoredFor("not-asked-for"));
  expect(await forward(activity)).toEqual(ignoredFor("not-asked-for"));
  expect(await answer("Reject")).toEqual(ACCEPTED);
  expect((await relayRow(here.ctx, row.id)).state).toBe("refused");
  const before = asked(note);
  expect(await announce(note.id)).toEqual(ignoredFor("relay-not-accepted"));
  expect(await forward(activity)).toEqual(ignoredFor("relay-not-accepted"));
  expect(asked(note)).toBe(before);
  const stranger = await createRelay(here.network, `anderes${cast.serial}.test`, here.ctx.now);
  expect(await announce(note.id, stranger.actor)).toEqual(ignoredFor("not-asked-for"));
  expect(await stored(note)).toBeNull();
  expect(await relayRow(here.ctx, row.id)).toMatchObject({ received: 0, lastReceivedAt: null });
});

test("91 only who was asked can answer: not another actor, not another host, not by another Follow", async () => {
  const other = await relay.peer.person("jemand", { type: "Application" });
  const person = await relay.peer.person("person", { inbox: relay.inbox });
  const elsewhere = await createRelay(here.network, `fremd${cast.serial}.test`, here.ctx.now);
  for (const who of [person, elsewhere.actor, carla]) {
    expect(await answer("Accept", who)).toEqual(ignoredFor("never-asked"));
  }
  other.document = { ...other.document, endpoints: {} };
  expect(await answer("Accept", other)).toEqual(ignoredFor("never-asked"));
  const instance = row.followUri.split("#")[0];
  expect(await answer("Accept", relay.actor, `${instance}#relay-1`)).toEqual(ignoredFor("never-asked"));
  expect((await relayRow(here.ctx, row.id)).state).toBe("asked");
  const embedded = { id: row.followUri, type: "Follow", actor: instance, object: PUBLIC };
  expect(await answer("Accept", relay.actor, embedded)).toEqual(ACCEPTED);
});

test("91 LitePub: both follow each other, and the relay's own Follow is granted; a stranger's waits", async () => {
  const { ctx } = here;
  await leaveRelay(ctx, admin, row.id);
  await forgetOutgoing(ctx);
  row = await subscribe(ctx, admin, relay.actor.uri);
  const instance = row.followUri.split("#")[0];
  expect((await outgoing(ctx))[0]).toMatchObject({
    activity: { type: "Follow", id: row.followUri, actor: instance, object: relay.actor.uri, to: [relay.actor.uri] },
    recipients: { inboxes: [relay.inbox] },
  });
  const back = relay.actor.activity("Follow", instance);
  expect(await deliver(here, relay.actor, back)).toEqual(ACCEPTED);
  const them = await actorByUri(ctx, relay.actor.uri);
  const { instanceActorId } = here.district;
  expect(await followBetween(ctx, them!.id, instanceActorId)).toMatchObject({ state: "accepted" });
  expect((await outgoing(ctx)).at(-1)).toMatchObject({
    activity: { type: "Accept", actor: instance, object: { id: back.id } },
  });
  await isIn();
  const stranger = await createRelay(here.network, `ungefragt${cast.serial}.test`, ctx.now);
  await deliver(here, stranger.actor, stranger.actor.activity("Follow", instance));
  const unknown = await actorByUri(ctx, stranger.actor.uri);
  expect(await followBetween(ctx, unknown!.id, instanceActorId)).toMatchObject({ state: "pending" });

  await forgetOutgoing(ctx);
  await leaveRelay(ctx, admin, row.id);
  expect((await outgoing(ctx)).map(({ activity }) => activity)).toMatchObject([
    { type: "Undo", actor: instance, object: { type: "Follow", id: row.followUri, object: relay.actor.uri } },
    { type: "Reject", actor: instance, object: { id: back.id } },
  ]);
  expect(await followBetween(ctx, them!.id, instanceActorId)).toMatchObject({ state: "rejected" });
});

test("91 after unsubscribing nothing of it has an effect", async () => {
  await isIn();
  await forgetOutgoing(here.ctx);
  await leaveRelay(here.ctx, admin, row.id);
  expect((await outgoing(here.ctx)).map(({ activity, recipients }) => ({ activity, recipients }))).toMatchObject([
    {
      activity: { type: "Undo", object: { type: "Follow", id: row.followUri, object: PUBLIC } },
      recipients: { inboxes: [relay.inbox] },
    },
  ]);
  const note = carla.note("<p>zu spät</p>");
  expect(await announce(note.id)).toEqual(ignoredFor("not-asked-for"));
  expect(await forward(ldSigned(carla, create(carla, note)))).toEqual(ignoredFor("not-asked-for"));
  expect(await stored(note)).toBeNull();
});

test("91 the origin is blocked, silenced or left out by the mode: nothing is taken, of a blocked one nothing asked", async () => {
  const { ctx } = here;
  await isIn();
  const note = carla.note("<p>gesperrt</p>");
  await ruleOnPeer(ctx, admin, { host: "victim.test", severity: "suspend" });
  expect(await announce(note.id)).toEqual(ignoredFor("federation.not-asked"));
  expect((await relay.actor.post(here.inbox, ldSigned(carla, create(carla, note)))).status).toBe(403);
  expect(asked(note)).toBe(0);
  await ruleOnPeer(ctx, admin, { host: "victim.test", severity: "silence" });
  expect(await announce(note.id)).toEqual(ignoredFor("silenced"));
  await liftRule(ctx, admin, "victim.test");
  await chooseExchange(ctx, admin, { mode: "allowList", publishesBlocks: false });
  await ctx.sql`insert into peers (host, trusted_at) values (${relay.peer.host}, now())
    on conflict (host) do update set trusted_at = now()`;
  const unlisted = carla.note("<p>nicht auf der Liste</p>");
  expect(await announce(unlisted.id)).toEqual(ignoredFor("federation.not-asked"));
  expect([asked(unlisted), await stored(unlisted), await stored(note)]).toEqual([0, null, null]);
});

test("91 in the modes that let relays rest nothing of it has an effect, and no relay is asked", async () => {
  const { ctx } = here;
  await isIn();
  await chooseExchange(ctx, admin, { mode: "partnersWrite", publishesBlocks: false });
  const note = carla.note("<p>ruht</p>");
  expect(await announce(note.id)).toEqual(ignoredFor("relays-rest"));
  expect(await forward(ldSigned(carla, create(carla, note)))).toEqual(ignoredFor("relays-rest"));
  await expect(subscribe(ctx, admin, relay.inbox)).rejects.toMatchObject({ code: "relays.rest" });
  await chooseExchange(ctx, admin, { mode: "closed", publishesBlocks: false });
  expect((await relay.actor.post(here.inbox, relay.actor.activity("Announce", note.id))).status).toBe(403);
  expect([asked(note), await stored(note)]).toEqual([0, null]);
});

test("91 what is not for everybody, is no post, or bears another id is not stored", async () => {
  await isIn();
  const followers = [`${carla.uri}/followers`];
  const refused: [Wire & { id: string }, string][] = [
    [carla.note("nicht gelistet", { to: followers, cc: [PUBLIC] }), "not-public"],
    [carla.note("für Folgende", { to: followers, cc: [] }), "not-public"],
    [carla.note("kein Beitrag", { type: "Collection" }), "federation.not-post"],
    [carla.note("fremder Autor", { attributedTo: cast.mallory.uri }), "federation.not-post"],
  ];
  for (const [note, reason] of refused) {
    expect([note.content, await announce(note.id)]).toEqual([note.content, ignoredFor(reason)]);
    expect(await stored(note)).toBeNull();
  }
  const target = carla.note("<p>Ziel</p>");
  const evilNote = { ...cast.mallory.note("unter fremder Id"), id: target.id };
  cast.evil.serve("/falsch", evilNote);
  expect(await announce("https://evil.test/falsch")).toEqual(ignoredFor("federation.fetch-failed"));
  expect(await stored(target)).toBeNull();
  for (const object of [here.district.actorUri, `${here.ctx.origin}/ap/o/1`, "keine Adresse", null, {}, 7]) {
    expect([object, (await announce(object)).result]).toEqual([object, "ignored"]);
  }
});

test("91 a relay changes and deletes nothing: only its own server's word counts", async () => {
  await isIn();
  const note = carla.note("<p>erste Fassung</p>");
  await announce(note.id);
  here.ctx.advance(60_000);
  const edited = { ...note, content: "<p>zweite Fassung</p>", updated: cast.later(0) };
  const update = (content: string) => ldSigned(carla, carla.activity("Update", { ...edited, content }));
  await forward(update("<p>gefälscht</p>"));
  expect((await stored(note))?.content).toBe("<p>erste Fassung</p>");
  victim.serve(new URL(note.id).pathname, edited);
  expect(await forward(update("<p>gefälscht</p>"))).toEqual(ACCEPTED);
  expect((await stored(note))?.content).toBe("<p>zweite Fassung</p>");
  const remove = ldSigned(carla, carla.activity("Delete", note.id));
  expect(await forward(remove)).toEqual(ignoredFor("not-gone"));
  expect((await stored(note))?.deletedAt).toBeNull();
  victim.serve(new URL(note.id).pathname, { status: 410, text: "" });
  expect(await forward(remove)).toEqual(ACCEPTED);
  expect((await stored(note))?.deletedAt).not.toBeNull();
  expect(await announce(note.id)).toEqual(ignoredFor("known"));
  const unknown = carla.note("<p>nie gesehen</p>");
  expect(await forward(ldSigned(carla, carla.activity("Update", unknown)))).toEqual(ignoredFor("not-known"));
  expect(await stored(unknown)).toBeNull();
});

test("91 beyond the limit of an hour nothing is asked: it is dropped, and counted; each week is counted anew", async () => {
  const { ctx } = here;
  await isIn();
  const { points, seconds } = RELAY_LIMIT;
  await ctx.sql`insert into rate_limits (key, points, expires_at)
    values (${`relay:${row.id}`}, ${points - 1}, ${new Date(ctx.now().getTime() + seconds * 1000).toISOString()})`;
  const [last, beyond, later] = [
    carla.note("<p>letzter</p>"),
    carla.note("<p>zu viel</p>"),
    carla.note("<p>danach</p>"),
  ];
  expect(await announce(last.id)).toEqual(ACCEPTED);
  expect(await announce(beyond.id)).toEqual(ignoredFor("asked-enough"));
  expect(await forward(ldSigned(carla, create(carla, beyond)))).toEqual(ignoredFor("asked-enough"));
  expect([asked(beyond), await stored(beyond)]).toEqual([0, null]);
  expect(await relayRow(ctx, row.id)).toMatchObject({ received: 3, kept: 1, dropped: 2 });
  ctx.advance(7 * 24 * 3_600_000);
  expect(await announce(later.id)).toEqual(ACCEPTED);
  expect(await relayRow(ctx, row.id)).toMatchObject({ received: 1, kept: 1, dropped: 0 });
});

test("91 one origin is asked no oftener on a relay's word than on anybody's", async () => {
  const { ctx } = here;
  await isIn();
  await ctx.sql`insert into rate_limits (key, points, expires_at)
    values ('hearsay:victim.test', 300, ${new Date(ctx.now().getTime() + 300_000).toISOString()})`;
  const note = carla.note("<p>zu viel</p>");
  expect(await announce(note.id)).toEqual(ignoredFor("asked-enough"));
  expect(asked(note)).toBe(0);
});

test("91 an origin that does not answer is asked once for a hint, and the hint is let go", async () => {
  await isIn();
  const note = carla.note("<p>Störung</p>");
  victim.serve(new URL(note.id).pathname, { status: 503, text: "" });
  expect(await announce(note.id)).toEqual(ignoredFor("federation.fetch-failed"));
  expect(asked(note)).toBe(1);
});

test("91 a blocked relay is heard no more, and the subscription has ended, also when the block ends", async () => {
  const { ctx } = here;
  await isIn();
  await forgetOutgoing(ctx);
  const note = carla.note("<p>vom gesperrten Relay</p>");
  await ruleOnPeer(ctx, admin, { host: relay.peer.host, severity: "suspend" });
  expect((await relay.actor.post(here.inbox, relay.actor.activity("Announce", note.id))).status).toBe(403);
  expect(await allRelays(ctx)).toEqual([]);
  expect(await outgoing(ctx)).toEqual([]);
  await liftRule(ctx, admin, relay.peer.host);
  expect(await announce(note.id)).toEqual(ignoredFor("not-asked-for"));
  expect(await stored(note)).toBeNull();
});

test("91 a list that blocks a relay we have heard nothing of ends the subscription too", async () => {
  const { ctx } = here;
  const rule = { rejectMedia: false, rejectReports: false, publicReason: "", privateReason: "", obfuscated: false };
  await takeOverList(ctx, admin, { rules: [{ host: relay.peer.host, severity: "suspend", ...rule }], trusted: [] });
  expect(await allRelays(ctx)).toEqual([]);
});

test("91 only admins subscribe, share and unsubscribe; one that accepted is not asked twice, one that refused is", async () => {
  const { ctx } = here;
  await expect(subscribe(ctx, cast.bob, relay.inbox)).rejects.toMatchObject({ code: "peers.only-admins" });
  await expect(leaveRelay(ctx, cast.bob, row.id)).rejects.toMatchObject({ code: "peers.only-admins" });
  await isIn();
  await expect(subscribe(ctx, admin, relay.inbox)).rejects.toMatchObject({ code: "relays.known" });
  await answer("Reject");
  const again = await subscribe(ctx, admin, relay.inbox);
  expect(again).toMatchObject({ id: row.id, state: "asked", actorUri: null, answeredAt: null });
  expect(again.followUri).not.toBe(row.followUri);
  expect(await answer("Accept")).toEqual(ignoredFor("never-asked"));
  row = again;
  await isIn();
  const rows = await ctx.db.execute(sql`select id from relays`);
  expect(rows).toHaveLength(1);
});
