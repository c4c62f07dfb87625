import { beforeEach, describe, expect, test, vi } from "vitest";
import { adoptionBalance, claimOf, externalAdoptionsOf } from "../../src/features/adoptions/adoptions.queries.ts";
import { LINEAGE_LIMITS, treeOf } from "../../src/features/adoptions/lineage.model.ts";
import { lineageFor, storedLineage } from "../../src/features/adoptions/lineage.queries.ts";
import { adoptProject } from "../../src/features/adoptions/usecases/adopt.ts";
import { enterAdoption, removeEntry } from "../../src/features/adoptions/usecases/answer.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { editProjectNote } from "../../src/features/project-notes/usecases/edit.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { processBackgroundJob } from "../../src/federation/background.ts";
import { lookAtLineage } from "../../src/federation/fetch/lineage.ts";
import { resolvePost } from "../../src/federation/fetch/resolve.ts";
import { SHORT_REQUEST } from "../features/project-notes/notes.ts";
import { treeAt, WITHIN } from "../support/adopting.ts";
import { useCast } from "../support/cast.ts";
import { startSending } from "../support/delivering.ts";
import { createTestApp } from "../support/http.ts";
import type { Instance } from "../support/instance.ts";
import { forgetOutgoing, outgoing } from "../support/outbox.ts";
import type { Peer, PeerActor, Wire } from "../support/peer.ts";
import { createMember } from "../support/people.ts";
import { jobRows } from "../support/queue.ts";
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

describe("long lists of adoptions", () => {
  test("83 a list on pages is read page by page, not in circles and not on other hosts", async () => {
    const root = `${victim.origin}/seiten/0`;
    const list = `${root}/uebernahmen`;
    const [one, two, three] = ["1", "2", "3"].map((name) => noteAt(mallory, `/seiten/${name}`, `Kind ${name}`, root));
    noteAt(alice, "/seiten/0", "Ursprung", null);
    const page = (path: string, item: unknown, next: string | object) =>
      victim.serve(`/seiten/0/uebernahmen${path}`, {
        "@context": CONTEXT,
        id: `${list}${path}`,
        type: path === "" ? "OrderedCollection" : "OrderedCollectionPage",
        ...(path === "" ? { "stv:adoptionsOf": root, first: next } : { partOf: list, orderedItems: [item], next }),
      });
    page("", null, { type: "OrderedCollectionPage", orderedItems: [one], next: `${list}/vor/2` });
    page("/vor/2", { type: "Article", id: two }, `${list}/vor/1`);
    page("/vor/1", three, `${list}/vor/2`);
    await lookAtLineage(here.ctx, root);
    const whole = { Ursprung: null, "Kind 1": "Ursprung", "Kind 2": "Ursprung", "Kind 3": "Ursprung" };
    expect(await treeAt(here.ctx, root)).toEqual(whole);
    for (const path of ["/vor/1", "/vor/2"]) expect(victim.at(`/seiten/0/uebernahmen${path}`)).toHaveLength(1);
    evil.serve("/seiten/fremd", {
      id: `${evil.origin}/seiten/fremd`,
      type: "OrderedCollectionPage",
      orderedItems: [two],
    });
    page("", null, `${evil.origin}/seiten/fremd`);
    here.ctx.advance(60 * 60 * 1000);
    await lookAtLineage(here.ctx, root);
    expect(evil.at("/seiten/fremd")).toEqual([]);
  });

  test("83 ours is whole up to 200, and longer it is told on pages: nothing twice, nothing left out", async () => {
    const note = await publishProjectNote(here.ctx, cast.bob, { ...SHORT_REQUEST, title: `Beliebt ${cast.serial}` });
    const other = await createMember(here.ctx, `viele${cast.serial}`);
    const adopted = await adoptProject(here.ctx, other, note.id, { title: `Auch ${cast.serial}` });
    const { sql } = here.ctx;
    const copies = async (from: number, to: number): Promise<void> => {
      await sql`insert into posts select (jsonb_populate_record(null::posts, to_jsonb(posts) || jsonb_build_object(
          'id', posts.id - 1000000 * n, 'uri', posts.uri || '/' || n, 'slug', posts.slug || '-' || n))).*
        from posts, generate_series(${from}::int, ${to}::int) n where posts.id = ${adopted.id}`;
      await sql`insert into project_notes select (jsonb_populate_record(null::project_notes,
          to_jsonb(project_notes) || jsonb_build_object('post_id', post_id - 1000000 * n))).*
        from project_notes, generate_series(${from}::int, ${to}::int) n where post_id = ${adopted.id}`;
      await sql`insert into adoptions select (jsonb_populate_record(null::adoptions, to_jsonb(adoptions) ||
          jsonb_build_object('id', id - 1000000 * n, 'adopted_id', adopted_id - 1000000 * n, 'adopted_uri', adopted_uri || '/' || n))).*
        from adoptions, generate_series(${from}::int, ${to}::int) n where adopted_uri = ${adopted.uri}`;
    };
    const get = async (url: string): Promise<Wire> =>
      (await here.network.send(url, { headers: { accept: "application/activity+json" } })).json();
    await copies(1, 199);
    const whole = await get(`${note.uri}/uebernahmen`);
    expect(whole).toMatchObject({ totalItems: 200, orderedItems: { length: 200 } });
    expect(whole).not.toHaveProperty("first");
    await copies(200, 204);
    const paged = await get(`${note.uri}/uebernahmen`);
    expect(paged).toMatchObject({ type: "OrderedCollection", totalItems: 205, "stv:adoptionsOf": note.uri });
    expect(paged).not.toHaveProperty("orderedItems");
    const first = await get(String(paged.first));
    const second = await get(String(first.next));
    expect([first.partOf, second.partOf]).toEqual([paged.id, paged.id]);
    expect(second).not.toHaveProperty("next");
    const ids = [first, second].flatMap(({ orderedItems }) => (orderedItems as Wire[]).map(({ id }) => id));
    expect(ids.slice(0, 2)).toEqual([adopted.uri, `${adopted.uri}/1`]);
    expect(new Set(ids).size).toBe(205);
    const answer = await here.network.send(`${note.uri}/uebernahmen/vor/x`, {
      headers: { accept: "application/activity+json" },
    });
    expect(answer.status).toBe(404);
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

  test("81 end to end: a microblog gets the note that mentions it once, makes nothing of the Offer, and hears of changes", async () => {
    const article = alice.note("<p>So ging es.</p>", { type: "Article", name: "Hofcafé", summary: "Kaffee im Hof" });
    const post = await resolvePost(here.ctx, article.id);
    await here.ctx.sql`delete from jobs`;
    startSending(here.ctx);
    const more = { goal: "Kaffee trinken.", measures: "Sonntags offen.", targetGroups: ["alle"] };
    const note = await adoptProject(here.ctx, cast.bob, post.id, more);
    const got = (type: string): Wire[] =>
      victim.inboxed
        .map((request) => request.json())
        .filter((activity) => activity.type === type && activity.actor === cast.bobActor.uri);
    await vi.waitFor(() => expect(got("Offer")).toHaveLength(1), WITHIN);
    await editProjectNote(here.ctx, cast.bob, note.id, { ...SHORT_REQUEST, ...more, title: "Hofcafé Süd" });
    await vi.waitFor(() => expect(got("Update")).toHaveLength(1), WITHIN);
    const left = async () => (await jobRows(here.ctx, "outbox")).length + (await jobRows(here.ctx, "delivery")).length;
    await vi.waitFor(async () => expect(await left()).toBe(0), WITHIN);

    const created = got("Create").map(({ object }) => object as Wire);
    expect(created).toMatchObject([{ id: note.uri, cc: expect.arrayContaining([alice.uri]) }]);
    const mentions = created.flatMap(({ tag }) => tag as Wire[]).filter(({ type }) => type === "Mention");
    expect(mentions).toMatchObject([{ href: alice.uri }]);
    expect(got("Offer")).toMatchObject([{ object: note.uri, to: [alice.uri] }]);
    expect((await claimOf(here.ctx, note.id))?.state).toBe("open");
    const dead = await here.ctx.sql`select 1 from jobs where dead_at is not null`;
    expect(dead).toHaveLength(0);
    const page = await createTestApp(here.ctx).request(`/projekte/${note.slug}`);
    expect(await page.text()).toContain("Nicht bestätigt");
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
