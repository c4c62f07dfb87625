import { beforeAll, describe, expect, test, vi } from "vitest";
import { followUpsOf } from "../../src/features/adoptions/follow-ups.queries.ts";
import { storedLineage } from "../../src/features/adoptions/lineage.queries.ts";
import { answerAdoption, setAdoptionPolicy } from "../../src/features/adoptions/usecases/answer.ts";
import { askFollowUps } from "../../src/features/adoptions/usecases/ask-follow-ups.ts";
import { answerFollowUp } from "../../src/features/adoptions/usecases/follow-up.ts";
import { changeProgress } from "../../src/features/adoptions/usecases/progress.ts";
import { liftRule, ruleOnPeer } from "../../src/features/peers/peers.usecases.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { deleteProjectNote } from "../../src/features/project-notes/usecases/delete.ts";
import { editProjectNote } from "../../src/features/project-notes/usecases/edit.ts";
import { SHORT_REQUEST } from "../features/project-notes/notes.ts";
import {
  adoptFrom,
  claimAt,
  documentOf,
  followDistrict,
  progress,
  type Side,
  startSide,
  trust,
  untilAdoption,
  untilClaim,
  untilTree,
  WITHIN,
  writeNote,
} from "../support/adopting.ts";
import { createDistricts, type Districts } from "../support/districts.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, sessionOf } from "../support/people.ts";

let districts: Districts;
/** Whose projects are taken over; who takes them over; who looks on. */
let origin: Side;
let adopter: Side;
let observer: Side;

beforeAll(async () => {
  districts = await createDistricts();
  origin = await startSide(districts, "heslach.test");
  adopter = await startSide(districts, "sendling.test");
  observer = await startSide(districts, "feuerbach.test");
  await trust(origin, "sendling.test");
  await followDistrict(observer, origin);
  await followDistrict(observer, adopter);
}, 120_000);

const get = async (url: string) => {
  const answer = await districts.network.send(url, { headers: { accept: "application/activity+json" } });
  return { status: answer.status, document: answer.body.startsWith("{") ? answer.json() : {} };
};
const listOf = async (noteUri: string) => (await get(`${noteUri}/uebernahmen`)).document.orderedItems;
const pathAt = async (side: Side, uri: string) => {
  const post = await postByUri(side.ctx, uri);
  return post?.slug ? `/projekte/${post.slug}` : `/projekte/${new URL(uri).host}/${post?.id}`;
};
const pageAt = async (side: Side, uri: string) =>
  (await createTestApp(side.ctx).request(await pathAt(side, uri))).text();
const told = async (side: Side, type: string) =>
  side.ctx.sql<
    { path: string; title: string }[]
  >`select path, title from notifications where type = ${type} order by id desc`;

const CONFIRMED = "Vom Ursprung bestätigt";
const ADOPTED_FROM = "https://w3id.org/stadtteilvernetzer/ns#adoptedFrom";

describe("a project goes from one district to another", () => {
  test("75, 82 the handshake confirms both sides, and the origin's note is not edited", async () => {
    const note = await writeNote(origin, "Schokoladenseiten");
    const before = await postByUri(origin.ctx, note.uri);
    const authorUri = documentOf(before).attributedTo;
    const adopted = await adoptFrom(adopter, note.uri, "Lieblingsorte");
    const claim = await untilClaim(adopter.ctx, adopted.uri, "confirmed");

    const row = await untilAdoption(origin.ctx, adopted.uri, "accepted");
    expect(row.message).toBe("Wir fangen mit zwei Straßen an.");
    const stampUri = `${origin.ctx.origin}/ap/o/${row.id}`;
    expect(claim).toMatchObject({ stampUri, originUri: note.uri, originTitle: "Schokoladenseiten" });
    expect(await get(stampUri)).toMatchObject({
      status: 200,
      document: {
        id: stampUri,
        type: "Relationship",
        attributedTo: authorUri,
        subject: adopted.uri,
        relationship: ADOPTED_FROM,
        object: note.uri,
        "stv:kind": "AdoptionProof",
        "stv:adoptedVersion": 1,
      },
    });

    const document = documentOf(await postByUri(adopter.ctx, adopted.uri));
    expect(document).toMatchObject({
      type: "Article",
      "stv:adoptedFrom": [note.uri],
      "stv:adoptedVersion": 1,
      "stv:adoptionProof": stampUri,
      "stv:version": 2,
      "stv:projectNote": { "stv:status": "idea", "stv:adoption": { "stv:state": "interested" } },
    });
    expect(document.updated).toBe(document.published);
    expect(document.cc).toContain(authorUri);
    expect(document.inReplyTo).toBeUndefined();
    expect(document.content).toContain(`<a href="${note.url}">Schokoladenseiten</a> (Stadtteil Heslach)`);
    expect(document.tag).toEqual(
      expect.arrayContaining([
        { type: "Mention", name: "@anna@heslach.test", href: authorUri },
        expect.objectContaining({ type: "Link", href: note.uri, rel: ADOPTED_FROM }),
      ]),
    );

    expect(await listOf(note.uri)).toMatchObject([
      {
        id: adopted.uri,
        type: "Article",
        name: "Lieblingsorte",
        "stv:adoptionProof": stampUri,
        "stv:adoption": { "stv:state": "interested" },
      },
    ]);
    const after = await postByUri(origin.ctx, note.uri);
    expect([after?.version, after?.document]).toEqual([1, before?.document]);
    const edits = await origin.ctx.sql`
      select 1 from post_revisions where post_id = ${note.id}
      union all select 1 from project_notes where post_id = ${note.id} and update_sent_at is not null`;
    expect(edits).toHaveLength(0);
    expect(await pageAt(adopter, adopted.uri)).toContain(CONFIRMED);
    expect(await told(origin, "adoption")).toMatchObject([{ title: "Schokoladenseiten" }]);
    expect(await told(origin, "mention")).toEqual([]);
    expect(await told(adopter, "adoption_answer")).toMatchObject([{ title: "Lieblingsorte" }]);
  }, 90_000);

  test("78 a third district shows the badge only after it fetched the stamp itself, and the tree with it", async () => {
    const note = await writeNote(origin, "Tauschring");
    await vi.waitFor(async () => expect(await postByUri(observer.ctx, note.uri)).not.toBeNull(), WITHIN);
    const adopted = await adoptFrom(adopter, note.uri, "Tauschring Sendling");
    await untilClaim(adopter.ctx, adopted.uri, "confirmed");
    const claim = await untilClaim(observer.ctx, adopted.uri, "confirmed");
    expect(districts.network.asked).toContain(`GET ${claim.stampUri}`);
    expect(await pageAt(observer, adopted.uri)).toContain(CONFIRMED);
    await observer.ctx.sql`update adoption_claims set checked_at = now() - interval '8 days'`;
    expect(await pageAt(observer, adopted.uri)).not.toContain(CONFIRMED);

    await untilTree(observer.ctx, note.uri, { Tauschring: null, "Tauschring Sendling": "Tauschring" });
    const page = await pageAt(observer, note.uri);
    expect(page).toContain("Stammbaum");
    expect(page).toContain(`href="${await pathAt(observer, adopted.uri)}"`);
  }, 90_000);

  test("79 what the adopter reports stands in the origin's list; when its note is deleted it is taken out", async () => {
    const note = await writeNote(origin, "Repair Café");
    const adopted = await adoptFrom(adopter, note.uri, "Repair Café Sendling");
    await untilClaim(adopter.ctx, adopted.uri, "confirmed");
    const row = await untilAdoption(origin.ctx, adopted.uri, "accepted");
    const said = { state: "stopped", reason: "Ohne drei feste Leute nicht anfangen.", outcome: "failed" } as const;
    await changeProgress(adopter.ctx, adopter.member, adopted.id, progress(said));
    await vi.waitFor(
      async () => expect(await listOf(note.uri)).toMatchObject([{ "stv:adoption": { "stv:state": "stopped" } }]),
      WITHIN,
    );
    expect(await told(origin, "adoption_progress")).toMatchObject([{ title: "Repair Café" }]);
    await vi.waitFor(async () => {
      const nodes = (await storedLineage(origin.ctx, note.uri))?.nodes;
      expect(nodes?.[1]).toMatchObject({ state: "stopped", lesson: said.reason, district: "Sendling" });
    }, WITHIN);
    const document = documentOf(await postByUri(adopter.ctx, adopted.uri));
    expect(document["stv:adoptionProof"]).toBe(`${origin.ctx.origin}/ap/o/${row.id}`);
    expect(document["stv:projectNote"]).toMatchObject({
      "stv:status": "stopped",
      "stv:adoption": { "stv:reason": said.reason },
    });

    await untilTree(observer.ctx, note.uri, { "Repair Café": null, "Repair Café Sendling": "Repair Café" });
    await deleteProjectNote(adopter.ctx, adopter.member, adopted.id);
    await untilAdoption(origin.ctx, adopted.uri, "ended");
    expect(await listOf(note.uri)).toEqual([]);
    expect((await get(`${origin.ctx.origin}/ap/o/${row.id}`)).status).toBe(410);
    expect((await postByUri(origin.ctx, note.uri))?.deletedAt).toBeNull();
    await untilTree(observer.ctx, note.uri, { "Repair Café": null });
  }, 90_000);

  test("80 a stamp that is taken back ends the badge on both sides and with third parties; the adopter's note stays", async () => {
    const note = await writeNote(origin, "Nachbarschaftsfest");
    await vi.waitFor(async () => expect(await postByUri(observer.ctx, note.uri)).not.toBeNull(), WITHIN);
    const adopted = await adoptFrom(adopter, note.uri, "Fest in Sendling");
    const row = await untilAdoption(origin.ctx, adopted.uri, "accepted");
    await untilClaim(observer.ctx, adopted.uri, "confirmed");
    await expect(
      answerAdoption(origin.ctx, observer.member, note.id, row.id, { answer: "revoke", reason: "" }),
    ).rejects.toMatchObject({ code: "project-notes.not-yours" });
    await answerAdoption(origin.ctx, origin.member, note.id, row.id, { answer: "revoke", reason: "" });
    await untilClaim(adopter.ctx, adopted.uri, "revoked");
    await untilClaim(observer.ctx, adopted.uri, "revoked");
    const post = await postByUri(adopter.ctx, adopted.uri);
    expect(post?.deletedAt).toBeNull();
    expect(documentOf(post)).not.toHaveProperty("stv:adoptionProof");
    expect(documentOf(post)["stv:adoptedFrom"]).toEqual([note.uri]);
    expect(await listOf(note.uri)).toEqual([]);
    expect(await pageAt(adopter, adopted.uri)).not.toContain(CONFIRMED);
    expect(await pageAt(observer, adopted.uri)).not.toContain(CONFIRMED);
    await expect(
      answerAdoption(origin.ctx, origin.member, note.id, row.id, { answer: "revoke", reason: "" }),
    ).rejects.toMatchObject({ code: "adoptions.decided" });
  }, 90_000);

  test("80 an origin that is deleted keeps its title in the lineage", async () => {
    const note = await writeNote(origin, "Lesepatenschaft");
    const adopted = await adoptFrom(adopter, note.uri, "Vorlesen in Sendling");
    await untilClaim(adopter.ctx, adopted.uri, "confirmed");
    await untilTree(adopter.ctx, adopted.uri, { Lesepatenschaft: null, "Vorlesen in Sendling": "Lesepatenschaft" });
    await deleteProjectNote(origin.ctx, origin.member, note.id);
    await vi.waitFor(async () => expect((await claimAt(adopter.ctx, adopted.uri))?.originGone).toBe(true), WITHIN);
    expect(documentOf(await postByUri(adopter.ctx, adopted.uri))["stv:adoptedFrom"]).toEqual([note.uri]);
    const page = await pageAt(adopter, adopted.uri);
    expect(page).toContain("Ursprung gelöscht");
    expect(page).toContain("Lesepatenschaft");
    expect(page).not.toContain(CONFIRMED);
    await changeProgress(adopter.ctx, adopter.member, adopted.id, progress({ worked: ["Samstags geht es gut."] }));
    await vi.waitFor(async () => {
      const nodes = (await storedLineage(adopter.ctx, adopted.uri))?.nodes;
      expect(nodes?.[0]).toMatchObject({ title: "Lesepatenschaft", gone: true, parentUri: null });
      expect(nodes?.[1]).toMatchObject({ lesson: "Samstags geht es gut.", state: "running" });
    }, WITHIN);
  }, 90_000);

  test("75 by hand: it waits for the note's people, who accept it or refuse it with a reason", async () => {
    const note = await writeNote(origin, "Leihladen");
    await setAdoptionPolicy(origin.ctx, origin.member, note.id, { policy: "manual" });
    const adopted = await adoptFrom(adopter, note.uri, "Leihladen Sendling");
    const row = await untilAdoption(origin.ctx, adopted.uri, "waiting");
    expect(await told(origin, "adoption_asked")).toMatchObject([{ path: `/projekte/${note.slug}/uebernahmen` }]);
    expect(await listOf(note.uri)).toEqual([]);
    expect((await get(`${origin.ctx.origin}/ap/o/${row.id}`)).status).toBe(404);
    const reason = "Bitte sprecht erst mit uns.";
    await answerAdoption(origin.ctx, origin.member, note.id, row.id, { answer: "refuse", reason });
    expect(await untilClaim(adopter.ctx, adopted.uri, "refused")).toMatchObject({ reason });
    const session = await sessionOf(adopter.ctx, adopter.member);
    const page = await createTestApp(adopter.ctx).request(`/projekte/${adopted.slug}`, { session });
    expect(await page.text()).toContain(reason);

    const other = await writeNote(origin, "Bücherschrank");
    await setAdoptionPolicy(origin.ctx, origin.member, other.id, { policy: "manual" });
    const second = await adoptFrom(adopter, other.uri, "Bücherschrank Sendling");
    const waiting = await untilAdoption(origin.ctx, second.uri, "waiting");
    await answerAdoption(origin.ctx, origin.member, other.id, waiting.id, { answer: "accept", reason: "" });
    await untilClaim(adopter.ctx, second.uri, "confirmed");
  }, 90_000);

  test("75 a note that takes no adoptions refuses them", async () => {
    const note = await writeNote(origin, "Stadtteilfonds");
    await setAdoptionPolicy(origin.ctx, origin.member, note.id, { policy: "closed" });
    const adopted = await adoptFrom(adopter, note.uri, "Fonds Sendling");
    const claim = await untilClaim(adopter.ctx, adopted.uri, "refused");
    expect(claim.reason).toContain("keine Übernahmen");
    expect(await listOf(note.uri)).toEqual([]);
  }, 60_000);

  test("75 the default: partners and trusted servers at once, others after a look", async () => {
    const note = await writeNote(adopter, "Mittagstisch");
    const adopted = await adoptFrom(observer, note.uri, "Mittagstisch Feuerbach");
    await untilAdoption(adopter.ctx, adopted.uri, "waiting");
    await followDistrict(adopter, observer);
    const second = await writeNote(adopter, "Spaziergang");
    const again = await adoptFrom(observer, second.uri, "Spaziergang Feuerbach");
    await untilAdoption(adopter.ctx, again.uri, "accepted");
  }, 60_000);

  test("79 an edit that names another origin, or none, ends the adoption", async () => {
    const note = await writeNote(origin, "Baumpatenschaft");
    const adopted = await adoptFrom(adopter, note.uri, "Baumpaten Sendling");
    await untilAdoption(origin.ctx, adopted.uri, "accepted");
    await adopter.ctx.sql`update project_notes set adoption = null where post_id = ${adopted.id}`;
    await editProjectNote(adopter.ctx, adopter.member, adopted.id, { ...SHORT_REQUEST, title: "Bäume, ganz eigen" });
    await untilAdoption(origin.ctx, adopted.uri, "ended");
    expect(await listOf(note.uri)).toEqual([]);
  }, 60_000);

  test("half a year later each district asks its own people, and what the adopter answers reaches the origin's tree", async () => {
    const note = await writeNote(origin, "Gießpatenschaft");
    const adopted = await adoptFrom(adopter, note.uri, "Gießen in Sendling");
    await untilClaim(adopter.ctx, adopted.uri, "confirmed");
    await untilAdoption(origin.ctx, adopted.uri, "accepted");
    const answered = await claimAt(adopter.ctx, adopted.uri);
    expect(answered?.confirmedAt).toEqual(answered?.checkedAt);
    await origin.ctx.sql`
      update adoptions set decided_at = now() - interval '7 months' where adopted_uri = ${adopted.uri}`;
    await adopter.ctx.sql`
      update adoption_claims set confirmed_at = now() - interval '7 months' where post_id = ${adopted.id}`;
    for (const side of [origin, adopter, observer]) await askFollowUps(side.ctx);
    expect(await told(origin, "follow_up")).toMatchObject([{ title: "Gießpatenschaft" }]);
    expect(await told(adopter, "follow_up")).toMatchObject([{ title: "Gießen in Sendling" }]);
    expect(await told(observer, "follow_up")).toEqual([]);

    const [question] = await followUpsOf(adopter.ctx, adopted.id, 1);
    const input = { runs: "Ja, mit einer Zisterne.", different: "", advice: "" };
    await answerFollowUp(adopter.ctx, adopter.member, adopted.id, question?.id ?? "", input);
    const line = expect.stringMatching(/^Nach 6 Monaten \(anna, .*\): Ja, mit einer Zisterne\.$/);
    await vi.waitFor(async () => {
      const nodes = (await storedLineage(origin.ctx, note.uri))?.nodes;
      expect(nodes?.[1]).toMatchObject({ title: "Gießen in Sendling", lesson: line });
    }, WITHIN);
    const copy = await postByUri(origin.ctx, adopted.uri);
    expect(documentOf(copy)["stv:version"]).toBe((await postByUri(adopter.ctx, adopted.uri))?.version);
    const [theirs] = await followUpsOf(origin.ctx, note.id, 1);
    expect(theirs).toMatchObject({ side: "origin", state: "open", adopted: { district: "Sendling" } });
  }, 90_000);

  test("83 grandchildren are found by each server that is asked, and every tree says the same", async () => {
    const note = await writeNote(origin, "Erzählcafé");
    const child = await adoptFrom(adopter, note.uri, "Erzählcafé Sendling");
    await untilClaim(adopter.ctx, child.uri, "confirmed");
    await trust(adopter, "feuerbach.test");
    const grandchild = await adoptFrom(observer, child.uri, "Erzählcafé Feuerbach");
    await untilClaim(observer.ctx, grandchild.uri, "confirmed");
    const whole = {
      Erzählcafé: null,
      "Erzählcafé Sendling": "Erzählcafé",
      "Erzählcafé Feuerbach": "Erzählcafé Sendling",
    };
    await untilTree(observer.ctx, grandchild.uri, whole);
    await untilTree(adopter.ctx, child.uri, whole);
    // The origin is told of its own adoptions only; it finds the rest when somebody reads the tree.
    await origin.ctx.sql`update lineage_nodes set refreshed_at = now() - interval '2 days'`;
    await pageAt(origin, note.uri);
    await untilTree(origin.ctx, note.uri, whole);
    expect((await storedLineage(origin.ctx, note.uri))?.nodes.every(({ confirmed }) => confirmed)).toBe(true);
  }, 90_000);

  test("90 of a suspended host every adoption is hidden, nobody is asked about it, and its Offers are refused; lifted, all is back", async () => {
    const note = await writeNote(origin, "Hochbeete");
    const adopted = await adoptFrom(adopter, note.uri, "Hochbeete Sendling");
    await untilAdoption(origin.ctx, adopted.uri, "accepted");
    await untilTree(origin.ctx, note.uri, { Hochbeete: null, "Hochbeete Sendling": "Hochbeete" });
    await origin.ctx.sql`
      update adoptions set decided_at = now() - interval '7 months' where adopted_uri = ${adopted.uri}`;
    const admin = await createMember(origin.ctx, "chefin", "admin");
    const session = await sessionOf(origin.ctx, origin.member);
    const { request } = createTestApp(origin.ctx);
    const own = `/projekte/${note.slug}`;
    const seen = async () => ({
      list: ((await listOf(note.uri)) as unknown[]).length,
      page: (await pageAt(origin, note.uri)).includes("Hochbeete Sendling"),
      answers: (await (await request(`${own}/uebernahmen`, { session })).text()).includes("sendling.test"),
      tree: ((await (await request(`/api/v1/stadtteil/projects/${note.id}/lineage`)).json()) as { nodes: unknown[] })
        .nodes.length,
    });
    const all = { list: 1, page: true, answers: true, tree: 2 };
    expect(await seen()).toEqual(all);

    await ruleOnPeer(origin.ctx, admin, { host: "sendling.test", severity: "suspend" });
    expect(await seen()).toEqual({ list: 0, page: false, answers: false, tree: 1 });
    const before = (await told(origin, "follow_up")).length;
    await askFollowUps(origin.ctx);
    expect(await told(origin, "follow_up")).toHaveLength(before);
    const start = districts.network.asked.length;
    const another = await writeNote(origin, "Kräuterspirale");
    const late = await adoptFrom(adopter, another.uri, "Kräuter Sendling");
    const sent = () =>
      districts.network.asked.slice(start).filter((asked) => asked.startsWith("POST https://heslach.test"));
    await vi.waitFor(() => expect(sent().length).toBeGreaterThan(0), WITHIN);
    const [offers] = await origin.ctx.sql`
      select count(*)::int as count from adoptions where adopted_uri = ${late.uri}`;
    expect(offers?.count).toBe(0);
    expect(districts.network.asked.slice(start)).not.toContain(`GET ${late.uri}`);

    await liftRule(origin.ctx, admin, "sendling.test");
    expect(await seen()).toEqual(all);
    await askFollowUps(origin.ctx);
    expect(await told(origin, "follow_up")).toHaveLength(before + 1);
  }, 90_000);
});
