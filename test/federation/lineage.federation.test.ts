import { beforeEach, describe, expect, test } from "vitest";
import { adoptionBalance, claimOf, externalAdoptionsOf } from "../../src/features/adoptions/adoptions.queries.ts";
import { LINEAGE_LIMITS, treeOf } from "../../src/features/adoptions/lineage.model.ts";
import { lineageFor, storedLineage } from "../../src/features/adoptions/lineage.queries.ts";
import { adoptProject } from "../../src/features/adoptions/usecases/adopt.ts";
import { enterAdoption, removeEntry } from "../../src/features/adoptions/usecases/answer.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { lookAtLineage } from "../../src/federation/fetch/lineage.ts";
import { resolvePost } from "../../src/federation/fetch/resolve.ts";
import { SHORT_REQUEST } from "../features/project-notes/notes.ts";
import { treeAt } from "../support/adopting.ts";
import { useCast } from "../support/cast.ts";
import type { Instance } from "../support/instance.ts";
import { forgetOutgoing, outgoing } from "../support/outbox.ts";
import type { Peer, PeerActor, Wire } from "../support/peer.ts";
import { createMember } from "../support/people.ts";
import { blockHost } from "../support/rows.ts";

const cast = useCast();
let here: Instance;
let alice: PeerActor;
let mallory: PeerActor;
let victim: Peer;
let evil: Peer;

beforeEach(async () => {
  ({ here, alice, mallory, victim, evil } = cast);
  await here.ctx.sql`delete from jobs`;
  await here.ctx.sql`delete from rate_limits`;
});

const CONTEXT = ["https://www.w3.org/ns/activitystreams", { stv: "https://w3id.org/stadtteilvernetzer/ns#" }];

/** A note of our kind at a peer, with its list of adoptions. */
function noteAt(
  by: PeerActor,
  path: string,
  name: string,
  from: string | null,
  children: string[] = [],
  more: Wire = {},
) {
  const peer = by === alice ? victim : evil;
  const id = `${peer.origin}${path}`;
  const note = {
    "@context": CONTEXT,
    id,
    type: "Article",
    name,
    attributedTo: by.uri,
    published: "2026-03-01T10:00:00Z",
    to: ["https://www.w3.org/ns/activitystreams#Public"],
    cc: [],
    summary: "Kurz gesagt.",
    content: "<p>Text</p>",
    "stv:kind": "ProjectNote",
    "stv:version": 1,
    "stv:adoptions": `${id}/uebernahmen`,
    ...(from !== null && { "stv:adoptedFrom": [from] }),
    "stv:projectNote": { "stv:goal": "Ziel", "stv:worked": [{ name: `${name} lehrt` }] },
    ...more,
  };
  peer.serve(path, note);
  peer.serve(`${path}/uebernahmen`, {
    "@context": CONTEXT,
    id: `${id}/uebernahmen`,
    type: "OrderedCollection",
    "stv:adoptionsOf": id,
    totalItems: children.length,
    orderedItems: children.map((uri) => ({ id: uri, type: "Article" })),
  });
  return id;
}
const nodesAt = async (uri: string) => (await storedLineage(here.ctx, uri))?.nodes ?? [];

describe("the walk through a family tree", () => {
  test("83 a circle of two notes ends, with one of them as the root", async () => {
    const [one, two] = [`${victim.origin}/kreis/1`, `${evil.origin}/kreis/2`];
    noteAt(alice, "/kreis/1", "Eins", two, [two]);
    noteAt(mallory, "/kreis/2", "Zwei", one, [one]);
    await lookAtLineage(here.ctx, one);
    expect(await treeAt(here.ctx, one)).toEqual({ Zwei: null, Eins: "Zwei" });
    const self = noteAt(alice, "/kreis/3", "Selbst", `${victim.origin}/kreis/3`, [`${victim.origin}/kreis/3`]);
    await lookAtLineage(here.ctx, self);
    expect(await treeAt(here.ctx, self)).toEqual({ Selbst: null });
  });

  test("83 a crowd of 300 is cut at the limit, host by host and with the asked-for note always in it", async () => {
    const root = `${victim.origin}/menge/0`;
    const children = Array.from({ length: 300 }, (_, index) => `${(index % 2 ? victim : evil).origin}/menge/k${index}`);
    noteAt(alice, "/menge/0", "Ursprung", null, children);
    for (const [index, uri] of children.entries()) {
      noteAt(index % 2 ? alice : mallory, new URL(uri).pathname, `Kind ${index}`, root);
    }
    const last = children[299] ?? "";
    const asked = victim.requests.length + evil.requests.length;
    await lookAtLineage(here.ctx, last);
    const nodes = await nodesAt(last);
    expect(nodes.length).toBeLessThanOrEqual(LINEAGE_LIMITS.nodes);
    expect(nodes.length).toBeGreaterThan(100);
    expect(nodes.find(({ uri }) => uri === last)).toMatchObject({ parentUri: root, confirmed: true });
    expect(victim.requests.length + evil.requests.length - asked).toBeLessThanOrEqual(2 * LINEAGE_LIMITS.nodes + 20);
  });

  test("83 a chain of 30 is followed eight levels up and eight down", async () => {
    const uriOf = (index: number): string => `${victim.origin}/kette/${index}`;
    for (let index = 0; index < 30; index += 1) {
      noteAt(alice, `/kette/${index}`, `Glied ${index}`, index === 0 ? null : uriOf(index - 1), [uriOf(index + 1)]);
    }
    await lookAtLineage(here.ctx, uriOf(15));
    const titles = (await nodesAt(uriOf(15))).map(({ title }) => title);
    expect(titles[0]).toBe("Glied 7");
    expect(titles).toContain("Glied 15");
    expect(titles).toHaveLength(17);
    expect(treeOf(await nodesAt(uriOf(15)))?.title).toBe("Glied 7");
  });

  test("83 what is listed and does not point back is left out; what points and is not listed is marked", async () => {
    const root = `${victim.origin}/liste/0`;
    const liar = noteAt(mallory, "/liste/liar", "Lügt", null);
    const foreign = noteAt(mallory, "/liste/foreign", "Fremd", `${victim.origin}/liste/else`);
    noteAt(alice, "/liste/0", "Ursprung", null, [liar, foreign, `${evil.origin}/liste/nowhere`, "not an address"]);
    const unlisted = noteAt(mallory, "/liste/unlisted", "Nicht gelistet", root);
    await lookAtLineage(here.ctx, unlisted);
    expect(await treeAt(here.ctx, unlisted)).toEqual({ Ursprung: null, "Nicht gelistet": "Ursprung" });
    const [, node] = await nodesAt(unlisted);
    expect(node).toMatchObject({ confirmed: false, lesson: "Nicht gelistet lehrt" });
  });

  test("83 what cannot be had now stays as it was, what is gone keeps its title, what is blocked is not shown", async () => {
    const root = `${victim.origin}/alt/0`;
    const child = noteAt(mallory, "/alt/1", "Kind", root);
    noteAt(alice, "/alt/0", "Ursprung", null, [child]);
    await lookAtLineage(here.ctx, child);
    evil.serve("/alt/1", { status: 503, text: "" });
    here.ctx.advance(60 * 60 * 1000);
    await lookAtLineage(here.ctx, root);
    expect(await treeAt(here.ctx, root)).toEqual({ Ursprung: null, Kind: "Ursprung" });
    victim.serve("/alt/0", { status: 410, text: "" });
    here.ctx.advance(60 * 60 * 1000);
    await lookAtLineage(here.ctx, child);
    expect((await nodesAt(child))[0]).toMatchObject({ title: "Ursprung", gone: true });
    await here.ctx.sql`delete from peers where host = 'evil.test'`;
    await blockHost(here.ctx, "evil.test");
    expect((await lineageFor(here.ctx, null, root))?.nodes.map(({ title }) => title)).toEqual(["Ursprung"]);
    await here.ctx.sql`update peers set blocked_at = null`;
  });

  test("83 a list that belongs to another note, or lies on another host, is not believed", async () => {
    const root = `${victim.origin}/falsch/0`;
    const child = noteAt(mallory, "/falsch/1", "Kind", root);
    noteAt(alice, "/falsch/0", "Ursprung", null, [child]);
    const path = "/falsch/0/uebernahmen";
    victim.serve(path, {
      id: `${victim.origin}${path}`,
      type: "OrderedCollection",
      orderedItems: [child],
      "stv:adoptionsOf": `${victim.origin}/else`,
    });
    await lookAtLineage(here.ctx, root);
    expect(await treeAt(here.ctx, root)).toEqual({ Ursprung: null });
    noteAt(alice, "/falsch/2", "Zweiter", null, [], { "stv:adoptions": `${evil.origin}/falsch/list` });
    await lookAtLineage(here.ctx, `${victim.origin}/falsch/2`);
    expect(evil.at("/falsch/list")).toEqual([]);
  });
});

describe("adoptions without the handshake", () => {
  test("81 an article of other software is taken over: mentioned once, not confirmed, and nobody asks again and again", async () => {
    const article = alice.note("<p>So haben wir es gemacht.</p>", {
      type: "Article",
      name: "Offene Werkstatt",
      summary: "Werkstatt für alle",
    });
    const post = await resolvePost(here.ctx, article.id);
    await forgetOutgoing(here.ctx);
    await expect(adoptProject(here.ctx, cast.bob, post.id, {})).rejects.toMatchObject({ kind: "invalid" });
    const more = { goal: "Reparieren lernen.", measures: "Samstags offen.", targetGroups: ["alle"] };
    const note = await adoptProject(here.ctx, cast.bob, post.id, more);
    const sent = (await outgoing(here.ctx)).filter(({ actorId }) => actorId === cast.bob.actorId);
    expect(sent.map(({ type }) => type)).toEqual(["Create", "Offer"]);
    expect((await postByUri(here.ctx, note.uri))?.title).toBe("Offene Werkstatt");
    await processBackgroundJob(here.ctx, JSON.stringify({ kind: "verify-adoption", postId: note.id }));
    expect((await claimOf(here.ctx, note.id))?.state).toBe("open");
    await lookAtLineage(here.ctx, note.uri);
    expect(await treeAt(here.ctx, note.uri)).toEqual({ "Offene Werkstatt": null });
    await expect(adoptProject(here.ctx, cast.bob, post.id, more)).rejects.toMatchObject({ code: "adoptions.already" });
  });

  test("81 what the origin's people enter by hand stands in the tree, marked as such, and not in the list for others", async () => {
    const note = await publishProjectNote(here.ctx, cast.bob, {
      ...SHORT_REQUEST,
      title: `Hofflohmarkt ${cast.serial}`,
    });
    const entry = {
      title: "Hofmarkt",
      district: "Stammheim",
      url: "https://stammheim.test/hof",
      state: "running" as const,
    };
    const stranger = await createMember(here.ctx, `fremd${cast.serial}`);
    await expect(enterAdoption(here.ctx, stranger, note.id, entry)).rejects.toMatchObject({ kind: "forbidden" });
    await expect(
      enterAdoption(here.ctx, cast.bob, note.id, { ...entry, url: "javascript:alert(1)" }),
    ).rejects.toMatchObject({ fields: { url: "error.adoptions.not-an-address" } });
    await enterAdoption(here.ctx, cast.bob, note.id, entry);
    await lookAtLineage(here.ctx, note.uri);
    expect((await nodesAt(note.uri))[1]).toMatchObject({
      title: "Hofmarkt",
      district: "Stammheim",
      byHand: true,
      confirmed: false,
    });
    const list = await here.network.send(`${note.uri}/uebernahmen`, {
      headers: { accept: "application/activity+json" },
    });
    expect(list.json()).toMatchObject({ totalItems: 0, orderedItems: [] });
    const [kept] = await externalAdoptionsOf(here.ctx, note.id);
    await expect(removeEntry(here.ctx, stranger, note.id, kept?.id ?? "")).rejects.toMatchObject({ kind: "forbidden" });
    await removeEntry(here.ctx, cast.bob, note.id, kept?.id ?? "");
    await lookAtLineage(here.ctx, note.uri);
    expect(await nodesAt(note.uri)).toHaveLength(1);
  });

  test("84 who takes over within the district is confirmed at once, and counts in no balance", async () => {
    const before = await adoptionBalance(here.ctx);
    const note = await publishProjectNote(here.ctx, cast.bob, {
      ...SHORT_REQUEST,
      title: `Spielstraße ${cast.serial}`,
    });
    const other = await createMember(here.ctx, `nachbarin${cast.serial}`);
    await expect(adoptProject(here.ctx, cast.bob, note.id, {})).rejects.toMatchObject({
      code: "adoptions.not-adoptable",
    });
    const adopted = await adoptProject(here.ctx, other, note.id, { title: `Spielstraße Süd ${cast.serial}` });
    const claim = await claimOf(here.ctx, adopted.id);
    expect(claim).toMatchObject({ state: "confirmed", originUri: note.uri });
    const document = JSON.parse((await postByUri(here.ctx, adopted.uri))?.document ?? "{}");
    expect(document["stv:adoptionProof"]).toBe(claim?.stampUri);
    expect(await adoptionBalance(here.ctx)).toEqual(before);
  });

  test("84 only living stamps count: of others' notes those that were seen within 90 days", async () => {
    const origin = noteAt(alice, "/zaehlt/0", "Zählt", null);
    const post = await resolvePost(here.ctx, origin);
    const before = await adoptionBalance(here.ctx);
    const note = await adoptProject(here.ctx, cast.bob, post.id, {
      title: `Zählt ${cast.serial}`,
      measures: "So.",
      targetGroups: ["alle"],
    });
    const taken = async () => (await adoptionBalance(here.ctx)).taken - before.taken;
    expect(await taken()).toBe(0);
    await here.ctx
      .sql`update adoption_claims set state = 'confirmed', checked_at = ${here.ctx.now().toISOString()} where post_id = ${note.id}`;
    expect(await taken()).toBe(1);
    here.ctx.advance(91 * 24 * 60 * 60 * 1000);
    expect(await taken()).toBe(0);
  });
});
