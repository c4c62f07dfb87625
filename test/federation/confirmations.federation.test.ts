import { beforeAll, describe, expect, test, vi } from "vitest";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { catalogueEntries } from "../../src/features/project-notes/catalogue.table.ts";
import { projectNoteById } from "../../src/features/project-notes/project-notes.queries.ts";
import { confirmKit, withdrawConfirmation } from "../../src/features/transfer/usecases/confirm-kit.ts";
import { resolvePost } from "../../src/federation/fetch/resolve.ts";
import { FULL_REQUEST } from "../features/project-notes/notes.ts";
import { documentOf, followDistrict, type Side, startSide, WITHIN, writeNote } from "../support/adopting.ts";
import { createDistricts, type Districts } from "../support/districts.ts";
import { createTestApp } from "../support/http.ts";

let districts: Districts;
/** Whose kit it is; who confirms it; who looks on. */
let origin: Side;
let confirmer: Side;
let observer: Side;

beforeAll(async () => {
  districts = await createDistricts();
  origin = await startSide(districts, "heslach.test");
  confirmer = await startSide(districts, "sendling.test");
  observer = await startSide(districts, "feuerbach.test");
  await followDistrict(observer, origin);
  await followDistrict(confirmer, origin);
}, 120_000);

const READY = "Bereit für die Übernahme";

const viewAt = async ({ ctx }: Side, uri: string) => {
  const post = await postByUri(ctx, uri);
  return post && projectNoteById(ctx, null, post.id);
};
const untilReady = (side: Side, uri: string, ready: boolean) =>
  vi.waitFor(async () => expect((await viewAt(side, uri))?.transferReady).toBe(ready), WITHIN);
const pageAt = async (side: Side, uri: string) =>
  (await createTestApp(side.ctx).request((await viewAt(side, uri))?.path ?? "")).text();
const kitIn = async (side: Side, uri: string) => {
  const payload = documentOf(await postByUri(side.ctx, uri))["stv:projectNote"];
  return (payload as Record<string, Record<string, unknown>>)["stv:transferKit"];
};
const flagAt = async (side: Side, uri: string) => {
  const id = (await postByUri(side.ctx, uri))?.id;
  return (await side.ctx.db.select().from(catalogueEntries)).find(({ postId }) => postId === id)?.transferReady;
};

describe("a kit is confirmed by another district", () => {
  test("it is ready at its origin, with the confirmer and with a third district, until it is taken back", async () => {
    const note = await writeNote(origin, "Waschsalon", FULL_REQUEST);
    const before = await postByUri(origin.ctx, note.uri);
    expect(await kitIn(origin, note.uri)).not.toHaveProperty("stv:confirmedBy");
    const there = await resolvePost(confirmer.ctx, note.uri);
    await resolvePost(observer.ctx, note.uri);
    await confirmKit(confirmer.ctx, confirmer.member, there.id, { sentence: "Ging an einem <Tag>." });
    for (const side of [origin, confirmer, observer]) await untilReady(side, note.uri, true);

    const kit = await kitIn(origin, note.uri);
    expect(kit?.["stv:state"]).toBe("ready");
    const stampUri = String(kit?.["stv:confirmedBy"]);
    const answer = await districts.network.send(stampUri, { headers: { accept: "application/activity+json" } });
    expect(answer.json()).toMatchObject({
      id: stampUri,
      type: "Relationship",
      relationship: "https://w3id.org/stadtteilvernetzer/ns#easyToHandle",
      subject: confirmer.district.actorUri,
      object: note.uri,
      attributedTo: `${confirmer.ctx.origin}/ap/a/${confirmer.member.actorId}`,
    });
    const after = await postByUri(origin.ctx, note.uri);
    expect(after).toMatchObject({ version: 2, updatedAt: before?.updatedAt });
    const told = await origin.ctx.sql`select title from notifications where type = 'kit_confirmed'`;
    expect(told.map(({ title }) => title)).toEqual([after?.title]);
    for (const side of [origin, confirmer, observer]) {
      const page = await pageAt(side, note.uri);
      expect(page).toContain(READY);
      expect(page).toContain("Ging an einem &lt;Tag&gt;.");
      expect(await flagAt(side, note.uri)).toBe(true);
    }
    const json = await createTestApp(observer.ctx).request(
      `/api/v1/stadtteil/projects/${(await postByUri(observer.ctx, note.uri))?.id}`,
    );
    expect(await json.json()).toMatchObject({ transferReady: true });

    await withdrawConfirmation(confirmer.ctx, confirmer.member, there.id);
    for (const side of [origin, confirmer, observer]) await untilReady(side, note.uri, false);
    await vi.waitFor(async () => expect(await kitIn(observer, note.uri)).not.toHaveProperty("stv:confirmedBy"), WITHIN);
    expect((await districts.network.send(stampUri, { headers: { accept: "application/activity+json" } })).status).toBe(
      410,
    );
    for (const side of [origin, observer]) {
      expect(await pageAt(side, note.uri)).not.toContain(READY);
      expect(await flagAt(side, note.uri)).toBe(false);
    }
  }, 120_000);

  test("a confirmed kit that is not complete is not ready, and nobody confirms a kit of the own district", async () => {
    const { contact: _, ...incomplete } = FULL_REQUEST;
    const note = await writeNote(origin, "Ohne Ansprechperson", incomplete);
    const there = await resolvePost(confirmer.ctx, note.uri);
    await confirmKit(confirmer.ctx, confirmer.member, there.id, { sentence: "" });
    await vi.waitFor(async () => expect(await kitIn(origin, note.uri)).toMatchObject({ "stv:state": "draft" }), WITHIN);
    expect((await viewAt(origin, note.uri))?.transferReady).toBe(false);
    const own = confirmKit(origin.ctx, origin.member, note.id, { sentence: "" });
    await expect(own).rejects.toMatchObject({ code: "transfer.not-confirmable" });
    const nothing = withdrawConfirmation(observer.ctx, observer.member, (await resolvePost(observer.ctx, note.uri)).id);
    await expect(nothing).rejects.toMatchObject({ code: "transfer.not-confirmed" });
  }, 60_000);
});
