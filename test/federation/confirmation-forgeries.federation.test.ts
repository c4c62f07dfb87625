import { beforeEach, describe, expect, test } from "vitest";
import { projectNoteById } from "../../src/features/project-notes/project-notes.queries.ts";
import { type PublishedNote, publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { FULL_REQUEST } from "../features/project-notes/notes.ts";
import { useCast } from "../support/cast.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import type { PeerActor, Wire } from "../support/peer.ts";
import { jobRows } from "../support/queue.ts";

const cast = useCast();
let own: PublishedNote;

beforeEach(async () => {
  await cast.here.ctx.sql`delete from jobs`;
  own = await publishProjectNote(cast.here.ctx, cast.bob, { ...FULL_REQUEST, title: `Waschsalon ${cast.serial}` });
});

async function work(): Promise<void> {
  const { ctx } = cast.here;
  for (const { id, payload } of await jobRows(ctx, "background")) {
    if (JSON.parse(payload).kind !== "verify-confirmation") continue;
    await ctx.sql`delete from jobs where id = ${id}`;
    await processBackgroundJob(ctx, payload);
  }
}
const isReady = async () => (await projectNoteById(cast.here.ctx, null, own.id))?.transferReady;
/** A stamp of Alice's district for our kit, served at the victim. */
function stamp(more: Wire = {}): string {
  const path = `/stamps/${cast.serial}`;
  const id = `${cast.victim.origin}${path}`;
  cast.victim.serve(path, {
    "@context": "https://www.w3.org/ns/activitystreams",
    id,
    type: "Relationship",
    attributedTo: cast.alice.uri,
    subject: `${cast.victim.origin}/district`,
    relationship: "https://w3id.org/stadtteilvernetzer/ns#easyToHandle",
    object: own.uri,
    ...more,
  });
  return id;
}
const offer = (by: PeerActor, uri: string, target = own.uri) => by.activity("Offer", uri, { target });

describe("confirmations of a kit of ours", () => {
  test("a good one counts, a replayed one is dropped, and only who gave it takes it back", async () => {
    const { here, alice, mallory } = cast;
    const uri = stamp();
    const activity = offer(alice, uri);
    expect(await deliver(here, alice, activity)).toEqual(ACCEPTED);
    expect(await isReady()).toBe(false);
    await work();
    expect(await isReady()).toBe(true);
    expect(await deliver(here, alice, activity)).toEqual(ignoredFor("duplicate"));
    const neighbour = await cast.victim.person(`neighbour${cast.serial}`);
    await deliver(here, mallory, mallory.activity("Delete", uri));
    expect(await deliver(here, neighbour, neighbour.activity("Delete", uri))).toEqual(ignoredFor("not-the-author"));
    expect(await isReady()).toBe(true);
    expect(await deliver(here, alice, alice.activity("Delete", uri))).toEqual(ACCEPTED);
    expect(await isReady()).toBe(false);
  });

  test.each<[string, Wire]>([
    ["for another note", { object: "https://victim.test/notes/1" }],
    ["by somebody else", { attributedTo: "https://victim.test/users/else" }],
    ["for our own district", { subject: "https://heslach.test/ap/a/1" }],
    ["for another relationship", { relationship: "https://w3id.org/stadtteilvernetzer/ns#adoptedFrom" }],
    ["of another kind", { type: "Note" }],
  ])("a stamp %s does not count", async (_, more) => {
    expect(await deliver(cast.here, cast.alice, offer(cast.alice, stamp(more)))).toEqual(ACCEPTED);
    await work();
    expect(await isReady()).toBe(false);
  });

  test("a stamp on a third host, one that vanished, and one for a note that is not ours do not count", async () => {
    const { here, alice, mallory, victim } = cast;
    expect(await deliver(here, mallory, offer(mallory, stamp()))).toEqual(ignoredFor("foreign-object"));
    const elsewhere = offer(alice, stamp(), `${victim.origin}/notes/1`);
    expect(await deliver(here, alice, elsewhere)).toEqual(ignoredFor("no-such-note"));
    expect(await deliver(here, alice, offer(alice, `${victim.origin}/stamps/nowhere`))).toEqual(ACCEPTED);
    await work();
    expect(await isReady()).toBe(false);
  });
});
