import { beforeEach, describe, expect, test } from "vitest";
import { actorByUri } from "../../src/features/actors/actors.queries.ts";
import { adoptionsFor, claimOf, listedAdoptions } from "../../src/features/adoptions/adoptions.queries.ts";
import { adoptProject } from "../../src/features/adoptions/usecases/adopt.ts";
import { blockActor, unblockActor } from "../../src/features/follows/relations.usecases.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { type PublishedNote, publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { resolvePost } from "../../src/federation/fetch/resolve.ts";
import { TryAgain } from "../../src/platform/jobs.worker.ts";
import { SHORT_REQUEST } from "../features/project-notes/notes.ts";
import { trust } from "../support/adopting.ts";
import { useCast } from "../support/cast.ts";
import { createTestApp } from "../support/http.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import type { Instance } from "../support/instance.ts";
import { forgetOutgoing, outgoing } from "../support/outbox.ts";
import type { Peer, PeerActor, Wire } from "../support/peer.ts";
import { jobRows } from "../support/queue.ts";

const cast = useCast();
let here: Instance;
let alice: PeerActor;
let mallory: PeerActor;
let victim: Peer;
let evil: Peer;
/** Ours, and who wrote it. */
let own: PublishedNote;

beforeEach(async () => {
  ({ here, alice, mallory, victim, evil } = cast);
  await here.ctx.sql`delete from jobs`;
  own = await publishProjectNote(here.ctx, cast.bob, { ...SHORT_REQUEST, title: `Lastenrad ${cast.serial}` });
  await trust(here, "victim.test");
  await here.ctx.sql`delete from jobs`;
});

/** Does what waits in the background; look-ups of peers and threads are left alone. */
async function work(kinds = ["check-adoption", "verify-adoption", "lineage"]): Promise<void> {
  for (;;) {
    const jobs = (await jobRows(here.ctx, "background")).filter(({ payload }) =>
      kinds.includes(JSON.parse(payload).kind),
    );
    if (jobs.length === 0) return;
    for (const { id, payload } of jobs) {
      await here.ctx.sql`delete from jobs where id = ${id}`;
      await processBackgroundJob(here.ctx, payload);
    }
  }
}

const STV = { stv: "https://w3id.org/stadtteilvernetzer/ns#" };
const CONTEXT = ["https://www.w3.org/ns/activitystreams", STV];

/** A note of a peer that says it was taken over from ours, served at its id. */
function adoptedNote(by: PeerActor, from: string | null, more: Wire = {}): Wire & { id: string } {
  return by.note("<p>Übernommen.</p>", {
    "@context": CONTEXT,
    type: "Article",
    name: "Lastenrad am Hafen",
    summary: "Ein Rad für alle.",
    "stv:kind": "ProjectNote",
    "stv:profile": "1.0",
    "stv:version": 1,
    ...(from !== null && { "stv:adoptedFrom": [from] }),
    "stv:projectNote": {
      "stv:status": "idea",
      "stv:goal": "Weniger Autos.",
      "stv:adoption": { "stv:state": "agreed" },
    },
    ...more,
  });
}
const offer = (by: PeerActor, adopted: string, origin = own.uri, more: Wire = {}) =>
  by.activity("Offer", adopted, { target: { type: "OrderedCollection", id: `${origin}/uebernahmen` }, ...more });
const answers = async () => (await outgoing(here.ctx)).filter(({ type }) => type === "Accept" || type === "Reject");
const listed = () => listedAdoptions(here.ctx, own.id);
const rows = async () => (await adoptionsFor(here.ctx, own.id, { limit: 10 })).map(({ adoption }) => adoption);
const get = (url: string) => here.network.send(url, { headers: { accept: "application/activity+json" } });

describe("offers to a note of ours", () => {
  test("75 a good one is answered with a stamp, told to followers, and the same one again with the same stamp", async () => {
    const note = adoptedNote(alice, own.uri);
    expect(await deliver(here, alice, offer(alice, note.id, own.uri, { content: "<p>Hallo</p>" }))).toEqual(ACCEPTED);
    expect(await answers()).toEqual([]);
    await work();
    const [accept] = await answers();
    expect(accept?.activity).toMatchObject({
      type: "Accept",
      actor: cast.bobActor.uri,
      to: [alice.uri],
      object: { type: "Offer", actor: alice.uri, object: note.id, target: `${own.uri}/uebernahmen` },
    });
    const stampUri = String(accept?.activity.result);
    expect((await get(stampUri)).json()).toMatchObject({ type: "Relationship", subject: note.id, object: own.uri });
    const add = (await outgoing(here.ctx)).find(({ type }) => type === "Add");
    expect(add?.activity).toMatchObject({ object: note.id, target: { id: `${own.uri}/uebernahmen` } });
    expect((await rows())[0]).toMatchObject({ state: "accepted", message: "Hallo" });

    await forgetOutgoing(here.ctx);
    expect(await deliver(here, alice, offer(alice, note.id))).toEqual(ACCEPTED);
    await work();
    expect((await answers()).map(({ activity }) => activity.result)).toEqual([stampUri]);
    expect((await outgoing(here.ctx)).filter(({ type }) => type === "Add")).toEqual([]);
    expect(await rows()).toHaveLength(1);
  });

  test("76 one for a note on another host is refused, and nobody is asked for it", async () => {
    const note = adoptedNote(alice, own.uri);
    expect(await deliver(here, mallory, offer(mallory, note.id))).toEqual(ignoredFor("foreign-object"));
    expect(await answers()).toMatchObject([{ type: "Reject", activity: { to: [mallory.uri] } }]);
    await work();
    expect(victim.at(new URL(note.id).pathname)).toEqual([]);
    expect(await rows()).toEqual([]);
  });

  test.each<[string, () => Promise<string> | string]>([
    ["says nothing of an origin", () => adoptedNote(alice, null).id],
    ["names another origin", () => adoptedNote(alice, `${evil.origin}/notes/else`).id],
    [
      "was written by somebody else",
      async () => {
        const neighbour = await victim.person(`neighbour${cast.serial}`);
        return adoptedNote(neighbour, own.uri).id;
      },
    ],
    ["is no article", () => adoptedNote(alice, own.uri, { type: "Note" }).id],
    [
      "bears the id of another host",
      () => {
        victim.serve("/notes/other-id", adoptedNote(alice, own.uri, { id: `${evil.origin}/notes/1` }));
        return `${victim.origin}/notes/other-id`;
      },
    ],
    ["is not there", () => `${victim.origin}/notes/nowhere`],
  ])("76 one for a note that %s is refused, and nothing is listed", async (_, given) => {
    await deliver(here, alice, offer(alice, await given()));
    // What cannot be read today is refused after a day.
    here.ctx.advance(25 * 60 * 60 * 1000);
    await work();
    expect(await answers()).toMatchObject([{ type: "Reject", activity: { to: [alice.uri] } }]);
    expect(await listed()).toEqual([]);
    expect((await rows()).map(({ state }) => state)).toEqual(["refused"]);
  });

  test("76 one that was refused because it did not point back counts once it does", async () => {
    const note = adoptedNote(alice, null);
    await deliver(here, alice, offer(alice, note.id));
    await work();
    expect((await rows())[0]?.state).toBe("refused");
    victim.serve(new URL(note.id).pathname, { ...note, "stv:adoptedFrom": [own.uri], "stv:version": 2 });
    expect(await deliver(here, alice, offer(alice, note.id))).toEqual(ACCEPTED);
    await work();
    expect((await rows())[0]?.state).toBe("accepted");
  });

  test("76 nobody speaks for a neighbour on the same host, nor takes the place of one who offers later", async () => {
    const neighbour = await victim.person(`neighbour${cast.serial}`);
    const note = adoptedNote(alice, own.uri);
    await deliver(here, neighbour, offer(neighbour, note.id));
    await deliver(here, alice, offer(alice, note.id));
    await work();
    const answered = await answers();
    expect(answered.map(({ type, activity }) => [type, (activity.to as string[])[0]]).sort()).toEqual([
      ["Accept", alice.uri],
      ["Reject", neighbour.uri],
    ]);
    expect(await listed()).toHaveLength(1);
  });

  test("76 an Offer that is replayed, or signed by somebody else, changes nothing", async () => {
    const note = adoptedNote(alice, own.uri);
    const activity = offer(alice, note.id);
    await deliver(here, alice, activity);
    await work();
    await forgetOutgoing(here.ctx);
    expect(await deliver(here, alice, activity)).toEqual(ignoredFor("duplicate"));
    const stolen = await mallory.post(here.inbox, activity);
    expect(stolen.status).toBe(401);
    await work();
    expect(await answers()).toEqual([]);
  });

  test("76 an Offer of something else, or to what is none of ours, has no effect", async () => {
    const note = adoptedNote(alice, own.uri);
    expect(await deliver(here, alice, alice.activity("Offer", { type: "Agreement" }))).toEqual(
      ignoredFor("not-handled: Offer"),
    );
    const elsewhere = offer(alice, note.id, `${evil.origin}/notes/1`);
    expect(await deliver(here, alice, elsewhere)).toEqual(ignoredFor("no-such-note"));
    await work();
    expect(await answers()).toEqual([]);
  });

  test("75 while the adopter's server cannot be read it waits, for a day", async () => {
    const note = adoptedNote(alice, own.uri);
    const path = new URL(note.id).pathname;
    victim.serve(path, { status: 503, text: "later" });
    await deliver(here, alice, offer(alice, note.id));
    await expect(work()).rejects.toBeInstanceOf(TryAgain);
    const [row] = await rows();
    expect(row?.state).toBe("checking");
    const job = JSON.stringify({ kind: "check-adoption", adoptionId: row?.id });
    here.ctx.advance(23 * 60 * 60 * 1000);
    await expect(processBackgroundJob(here.ctx, job)).rejects.toBeInstanceOf(TryAgain);
    expect(await answers()).toEqual([]);
    here.ctx.advance(2 * 60 * 60 * 1000);
    await processBackgroundJob(here.ctx, job);
    expect(await answers()).toMatchObject([{ type: "Reject" }]);
  });

  test("76 a deleted note of ours refuses, and who is blocked by its author is not answered", async () => {
    const note = adoptedNote(alice, own.uri);
    const author = await actorByUri(here.ctx, alice.uri);
    await blockActor(here.ctx, cast.bob, author?.id ?? "");
    expect(await deliver(here, alice, offer(alice, note.id))).toEqual(ignoredFor("blocked-by-author"));
    await unblockActor(here.ctx, cast.bob, author?.id ?? "");
    await here.ctx.sql`update posts set deleted_at = now() where id = ${own.id}`;
    expect(await deliver(here, alice, offer(alice, note.id))).toEqual(ignoredFor("note-gone"));
    expect(await answers()).toMatchObject([{ type: "Reject" }]);
  });

  test("80 who deletes the adopted note ends it; nobody else can", async () => {
    const note = adoptedNote(alice, own.uri);
    await deliver(here, alice, offer(alice, note.id));
    await work();
    await forgetOutgoing(here.ctx);
    await deliver(here, mallory, mallory.activity("Delete", note.id));
    expect(await listed()).toHaveLength(1);
    expect(await deliver(here, alice, alice.activity("Delete", note.id))).toEqual(ACCEPTED);
    expect(await listed()).toEqual([]);
    expect((await outgoing(here.ctx)).map(({ type }) => type)).toContain("Remove");
  });
});

describe("answers to an Offer of ours", () => {
  let origin: Wire & { id: string };
  let note: PublishedNote;
  const stampAt = (path: string, more: Wire = {}) => {
    const id = `${victim.origin}${path}`;
    const stamp = {
      "@context": CONTEXT,
      id,
      type: "Relationship",
      attributedTo: alice.uri,
      subject: note.uri,
      relationship: "https://w3id.org/stadtteilvernetzer/ns#adoptedFrom",
      object: origin.id,
      ...more,
    };
    victim.serve(path, stamp);
    return id;
  };
  const accept = (by: PeerActor, result: string) =>
    by.activity("Accept", { id: `${note.uri}#offer-adoption`, type: "Offer" }, { result });
  const claim = () => claimOf(here.ctx, note.id);

  beforeEach(async () => {
    origin = adoptedNote(alice, null, { name: "Lastenrad vom Hafen" });
    const post = await resolvePost(here.ctx, origin.id);
    note = await adoptProject(here.ctx, cast.bob, post.id, {
      title: `Lastenrad bei uns ${cast.serial}`,
      measures: "Wir leihen es aus.",
      targetGroups: ["alle"],
    });
  });

  test("75 what is offered names both notes, and is sent after the note itself to the origin's author", async () => {
    const sent = (await outgoing(here.ctx)).filter(({ actorId }) => actorId === cast.bob.actorId);
    expect(sent.map(({ type }) => type)).toEqual(["Create", "Offer"]);
    const [create, offered] = sent;
    expect(offered?.orderingKey).toBe(create?.orderingKey);
    expect(offered?.activity).toMatchObject({
      id: `${note.uri}#offer-adoption`,
      actor: cast.bobActor.uri,
      to: [alice.uri],
      object: note.uri,
      target: { id: `${origin.id}/uebernahmen`, attributedTo: alice.uri },
    });
    expect((create?.activity.object as Wire | undefined)?.cc).toContain(alice.uri);
  });

  test("75 a stamp that holds confirms the note by a silent change", async () => {
    const before = await postByUri(here.ctx, note.uri);
    const stampUri = stampAt("/stamps/good");
    expect(await deliver(here, alice, accept(alice, stampUri))).toEqual(ACCEPTED);
    expect((await claim())?.state).toBe("open");
    await work();
    expect(await claim()).toMatchObject({ state: "confirmed", stampUri });
    const after = await postByUri(here.ctx, note.uri);
    expect(JSON.parse(after?.document ?? "{}")["stv:adoptionProof"]).toBe(stampUri);
    expect(after?.version).toBe(2);
    expect(after?.updatedAt).toEqual(before?.updatedAt);
    const updates = (await outgoing(here.ctx)).filter(({ activity }) => activity.type === "Update");
    expect(updates.map(({ recipients }) => recipients.announceForm)).toEqual(["wrapped"]);
    const page = await (await createTestApp(here.ctx).request(`/projekte/${note.slug}/verlauf`)).text();
    expect(page).not.toContain("Fassung 2");
  });

  test.each<[string, Wire]>([
    ["with another subject", { subject: "https://evil.test/notes/1" }],
    ["for another origin", { object: "https://victim.test/notes/other" }],
    ["by somebody else", { attributedTo: "https://victim.test/users/else" }],
    ["of another kind", { type: "Note" }],
    ["for another relationship", { relationship: "https://w3id.org/stadtteilvernetzer/ns#else" }],
  ])("77 a stamp %s gives no badge", async (_, more) => {
    expect(await deliver(here, alice, accept(alice, stampAt("/stamps/bad", more)))).toEqual(ACCEPTED);
    await work();
    expect((await claim())?.state).toBe("refused");
    expect(JSON.parse((await postByUri(here.ctx, note.uri))?.document ?? "{}")).not.toHaveProperty("stv:adoptionProof");
  });

  test("77 a stamp on a third host is not even asked for, and one that is not there gives no badge", async () => {
    evil.serve("/stamps/1", { id: `${evil.origin}/stamps/1` });
    expect(await deliver(here, alice, accept(alice, `${evil.origin}/stamps/1`))).toEqual(ignoredFor("no-stamp"));
    await work();
    expect(evil.at("/stamps/1")).toEqual([]);
    expect(await deliver(here, alice, accept(alice, `${victim.origin}/stamps/nowhere`))).toEqual(ACCEPTED);
    await work();
    expect((await claim())?.state).toBe("refused");
  });

  test("77 only the origin's author answers, and only what was offered", async () => {
    const stampUri = stampAt("/stamps/good");
    expect(await deliver(here, mallory, accept(mallory, stampUri))).toEqual(ignoredFor("not-the-origin"));
    const neighbour = await victim.person(`neighbour${cast.serial}`);
    expect(await deliver(here, neighbour, accept(neighbour, stampUri))).toEqual(ignoredFor("not-the-origin"));
    const never = alice.activity("Accept", { id: `${own.uri}#offer-adoption`, type: "Offer" }, { result: stampUri });
    expect(await deliver(here, alice, never)).toEqual(ignoredFor("never-offered"));
    await work();
    expect((await claim())?.state).toBe("open");
  });

  test("77 a refusal is shown with its reason, and is no Reject of a follow", async () => {
    const reject = alice.activity("Reject", `${note.uri}#offer-adoption`, {
      content: "<p>Bitte <b>erst</b> anrufen.</p>",
    });
    expect(await deliver(here, mallory, { ...reject, id: `${mallory.uri}#r`, actor: mallory.uri })).toEqual(
      ignoredFor("not-the-origin"),
    );
    expect(await deliver(here, alice, reject)).toEqual(ACCEPTED);
    expect(await claim()).toMatchObject({ state: "refused", reason: "Bitte erst anrufen." });
  });

  test("80 only who gave the stamp takes it back", async () => {
    const stampUri = stampAt("/stamps/good");
    await deliver(here, alice, accept(alice, stampUri));
    await work();
    const neighbour = await victim.person(`neighbour${cast.serial}`);
    expect(await deliver(here, neighbour, neighbour.activity("Delete", stampUri))).toEqual(
      ignoredFor("not-the-author"),
    );
    expect(await deliver(here, mallory, mallory.activity("Delete", stampUri))).toEqual(ignoredFor("foreign-object"));
    expect((await claim())?.state).toBe("confirmed");
    expect(await deliver(here, alice, alice.activity("Delete", stampUri))).toEqual(ACCEPTED);
    expect((await claim())?.state).toBe("revoked");
  });
});

describe("what others say of each other", () => {
  test("78 a note of a peer is confirmed by the stamp of its origin alone, and not by what it says itself", async () => {
    const origin = adoptedNote(mallory, null, { name: "Urspruenglich" });
    const stampUri = `${evil.origin}/stamps/theirs`;
    const note = adoptedNote(alice, origin.id, { "stv:adoptionProof": stampUri });
    expect(await deliver(here, alice, alice.activity("Create", note))).toEqual(ACCEPTED);
    await work();
    const post = await postByUri(here.ctx, note.id);
    const state = async () => (await claimOf(here.ctx, post?.id ?? ""))?.state;
    expect(await state()).toBe("refused");
    evil.serve("/stamps/theirs", {
      "@context": CONTEXT,
      id: stampUri,
      type: "Relationship",
      attributedTo: mallory.uri,
      subject: note.id,
      relationship: "https://w3id.org/stadtteilvernetzer/ns#adoptedFrom",
      object: origin.id,
    });
    here.ctx.advance(10 * 60 * 1000);
    await processBackgroundJob(here.ctx, JSON.stringify({ kind: "verify-adoption", postId: post?.id }));
    expect(await state()).toBe("confirmed");
    // A newer version with another stamp is looked at anew.
    here.ctx.advance(60_000);
    const edited = {
      ...note,
      "stv:version": 2,
      "stv:adoptionProof": `${evil.origin}/stamps/none`,
      updated: cast.later(0),
    };
    victim.serve(new URL(note.id).pathname, edited);
    expect(await deliver(here, alice, alice.activity("Update", edited))).toEqual(ACCEPTED);
    expect(await state()).toBe("open");
    await work();
    expect(await state()).toBe("refused");
  });

  test("78 who says to have taken a note of ours over is not confirmed without our own stamp", async () => {
    const note = adoptedNote(mallory, own.uri, { "stv:adoptionProof": `${here.ctx.origin}/ap/o/${own.id}` });
    expect(await deliver(here, mallory, mallory.activity("Create", note))).toEqual(ACCEPTED);
    await work();
    const post = await postByUri(here.ctx, note.id);
    expect((await claimOf(here.ctx, post?.id ?? ""))?.state).toBe("open");
    expect(await listed()).toEqual([]);
  });
});
