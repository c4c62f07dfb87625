import { beforeAll, expect, test, vi } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { actorByUri } from "../../src/features/actors/actors.queries.ts";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import { isPartnerHost, type PartnerView, partnerView } from "../../src/features/partners/partners.queries.ts";
import { acceptPartner, askPartner, endPartner, refusePartner } from "../../src/features/partners/partners.usecases.ts";
import { liftRule, ruleOnPeer } from "../../src/features/peers/peers.usecases.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { editProjectNote } from "../../src/features/project-notes/usecases/edit.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { lookAtDistrict } from "../../src/federation/fetch/district-card.ts";
import { lookUp } from "../../src/federation/fetch/lookup.ts";
import type { Id } from "../../src/platform/ids.ts";
import { SHORT_REQUEST } from "../features/project-notes/notes.ts";
import { createDistricts, type RunningDistrict } from "../support/districts.ts";
import type { Network } from "../support/network.ts";
import { createMember } from "../support/people.ts";

// Two whole districts, and a second between the steps of reading a catalogue.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const NOTES = 4;

let network: Network;
let heslach: RunningDistrict;
let sendling: RunningDistrict;
let anna: Account;
let heslachAdmin: Account;
let sendlingAdmin: Account;
/** Row ids: Heslach in Sendling, Sendling in Heslach. */
let there: Id;
let here: Id;
const notes: { id: Id; uri: string }[] = [];

const soon = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 40_000, interval: 50 });

beforeAll(async () => {
  const districts = await createDistricts();
  network = districts.network;
  heslach = await districts.start("heslach.test");
  sendling = await districts.start("sendling.test");
  anna = await createMember(heslach.ctx, "anna");
  heslachAdmin = await createMember(heslach.ctx, "leitung", "admin");
  sendlingAdmin = await createMember(sendling.ctx, "chefin", "admin");
  for (let number = 0; number < NOTES; number += 1) {
    notes.push(await publishProjectNote(heslach.ctx, anna, { ...SHORT_REQUEST, title: `Projekt ${number}` }));
  }
});

const viewFrom = (from: RunningDistrict): Promise<PartnerView | null> =>
  partnerView(from.ctx, from === sendling ? there : here);

const stateFrom = async (from: RunningDistrict) => (await viewFrom(from))?.state;

test("85 an address leads to who is there: name, city, software, size of the catalogue; and to a reason when nobody is", async () => {
  const look = await lookAtDistrict(sendling.ctx, "heslach.test");
  expect(look).toMatchObject({
    kind: "found",
    card: { actor: { uri: heslach.district.actorUri, name: "Heslach" }, city: "Stuttgart", notes: NOTES },
  });
  if (look.kind !== "found") throw new Error("not found");
  expect(look.card.software).toMatch(/^stadtteilvernetzer \d/);
  there = look.card.actor.id;
  expect(await lookAtDistrict(sendling.ctx, "@heslach@heslach.test")).toMatchObject({ kind: "found" });
  expect(await lookAtDistrict(sendling.ctx, "@anna@heslach.test")).toEqual({ kind: "none", reason: "no-district" });
  expect(await lookAtDistrict(sendling.ctx, "sendling.test")).toEqual({ kind: "none", reason: "self" });
  expect(await lookAtDistrict(sendling.ctx, "nirgends.test")).toEqual({ kind: "none", reason: "unreachable" });
  expect(await lookAtDistrict(sendling.ctx, "was?")).toEqual({ kind: "none", reason: "unreadable" });
});

test("85 a request waits for a person and brings its words; refused with words, nothing is left of it", async () => {
  await askPartner(sendling.ctx, sendlingAdmin, there, "Wir lernen gern von <b>Ihnen</b>.");
  expect(await stateFrom(sendling)).toBe("requested");
  await soon(async () => {
    const known = await actorByUri(heslach.ctx, sendling.district.actorUri);
    expect(known).not.toBeNull();
    here = known!.id;
  });
  await soon(async () => expect((await viewFrom(heslach))?.wants).toBe("partnership"));
  expect((await viewFrom(heslach))?.said?.wantedText).toBe("Wir lernen gern von <b>Ihnen</b>.");
  expect(await isPartnerHost(heslach.ctx, "sendling.test")).toBe(false);
  await refusePartner(heslach.ctx, heslachAdmin, here, "Gerade haben wir keine Zeit.");
  await soon(async () => expect((await viewFrom(sendling))?.said?.refusedBy).toBe("them"));
  expect(await viewFrom(sendling)).toMatchObject({
    state: "known",
    said: { askedAt: null, refusedText: "Gerade haben wir keine Zeit." },
  });
  expect((await viewFrom(heslach))?.wants).toBeNull();
});

test("85, 59 a follow that comes though nobody asked for it is never granted by itself", async () => {
  const found = await lookUp(heslach.ctx, "@sendling@sendling.test", heslachAdmin);
  // Sendling's request of before was refused: it is not open any more.
  await askPartner(heslach.ctx, heslachAdmin, found!.id);
  await soon(async () => expect((await viewFrom(sendling))?.wants).toBe("partnership"));
  expect(await followBetween(sendling.ctx, there, sendling.district.actorId)).toMatchObject({ state: "pending" });
  await endPartner(heslach.ctx, heslachAdmin, here);
  await soon(async () => expect((await viewFrom(sendling))?.wants).toBeNull());
});

test("85, 97 asked again and accepted, the return follow is granted by itself and both are partners; the history arrives; only the two hosts are ever asked", async () => {
  await askPartner(sendling.ctx, sendlingAdmin, there, "Noch einmal gefragt.");
  await soon(async () => expect((await viewFrom(heslach))?.wants).toBe("partnership"));
  await acceptPartner(heslach.ctx, heslachAdmin, here, "Gern!");
  await soon(async () => {
    expect(await stateFrom(sendling)).toBe("partner");
    expect(await stateFrom(heslach)).toBe("partner");
  });
  expect(await isPartnerHost(heslach.ctx, "sendling.test")).toBe(true);
  await soon(async () => {
    for (const { uri } of notes) expect(await postByUri(sendling.ctx, uri)).not.toBeNull();
  });
  await soon(async () => expect((await viewFrom(sendling))?.read).toMatchObject({ phase: "idle", total: NOTES }));
  const answer = await network.send(`${sendling.district.actorUri}/partner`, {
    headers: { accept: "application/activity+json" },
  });
  expect(answer.json()).toMatchObject({ totalItems: 1, orderedItems: [heslach.district.actorUri] });
  const hosts = new Set(network.asked.map((asked) => new URL(asked.split(" ")[1]!).host));
  hosts.delete("nirgends.test");
  expect([...hosts].sort()).toEqual(["heslach.test", "sendling.test"]);
});

test("90 a blocked partner: its follows are undone, its notes hidden, it is neither heard nor asked; let in again, the next comparison brings what was missed", async () => {
  await ruleOnPeer(sendling.ctx, sendlingAdmin, { host: "heslach.test", severity: "suspend" });
  expect(await stateFrom(sendling)).toBe("blocked");
  expect(await followBetween(sendling.ctx, sendling.district.actorId, there)).toBeNull();
  const start = network.asked.length;
  await editProjectNote(heslach.ctx, anna, notes[1]!.id, { ...SHORT_REQUEST, title: "Nicht gehört" });
  await expect(askPartner(sendling.ctx, sendlingAdmin, there)).rejects.toMatchObject({ code: "partners.blocked" });
  await soon(async () => {
    const refused = network.asked.slice(start).some((asked) => asked.startsWith("POST https://sendling.test"));
    expect(refused).toBe(true);
  });
  expect(network.asked.slice(start).some((asked) => asked.includes("https://heslach.test"))).toBe(false);
  expect((await postByUri(sendling.ctx, notes[1]!.uri))?.title).toBe("Projekt 1");
  await liftRule(sendling.ctx, sendlingAdmin, "heslach.test");
  await soon(async () => expect(await stateFrom(sendling)).toBe("partner"));
  await soon(async () => expect((await postByUri(sendling.ctx, notes[1]!.uri))?.title).toBe("Nicht gehört"));
});

test("85 an Undo ends it on both sides; what came stays, with the day; a follow that comes later waits again", async () => {
  await endPartner(heslach.ctx, heslachAdmin, here);
  expect(await stateFrom(heslach)).toBe("known");
  await soon(async () => expect(await stateFrom(sendling)).toBe("followed"));
  expect((await viewFrom(sendling))?.said?.endedAt).not.toBeNull();
  expect(await postByUri(sendling.ctx, notes[0]!.uri)).toMatchObject({ deletedAt: null });
  expect(await isPartnerHost(sendling.ctx, "heslach.test")).toBe(false);
  await askPartner(heslach.ctx, heslachAdmin, here);
  await soon(async () => expect((await viewFrom(sendling))?.wants).toBe("partnership"));
  expect(await stateFrom(sendling)).toBe("followed");
});

test("only admins ask, answer and end", async () => {
  for (const act of [askPartner, acceptPartner, refusePartner, endPartner]) {
    await expect(act(heslach.ctx, anna, here)).rejects.toMatchObject({ code: "peers.only-admins" });
  }
});
