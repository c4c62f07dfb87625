import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { peers } from "../../src/features/actors/actors.table.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { enqueueBackground } from "../../src/platform/background.ts";
import { useCast } from "../support/cast.ts";
import type { Instance } from "../support/instance.ts";
import { createPeer, type Peer, type PeerActor, type Wire } from "../support/peer.ts";
import { jobRows } from "../support/queue.ts";

const AS2 = "https://www.w3.org/ns/activitystreams";
const cast = useCast();
let here: Instance;
let peer: Peer;
let anna: PeerActor;
let serial: number;

beforeEach(async () => {
  ({ here, serial } = cast);
  peer = await createPeer(here.network, `peer${serial}.test`, here.ctx.now);
  anna = await peer.person("anna");
});

const json = (document: object): { headers: Record<string, string>; text: string } => ({
  headers: { "content-type": "application/json" },
  text: JSON.stringify(document),
});

describe("what a host is", () => {
  const look = (): Promise<void> =>
    processBackgroundJob(here.ctx, JSON.stringify({ kind: "peer-info", host: peer.host }));
  const row = async () => (await here.ctx.db.select().from(peers).where(eq(peers.host, peer.host)))[0];
  const nodeInfo = (software: Wire, links: Wire[] = []): void => {
    const rel = "http://nodeinfo.diaspora.software/ns/schema/2.1";
    peer.serve("/.well-known/nodeinfo", json({ links: [{ rel, href: `${peer.origin}/nodeinfo/2.1` }, ...links] }));
    peer.serve("/nodeinfo/2.1", json({ version: "2.1", software }));
  };

  test.each([
    ["mastodon", "plain"],
    ["gotosocial", "plain"],
    ["lemmy", "wrapped"],
    ["NodeBB", "wrapped"],
  ])("%s takes Announces in the %s form", async (name, form) => {
    nodeInfo({ name, version: "1.0" });
    await look();
    expect(await row()).toMatchObject({ software: name.toLowerCase(), version: "1.0", announceForm: form });
  });

  test("our own kind says so by its instance actor", async () => {
    const rel = `${AS2}#Application`;
    nodeInfo({ name: "umbenannt", version: "9" }, [{ rel, href: `${peer.origin}/instanz` }]);
    peer.serve("/instanz", {
      "@context": AS2,
      id: `${peer.origin}/instanz`,
      type: "Application",
      implements: [{ type: "Link", href: "https://w3id.org/stadtteilvernetzer/ns#1.0" }],
    });
    await look();
    expect((await row())?.announceForm).toBe("wrapped");
  });

  test("a host that says nothing stays a microblog and is asked again a day later, not before", async () => {
    await look();
    expect(await row()).toMatchObject({ software: null, announceForm: "plain" });
    nodeInfo({ name: "lemmy", version: "1" });
    await look();
    expect((await row())?.software).toBeNull();
    here.ctx.advance(25 * 60 * 60 * 1000);
    await look();
    expect(await row()).toMatchObject({ software: "lemmy", announceForm: "wrapped" });
  });

  test("links to other hosts are not followed", async () => {
    const rel = "http://nodeinfo.diaspora.software/ns/schema/2.1";
    peer.serve("/.well-known/nodeinfo", json({ links: [{ rel, href: "https://evil.test/nodeinfo/2.1" }] }));
    const before = here.network.asked.length;
    await look();
    expect(here.network.asked.slice(before)).toEqual([`GET ${peer.origin}/.well-known/nodeinfo`]);
  });
});

describe("reading what was published before", () => {
  /** Runs the steps as the worker would, a second apart, and says how many there were. */
  async function backfill(): Promise<number> {
    const actor = await resolveActor(here.ctx, anna.uri, { maxAgeMs: 0 });
    await enqueueBackground(here.ctx, { kind: "backfill", actorId: actor.id });
    for (let steps = 0; ; steps += 1) {
      const job = (await jobRows(here.ctx, "background")).find(({ payload }) => payload.includes(`"${actor.id}"`));
      if (!job || steps > 100) return steps;
      expect(job.due_in).toBe(0);
      await here.ctx.sql`delete from jobs where id = ${job.id}`;
      await processBackgroundJob(here.ctx, job.payload);
      here.ctx.advance(1000);
    }
  }
  const collection = (path: string, more: Wire): void =>
    peer.serve(path, { "@context": AS2, id: `${peer.origin}${path}`, type: "OrderedCollection", ...more });

  test("a district's catalogue, its pinned posts and its newest: at most 20 objects, one request a second", async () => {
    const notes = Array.from({ length: 30 }, (_, n) =>
      anna.note(`${n}`, { type: "Article", name: `Projekt ${n}`, "stv:kind": "ProjectNote", "stv:version": 1 }),
    );
    anna.document = { ...anna.document, "stv:projects": `${anna.uri}/projekte` };
    collection("/users/anna/projekte", { totalItems: 30, first: `${anna.uri}/projekte/vor/1` });
    collection("/users/anna/projekte/vor/1", {
      type: "OrderedCollectionPage",
      orderedItems: notes.map(({ id }) => ({ id, type: "Article", "stv:version": 1 })),
      next: `${anna.uri}/projekte/vor/2`,
    });
    expect(await backfill()).toBe(22);
    const stored = await Promise.all(notes.map(({ id }) => postByUri(here.ctx, id)));
    expect(stored.filter((post) => post !== null)).toHaveLength(20);
    expect(stored[0]).toMatchObject({ kind: "projectNote", title: "Projekt 0" });
  });

  test("an outbox of activities; boosts by their id, others' notes never from a Create", async () => {
    const own = anna.note("eigene");
    const boosted = cast.alice.note("geteilt");
    const foreign = cast.mallory.note("untergeschoben");
    collection("/users/anna/outbox", {
      orderedItems: [
        anna.activity("Create", own),
        anna.activity("Announce", boosted.id),
        anna.activity("Create", { ...foreign, content: "falsch" }),
        { type: "Tombstone", id: `${peer.origin}/notes/weg` },
        { ...own, id: `${peer.origin}/notes/weg2` },
      ],
    });
    await backfill();
    expect((await postByUri(here.ctx, own.id))?.content).toBe("eigene");
    expect((await postByUri(here.ctx, boosted.id))?.content).toBe("geteilt");
    expect(await postByUri(here.ctx, foreign.id)).toBeNull();
    expect(peer.at("/notes/weg")).toEqual([]);
  });

  test("T092 an outbox of a thousand pages, and pages that lead in a circle, end", async () => {
    for (let page = 1; page <= 1000; page += 1) {
      collection(`/users/anna/outbox/${page}`, { orderedItems: [], next: `${anna.uri}/outbox/${page + 1}` });
    }
    collection("/users/anna/outbox", { first: `${anna.uri}/outbox/1` });
    expect(await backfill()).toBe(10);
    collection("/users/anna/outbox", { first: `${anna.uri}/outbox/1`, next: `${anna.uri}/outbox` });
    collection("/users/anna/outbox/1", { next: `${anna.uri}/outbox/1`, first: `${anna.uri}/outbox` });
    expect(await backfill()).toBe(2);
  });
});
