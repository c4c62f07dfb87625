import { beforeAll, describe, expect, test, vi } from "vitest";
import { actorById } from "../../src/features/actors/actors.queries.ts";
import { emptyAccount } from "../../src/features/moderation/usecases/close-account.ts";
import { suspendActor, unsuspendActor } from "../../src/features/moderation/usecases/suspend.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { catalogueEntries } from "../../src/features/project-notes/catalogue.table.ts";
import { projectNoteById } from "../../src/features/project-notes/project-notes.queries.ts";
import { editProjectNote } from "../../src/features/project-notes/usecases/edit.ts";
import { confirmationBy } from "../../src/features/transfer/confirmations.queries.ts";
import { confirmKit, withdrawConfirmation } from "../../src/features/transfer/usecases/confirm-kit.ts";
import { resolvePost } from "../../src/federation/fetch/resolve.ts";
import { FULL_REQUEST } from "../features/project-notes/notes.ts";
import { documentOf, followDistrict, type Side, startSide, WITHIN, writeNote } from "../support/adopting.ts";
import { createDistricts, type Districts } from "../support/districts.ts";
import { createTestApp } from "../support/http.ts";
import { createMember } from "../support/people.ts";

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

/** Puts a note on the net whose kit the confirmer's member has confirmed. */
async function confirmedNote(title: string) {
  const note = await writeNote(origin, title, FULL_REQUEST);
  const there = await resolvePost(confirmer.ctx, note.uri);
  await confirmKit(confirmer.ctx, confirmer.member, there.id, { sentence: "" });
  await untilReady(origin, note.uri, true);
  return { note, there };
}

const stampIn = async (side: Side, uri: string) => String((await kitIn(side, uri))?.["stv:confirmedBy"]);
const statusOf = async (uri: string) =>
  (await districts.network.send(uri, { headers: { accept: "application/activity+json" } })).status;

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

  test("another kit makes it one for an earlier version everywhere; its member is told once, and may confirm again", async () => {
    const { note, there } = await confirmedNote("Mit neuer Fassung");
    await resolvePost(observer.ctx, note.uri);
    await untilReady(observer, note.uri, true);
    const first = await stampIn(origin, note.uri);
    const steps = [{ name: "Alles anders anfangen" }];
    const transferKit = { ...FULL_REQUEST.transferKit, steps };
    const request = { ...FULL_REQUEST, title: "Mit neuer Fassung", transferKit };
    await editProjectNote(origin.ctx, origin.member, note.id, request, { mergeInterval: 0 });
    for (const side of [origin, confirmer, observer]) await untilReady(side, note.uri, false);
    for (const side of [origin, confirmer, observer]) {
      expect(await pageAt(side, note.uri)).toContain("Das gilt für eine frühere Fassung der Anleitung.");
      expect(await flagAt(side, note.uri)).toBe(false);
    }
    const more = { ...request, goal: "Noch einmal anders.", transferKit: { ...transferKit, minimum: "Zwei Leute" } };
    await editProjectNote(origin.ctx, origin.member, note.id, more, { mergeInterval: 0 });
    await vi.waitFor(async () => expect((await viewAt(confirmer, note.uri))?.version).toBe(4), WITHIN);
    const told = await confirmer.ctx.sql`
      select recipient_id::text as who, path, title from notifications where type = 'kit_changed'`;
    expect(told).toMatchObject([{ who: confirmer.member.actorId, title: "Mit neuer Fassung" }]);
    expect(told[0]?.path).toMatch(new RegExp(`^/projekte/heslach\\.test/${there.id}\\?bestaetigung=\\d+#paket$`));

    await confirmKit(confirmer.ctx, confirmer.member, there.id, { sentence: "Jetzt noch besser." });
    for (const side of [origin, confirmer, observer]) await untilReady(side, note.uri, true);
    const second = await stampIn(origin, note.uri);
    expect(second).not.toBe(first);
    expect([await statusOf(first), await statusOf(second)]).toEqual([410, 200]);
    expect(await pageAt(observer, note.uri)).toContain("Jetzt noch besser.");
  }, 120_000);

  test("the same said twice is said once, also when both come at the same moment", async () => {
    const { note, there } = await confirmedNote("Doppelt gedrückt");
    const before = await stampIn(origin, note.uri);
    await Promise.all(
      [1, 2].map(() => confirmKit(confirmer.ctx, confirmer.member, there.id, { sentence: "Noch einmal" })),
    );
    const rows = await confirmer.ctx.sql`select stamp_uri from kit_confirmations where post_id = ${there.id}`;
    expect(rows.map(({ stamp_uri }) => stamp_uri)).toEqual([before]);
  }, 60_000);

  test("what a suspended member gave is not served; of one who closed the account it is gone, here and there", async () => {
    const { note, there } = await confirmedNote("Von jemandem, der geht");
    const stamp = await stampIn(origin, note.uri);
    const admin = await createMember(confirmer.ctx, "ada", "admin");
    const why = { reason: "rules", ground: "rules", statement: "Probe" } as const;
    await suspendActor(confirmer.ctx, admin, confirmer.member.actorId, why);
    expect(await statusOf(stamp)).toBe(404);
    expect((await viewAt(confirmer, note.uri))?.transferReady).toBe(false);
    await unsuspendActor(confirmer.ctx, admin, confirmer.member.actorId, why);
    expect(await statusOf(stamp)).toBe(200);
    expect((await viewAt(confirmer, note.uri))?.transferReady).toBe(true);
    await confirmer.ctx.sql`update actors set deleted_at = now() where id = ${confirmer.member.actorId}`;
    await emptyAccount(confirmer.ctx, confirmer.member.actorId);
    expect(await statusOf(stamp)).toBe(410);
    expect(await confirmationBy(confirmer.ctx, there.id, await uriOf(confirmer))).toBeNull();
  }, 60_000);
});

const uriOf = async ({ ctx, member }: Side) => (await actorById(ctx, member.actorId))?.uri ?? "";
