import { beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { type Actor, actorByUri } from "../../src/features/actors/actors.queries.ts";
import { explainLookUp, lookUp } from "../../src/federation/fetch/lookup.ts";
import { useCast } from "../support/cast.ts";
import type { Instance } from "../support/instance.ts";
import type { Peer, PeerActor } from "../support/peer.ts";
import { blockHost, insertPost } from "../support/rows.ts";

const cast = useCast();
let here: Instance;
let victim: Peer;
let evil: Peer;
let bob: Account;
let bobActor: Actor;
let serial: number;
/** Somebody whom nobody here knows. */
let carla: PeerActor;
let name: string;

function answerWebFinger(peer: Peer, handle: string, href: string, more: object = {}): void {
  const resource = encodeURIComponent(`acct:${handle}@${peer.host}`);
  const links = [
    { rel: "http://webfinger.net/rel/profile-page", type: "text/html", href: `${peer.origin}/@${handle}` },
    { rel: "self", type: "application/activity+json", href },
  ];
  peer.serve(`/.well-known/webfinger?resource=${resource}`, {
    headers: { "content-type": "application/jrd+json" },
    text: JSON.stringify({ subject: `acct:${handle}@${peer.host}`, links, ...more }),
  });
}

beforeEach(async () => {
  ({ here, victim, evil, bob, bobActor, serial } = cast);
  name = `carla${serial}`;
  carla = await victim.person(name);
  answerWebFinger(victim, name, carla.uri);
});

describe("a handle", () => {
  test.each(["@{}@victim.test", "{}@victim.test", "acct:{}@victim.test", " @{}@VICTIM.test "])(
    "as %j",
    async (shape) => {
      const found = await lookUp(here.ctx, shape.replace("{}", name));
      expect(found?.uri).toBe(carla.uri);
      expect(await actorByUri(here.ctx, carla.uri)).toMatchObject({ handle: name, host: "victim.test", local: false });
    },
  );

  test("of ours is found without asking anybody, and a wrong one too", async () => {
    const before = here.network.asked.length;
    expect((await lookUp(here.ctx, `@bob${serial}`))?.id).toBe(bob.actorId);
    expect((await lookUp(here.ctx, `@bob${serial}@heslach.test`))?.id).toBe(bob.actorId);
    expect(await explainLookUp(here.ctx, "@niemand@heslach.test")).toEqual({ kind: "none", reason: "not-found" });
    expect(here.network.asked.length).toBe(before);
  });

  test("that is known is not asked for again", async () => {
    await lookUp(here.ctx, `@${name}@victim.test`);
    const before = here.network.asked.length;
    expect((await lookUp(here.ctx, `@${name}@victim.test`))?.uri).toBe(carla.uri);
    expect(here.network.asked.length).toBe(before);
  });

  test("may lead to another host: then it is that host's actor", async () => {
    answerWebFinger(evil, name, carla.uri);
    expect(await lookUp(here.ctx, `@${name}@evil.test`)).toMatchObject({ uri: carla.uri, host: "victim.test" });
  });

  test("that cannot be had: null, with the reason", async () => {
    expect(await lookUp(here.ctx, "@niemand@victim.test")).toBeNull();
    const reasons = async (text: string) => explainLookUp(here.ctx, text);
    expect(await reasons("@niemand@victim.test")).toEqual({ kind: "none", reason: "not-found" });
    expect(await reasons("@x@gibt-es-nicht.test")).toEqual({ kind: "none", reason: "unreachable" });
    expect(await reasons("zwei Worte")).toEqual({ kind: "none", reason: "unreadable" });
    expect(await reasons("wort")).toEqual({ kind: "none", reason: "unreadable" });
    expect(await reasons("https://user:pw@victim.test/")).toEqual({ kind: "none", reason: "unreadable" });
    await blockHost(here.ctx, "gesperrt.test");
    expect(await reasons("@x@gesperrt.test")).toEqual({ kind: "none", reason: "blocked" });
    answerWebFinger(victim, "leer", "javascript:alert(1)");
    expect(await reasons("@leer@victim.test")).toEqual({ kind: "none", reason: "not-found" });
  });
});

describe("an address", () => {
  test("of an actor, and of its page", async () => {
    const page = String(carla.document.url);
    victim.serve(new URL(page).pathname, () => carla.document);
    expect((await lookUp(here.ctx, page))?.uri).toBe(carla.uri);
    expect((await lookUp(here.ctx, carla.uri))?.uri).toBe(carla.uri);
  });

  test("of a server's front page means its district, not its technical actor", async () => {
    const group = await victim.person(`quartier${serial}`, { type: "Group" });
    const technical = await victim.person(`instanz${serial}`, { type: "Application", "stv:district": group.uri });
    victim.serve("/", () => technical.document);
    expect((await lookUp(here.ctx, victim.origin))?.uri).toBe(group.uri);
    expect((await lookUp(here.ctx, technical.uri))?.uri).toBe(technical.uri);
    const liar = await evil.person(`luegt${serial}`, { type: "Application", "stv:district": group.uri });
    evil.serve("/", () => liar.document);
    expect((await lookUp(here.ctx, evil.origin))?.uri).toBe(liar.uri);
  });

  test("of a post, and of its page, whose id differs on the same host; with its author and what it answers", async () => {
    const root = carla.note("oben");
    const note = carla.note("unten", { inReplyTo: root.id });
    victim.serve("/seite/1", note);
    const found = await explainLookUp(here.ctx, `${victim.origin}/seite/1`);
    expect(found).toMatchObject({ kind: "post", post: { uri: note.id, content: "unten" } });
    expect((await lookUp(here.ctx, root.id))?.uri).toBe(root.id);
    expect((await actorByUri(here.ctx, carla.uri))?.handle).toBe(name);
  });

  test("of ours is found here, if the reader may see it", async () => {
    const own = await insertPost(here.ctx, bobActor, { visibility: "followers" });
    const before = here.network.asked.length;
    expect(await lookUp(here.ctx, own.uri)).toBeNull();
    expect((await lookUp(here.ctx, own.uri, bob))?.uri).toBe(own.uri);
    expect((await lookUp(here.ctx, bobActor.url))?.id).toBe(bob.actorId);
    expect(await lookUp(here.ctx, `${here.ctx.origin}/nichts`)).toBeNull();
    expect(here.network.asked.length).toBe(before);
  });

  test("of a document that claims an id of another host: nothing", async () => {
    evil.serve("/falsch", () => carla.document);
    expect(await lookUp(here.ctx, `${evil.origin}/falsch`)).toBeNull();
    const note = carla.note("echt");
    evil.serve("/note", { ...note, id: `${evil.origin}/note` });
    expect(await lookUp(here.ctx, `${evil.origin}/note`)).toBeNull();
  });
});
