import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { media } from "../../../src/features/media/media.table.ts";
import { postById } from "../../../src/features/posts/posts.queries.ts";
import { postRevisions } from "../../../src/features/posts/posts.table.ts";
import { projectNoteById } from "../../../src/features/project-notes/project-notes.queries.ts";
import { editProjectNote } from "../../../src/features/project-notes/usecases/edit.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { historyOf, noteAtVersion } from "../../../src/features/project-notes/versions.queries.ts";
import type { JsonObject } from "../../../src/platform/json.ts";
import { outgoing } from "../../support/outbox.ts";
import { insertActor, insertPost } from "../../support/rows.ts";
import { SHORT_REQUEST } from "./notes.ts";
import { createSetting, insertUpload, type Setting } from "./setting.ts";

let setting: Setting;
let id: string;
beforeAll(async () => {
  setting = await createSetting();
});
beforeEach(async () => {
  ({ id } = await publishProjectNote(setting.ctx, setting.anna, SHORT_REQUEST));
  setting.ctx.advance(60_000);
});

const edit = (change: object, who = setting.anna) =>
  editProjectNote(setting.ctx, who, id, { ...SHORT_REQUEST, ...change });
const documentNow = async (): Promise<JsonObject> => JSON.parse((await postById(setting.ctx, id))?.document ?? "");
/** What waits to be sent about this note, without its publication. */
const told = async () =>
  (await outgoing(setting.ctx)).filter(({ orderingKey }) => orderingKey.endsWith(`/${id}`)).slice(3);

describe("an edit", () => {
  test("19 raises version and `updated`, keeps address and date, and the version before", async () => {
    const before = await postById(setting.ctx, id);
    await edit({ title: "Ganz anders", outcome: "failed" });
    const after = await postById(setting.ctx, id);
    expect(after).toMatchObject({ version: 2, slug: before?.slug, url: before?.url, publishedAt: before?.publishedAt });
    expect(after?.updatedAt.getTime()).toBeGreaterThan(before?.updatedAt.getTime() ?? 0);
    expect(after?.etag).not.toBe(before?.etag);
    expect(await documentNow()).toMatchObject({ "stv:version": 2, name: "Ganz anders", id: before?.uri as string });
    expect(await projectNoteById(setting.ctx, null, id)).toMatchObject({
      outcome: "failed",
      status: "completed",
      version: 2,
    });
    const revisions = await setting.ctx.db.select().from(postRevisions).where(eq(postRevisions.postId, id));
    expect(revisions).toMatchObject([{ version: 1, document: before?.document, editorId: setting.anna.accountId }]);
  });

  test("19 two in one second still have different times", async () => {
    await edit({ title: "Eins" });
    const first = await postById(setting.ctx, id);
    await edit({ title: "Zwei" });
    const second = await postById(setting.ctx, id);
    expect(second?.updatedAt.getTime()).toBe((first?.updatedAt.getTime() ?? 0) + 1000);
  });

  test("that changes nothing does nothing", async () => {
    const before = await postById(setting.ctx, id);
    await edit({ title: `  ${SHORT_REQUEST.title} ` });
    expect(await postById(setting.ctx, id)).toEqual(before);
    expect(await told()).toEqual([]);
  });

  test("replaces the whole note: fields that are left out are gone", async () => {
    await edit({ effort: "zwei Leute" });
    await edit({});
    expect((await projectNoteById(setting.ctx, null, id))?.fields).not.toHaveProperty("effort");
  });

  test("is kept in the history, with who made it", async () => {
    await edit({ title: "Von Anna" });
    await edit({ title: "Von der Chefin" }, setting.admin);
    const history = await historyOf(setting.ctx, null, id);
    expect(history.map(({ version, editorName }) => [version, editorName])).toEqual([
      [3, "chefin"],
      [2, "anna"],
      [1, "anna"],
    ]);
    expect((await noteAtVersion(setting.ctx, null, id, 1))?.title).toBe(SHORT_REQUEST.title);
    expect((await noteAtVersion(setting.ctx, null, id, 2))?.title).toBe("Von Anna");
    expect((await noteAtVersion(setting.ctx, null, id, 3))?.title).toBe("Von der Chefin");
    expect(await noteAtVersion(setting.ctx, null, id, 4)).toBeNull();
  });

  test("exchanges uploads: new ones are used, dropped ones are free to be swept", async () => {
    const { ctx, anna } = setting;
    const [old, fresh] = [await insertUpload(ctx, anna), await insertUpload(ctx, anna)];
    await edit({ images: [{ mediaId: old.id, alt: "alt" }] });
    await edit({ images: [{ mediaId: fresh.id, alt: "neu" }] });
    const usedAt = async (item: string) => (await ctx.db.select().from(media).where(eq(media.id, item)))[0]?.attachedAt;
    expect(await usedAt(old.id)).toBeNull();
    expect(await usedAt(fresh.id)).not.toBeNull();
  });
});

describe("who edits", () => {
  test("another member does not", async () => {
    await expect(edit({ title: "x" }, setting.bert)).rejects.toMatchObject({
      kind: "forbidden",
      code: "project-notes.not-yours",
    });
  });

  test("a co-author does, keeps the author's pictures, and names no further ones", async () => {
    const { ctx, anna, bert } = setting;
    const picture = await insertUpload(ctx, anna);
    const images = [{ mediaId: picture.id, alt: "x" }];
    await editProjectNote(ctx, anna, id, { ...SHORT_REQUEST, images }, { coAuthors: ["bert"] });
    await edit({ images, title: "Von Bert" }, bert);
    expect((await projectNoteById(ctx, null, id))?.fields.title).toBe("Von Bert");
    expect((await documentNow()).attributedTo).toBe(`https://heslach.test/ap/a/${anna.actorId}`);
    await expect(editProjectNote(ctx, bert, id, SHORT_REQUEST, { coAuthors: [] })).rejects.toMatchObject({
      kind: "forbidden",
    });
    expect((await projectNoteById(ctx, bert, id))?.canEdit).toBe(true);
  });

  test("an admin does, in the author's name", async () => {
    await edit({ title: "Von der Chefin" }, setting.admin);
    expect((await told())[0]).toMatchObject({ type: "Update", actorId: setting.anna.actorId });
  });

  test("nobody edits a peer's note, or one that is not there", async () => {
    const { ctx, admin } = setting;
    const remote = await insertActor(ctx, { host: "peer.test", handle: "p" });
    const post = await insertPost(ctx, remote, { kind: "projectNote" });
    await expect(editProjectNote(ctx, admin, post.id, SHORT_REQUEST)).rejects.toMatchObject({ kind: "notFound" });
    for (const unknown of ["1", "x'; drop table posts"]) {
      await expect(editProjectNote(ctx, admin, unknown, SHORT_REQUEST)).rejects.toMatchObject({ kind: "notFound" });
    }
  });
});

describe("what is sent of an edit", () => {
  test("52 an Update to all who ever got the note, and wrapped to forums; no boost", async () => {
    await edit({ title: "Neu" });
    const { anna, district } = setting;
    const uri = `https://heslach.test/ap/o/${id}`;
    expect(await told()).toMatchObject([
      {
        type: "Update",
        activity: { id: `${uri}#update-2`, object: { name: "Neu", "stv:version": 2 } },
        recipients: { followersOf: [anna.actorId], ledgerOf: id, recordFor: id },
      },
      {
        type: "Announce",
        actorId: district.actorId,
        activity: { object: { type: "Update", id: `${uri}#update-2` } },
        recipients: { followersOf: [district.actorId], announceForm: "wrapped", recordFor: id },
      },
    ]);
    expect((await told()).every(({ merge }) => merge === undefined)).toBe(true);
  });

  test("further ones within five minutes wait and become one, with the newest text", async () => {
    await edit({ title: "Eins" });
    setting.ctx.advance(60_000);
    await edit({ title: "Zwei" });
    setting.ctx.advance(60_000);
    await edit({ title: "Drei" });
    const entries = await told();
    expect(entries.map(({ type, dueIn }) => [type, dueIn])).toEqual([
      ["Update", -120],
      ["Announce", -120],
      ["Update", 180],
      ["Announce", 180],
    ]);
    expect(entries[2]?.activity).toMatchObject({ object: { name: "Drei", "stv:version": 4 } });
    expect(entries[3]?.activity).toMatchObject({ object: { object: { name: "Drei" } } });
  });

  test("a change of outcome goes out at once and hurries what waits", async () => {
    await edit({ title: "Eins" });
    await edit({ title: "Zwei" });
    await edit({ title: "Zwei", outcome: "failed" });
    const entries = await told();
    expect(entries).toHaveLength(6);
    expect(entries.every(({ dueIn }) => dueIn <= 0)).toBe(true);
    expect(entries.at(-2)?.activity).toMatchObject({ object: { "stv:version": 4 } });
  });

  test("the interval can be another", async () => {
    await edit({ title: "Eins" });
    setting.ctx.advance(10);
    await editProjectNote(setting.ctx, setting.anna, id, { ...SHORT_REQUEST, title: "Zwei" }, { mergeInterval: 5 });
    expect((await told()).every(({ merge }) => merge === undefined)).toBe(true);
  });
});
