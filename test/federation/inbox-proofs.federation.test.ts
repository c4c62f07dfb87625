import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { actorByUri } from "../../src/features/actors/actors.queries.ts";
import { useCast } from "../support/cast.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import type { PeerActor, Wire } from "../support/peer.ts";
import { proven } from "../support/proofs.ts";
import { insertPost } from "../support/rows.ts";

const cast = useCast();
const { create, stored } = cast;
const STRUCTURED = { type: "Article", name: "Titel", "stv:kind": "ProjectNote", "stv:version": 1 };

/** Alice's, with a proof that is hers. */
const byAlice = (activity: Wire, more: { bare?: boolean } = {}): Wire =>
  proven(cast.alice, activity, { created: cast.here.ctx.now(), ...more });
const gets = (): number => cast.victim.requests.filter(({ method }) => method === "GET").length;

/** Mallory passes it on; and how often Alice's server was asked because of it. */
async function passedOn(activity: Wire, by: PeerActor = cast.mallory) {
  const before = gets();
  const outcome = await deliver(cast.here, by, activity);
  return { outcome, asked: gets() - before };
}

test.each([false, true])(
  "what Alice proves to be hers is hers, whoever passes it on (proof without context: %s)",
  async (bare) => {
    const { here, alice, bobActor } = cast;
    const parent = await insertPost(here.ctx, bobActor);
    const note = alice.note("bewiesen", { inReplyTo: parent.uri });
    expect(await passedOn(byAlice(create(alice, note), { bare }))).toEqual({ outcome: ACCEPTED, asked: 0 });
    expect((await stored(note))?.content).toBe("bewiesen");
    here.ctx.advance(60_000);
    const edited = { ...note, content: "bearbeitet", updated: cast.later(0) };
    expect(await passedOn(byAlice(alice.activity("Update", edited)))).toEqual({ outcome: ACCEPTED, asked: 0 });
    expect((await stored(note))?.content).toBe("bearbeitet");
    expect(await passedOn(byAlice(alice.activity("Delete", note.id)))).toEqual({ outcome: ACCEPTED, asked: 0 });
    expect((await stored(note))?.deletedAt).not.toBeNull();
    expect(await passedOn(byAlice(create(alice, note)))).toEqual({ outcome: ignoredFor("deleted"), asked: 0 });
  },
);

test("39 a structured object is read from its origin, proven or not", async () => {
  const { alice } = cast;
  const note = alice.note("wie es dort steht", STRUCTURED);
  const { outcome, asked } = await passedOn(byAlice(create(alice, { ...note, content: "anders" })));
  expect({ outcome, asked }).toEqual({ outcome: ACCEPTED, asked: 1 });
  expect((await stored(note))?.content).toBe("wie es dort steht");
});

test.each<[string, (activity: Wire) => Wire]>([
  ["altered after it was made", (activity) => ({ ...activity, published: "2026-01-01T00:00:00Z" })],
  [
    "made by a key of Mallory's",
    (activity) => proven(cast.alice, bare(activity), { created: cast.here.ctx.now(), key: cast.mallory.ed25519 }),
  ],
  [
    "by a key that Alice does not list",
    (activity) =>
      proven(cast.alice, bare(activity), {
        created: cast.here.ctx.now(),
        more: { verificationMethod: `${cast.alice.uri}#other` },
      }),
  ],
  [
    "expired",
    (activity) =>
      proven(cast.alice, bare(activity), { created: cast.here.ctx.now(), more: { expires: cast.later(-1) } }),
  ],
])("T037 a proof that is %s counts for nothing: the origin is asked", async (_, change) => {
  const { alice } = cast;
  const note = alice.note("echt");
  const forged = change(byAlice(create(alice, { ...note, content: "falsch" })));
  expect((await passedOn(forged)).outcome).toEqual(ACCEPTED);
  expect((await stored(note))?.content).toBe("echt");
});

const bare = ({ proof: _, ...activity }: Wire): Wire => activity;

test("T037 a proof of one's own beside a right signature is not needed, and a wrong one does no harm", async () => {
  const { here, alice } = cast;
  const note = alice.note("direkt");
  const odd = { ...byAlice(create(alice, note)), proof: { type: "DataIntegrityProof", proofValue: "z1" } };
  expect(await deliver(here, alice, odd)).toEqual(ACCEPTED);
});

test("T034 an LD signature alone is never believed, a proof of Mallory's own does not speak for Alice", async () => {
  const { here, alice, mallory } = cast;
  const note = alice.note("echt");
  const claimed = create(alice, { ...note, content: "falsch" });
  const signature = { type: "RsaSignature2017", creator: alice.keyId, signatureValue: "eA==" };
  const theirs = proven(mallory, claimed, { created: here.ctx.now() });
  expect((await passedOn({ ...theirs, signature })).outcome).toEqual(ACCEPTED);
  expect((await stored(note))?.content).toBe("echt");
});

test("T035 proven likes and follows that somebody else passes on have no effect: they could be sent again for ever", async () => {
  const { here, alice, bobActor } = cast;
  const own = await insertPost(here.ctx, bobActor);
  for (const activity of [alice.activity("Like", own.uri), alice.activity("Follow", bobActor.uri)]) {
    expect((await passedOn(byAlice(activity))).outcome).toEqual(ignoredFor("not-verifiable"));
  }
});

test("T032 a new proof key is found by one look at the actor; then it is not looked for again in five minutes", async () => {
  const { here, alice, victim } = cast;
  const fresh = await victim.person(`neu${cast.serial}`);
  alice.document = { ...alice.document, assertionMethod: (fresh.document.assertionMethod as Wire[]).map(mine) };
  function mine(key: Wire): Wire {
    return { ...key, id: alice.ed25519KeyId, controller: alice.uri };
  }
  await here.ctx.sql`update actors set document = replace(document, '#ed25519', '#gone') where uri = ${alice.uri}`;
  here.ctx.advance(6 * 60_000);
  const activity = (): Wire =>
    proven(alice, create(alice, alice.note("neuer Schlüssel")), { created: here.ctx.now(), key: fresh.ed25519 });
  expect(await passedOn(activity())).toEqual({ outcome: ACCEPTED, asked: 1 });
  expect(await passedOn(activity())).toEqual({ outcome: ACCEPTED, asked: 0 });
  const unknown = generateKeyPairSync("ed25519").privateKey;
  const more = { verificationMethod: `${alice.uri}#nowhere` };
  const forged = proven(alice, create(alice, alice.note("falsch")), { created: here.ctx.now(), key: unknown, more });
  const before = await actorByUri(here.ctx, alice.uri);
  await passedOn(forged);
  expect((await actorByUri(here.ctx, alice.uri))?.fetchedAt).toEqual(before?.fetchedAt);
});
