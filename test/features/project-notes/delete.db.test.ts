import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { media } from "../../../src/features/media/media.table.ts";
import { drafts } from "../../../src/features/posts/drafts.table.ts";
import { postById } from "../../../src/features/posts/posts.queries.ts";
import { postRevisions, postTags } from "../../../src/features/posts/posts.table.ts";
import {
  deletedNoteAt,
  listProjectNotes,
  noteDocument,
  projectNoteById,
  projectNoteBySlug,
} from "../../../src/features/project-notes/project-notes.queries.ts";
import { projectNotes } from "../../../src/features/project-notes/project-notes.table.ts";
import { deleteProjectNote } from "../../../src/features/project-notes/usecases/delete.ts";
import { saveDraft } from "../../../src/features/project-notes/usecases/drafts.ts";
import { editProjectNote } from "../../../src/features/project-notes/usecases/edit.ts";
import { type PublishedNote, publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { historyOf } from "../../../src/features/project-notes/versions.queries.ts";
import { outgoing } from "../../support/outbox.ts";
import { FULL_REQUEST, SHORT_REQUEST } from "./notes.ts";
import { createSetting, insertUpload, type Setting } from "./setting.ts";

let setting: Setting;
let note: PublishedNote;
beforeAll(async () => {
  setting = await createSetting();
});
beforeEach(async () => {
  note = await publishProjectNote(setting.ctx, setting.anna, FULL_REQUEST);
});
const remove = (who = setting.anna) => deleteProjectNote(setting.ctx, who, note.id);

test("72 leaves a Tombstone and nothing of what was written", async () => {
  const { ctx, anna } = setting;
  const picture = await insertUpload(ctx, anna);
  await editProjectNote(ctx, anna, note.id, {
    ...FULL_REQUEST,
    title: "Zwei",
    images: [{ mediaId: picture.id, alt: "" }],
  });
  await saveDraft(ctx, anna, { postId: note.id, form: { title: "Drei" } });
  await remove();
  const post = await postById(ctx, note.id);
  expect(JSON.parse(post?.document ?? "")).toMatchObject({ id: note.uri, type: "Tombstone", formerType: "Article" });
  expect(post).toMatchObject({
    title: null,
    summary: null,
    content: "",
    plainContent: null,
    attachments: [],
    imageUrl: null,
  });
  expect(JSON.stringify(post)).not.toContain("Repariert");
  for (const [table, column] of [
    [postRevisions, postRevisions.postId],
    [postTags, postTags.postId],
    [projectNotes, projectNotes.postId],
    [drafts, drafts.postId],
  ] as const) {
    expect(await ctx.db.select().from(table).where(eq(column, note.id))).toEqual([]);
  }
  const [upload] = await ctx.db.select().from(media).where(eq(media.id, picture.id));
  expect(upload?.attachedAt).toBeNull();
});

test("is gone from every list, for its author too", async () => {
  const { ctx, anna } = setting;
  await remove();
  for (const viewer of [null, anna]) {
    expect(await projectNoteById(ctx, viewer, note.id)).toBeNull();
    expect(await projectNoteBySlug(ctx, viewer, note.slug)).toBeNull();
    expect(await historyOf(ctx, viewer, note.id)).toEqual([]);
    const listed = await listProjectNotes(ctx, viewer, { scope: "all", limit: 100 });
    expect(listed.some(({ id }) => id === note.id)).toBe(false);
  }
  expect(await deletedNoteAt(ctx, { slug: note.slug })).toBe(true);
  expect(await deletedNoteAt(ctx, { slug: "nie-gewesen" })).toBe(false);
  expect(await noteDocument(ctx, null, note.id)).toMatchObject({ deleted: true });
});

test("its address is never given again", async () => {
  await remove();
  const again = await publishProjectNote(setting.ctx, setting.anna, FULL_REQUEST);
  expect(again.slug).not.toBe(note.slug);
});

test("a Delete goes to all who ever got the note, and wrapped to forums", async () => {
  await remove();
  const entries = (await outgoing(setting.ctx)).filter(({ orderingKey }) => orderingKey === note.uri).slice(3);
  const { anna, district } = setting;
  expect(entries).toMatchObject([
    {
      type: "Delete",
      actorId: anna.actorId,
      activity: { id: `${note.uri}#delete`, object: { id: note.uri, type: "Tombstone", formerType: "Article" } },
      recipients: { ledgerOf: note.id, followersOf: [anna.actorId] },
    },
    {
      type: "Announce",
      actorId: district.actorId,
      activity: { object: { type: "Delete" } },
      recipients: { announceForm: "wrapped" },
    },
  ]);
});

test("an edit that still waits goes out before, and at once", async () => {
  const { ctx, anna } = setting;
  await editProjectNote(ctx, anna, note.id, { ...FULL_REQUEST, title: "Eins" });
  await editProjectNote(ctx, anna, note.id, { ...FULL_REQUEST, title: "Zwei" });
  await remove();
  const entries = (await outgoing(ctx)).filter(({ orderingKey }) => orderingKey === note.uri);
  expect(entries.at(-2)?.type).toBe("Delete");
  expect(entries.every(({ dueIn }) => dueIn <= 0)).toBe(true);
});

test("only the author and admins delete; a co-author does not", async () => {
  const { ctx, anna, bert, admin } = setting;
  await editProjectNote(ctx, anna, note.id, FULL_REQUEST, { coAuthors: ["bert"] });
  await expect(remove(bert)).rejects.toMatchObject({ kind: "forbidden" });
  await remove(admin);
  await expect(remove(anna)).rejects.toMatchObject({ kind: "gone", code: "project-notes.gone" });
  await expect(editProjectNote(ctx, anna, note.id, SHORT_REQUEST)).rejects.toMatchObject({ kind: "gone" });
});
