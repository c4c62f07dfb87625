import { beforeAll, expect, test } from "vitest";
import { discardDraft, draftOf, listDrafts, saveDraft } from "../../../src/features/project-notes/usecases/drafts.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { SHORT_REQUEST } from "./notes.ts";
import { createSetting, type Setting } from "./setting.ts";

let setting: Setting;
beforeAll(async () => {
  setting = await createSetting();
});

test("a draft is kept as typed, whatever was typed", async () => {
  const { ctx, anna } = setting;
  const form = { title: " <b>", "costs.0.amount": "viel", sectors: ["civic", "?"] };
  const { id } = await saveDraft(ctx, anna, { form });
  expect((await draftOf(ctx, anna, id)).form).toEqual(form);
  await saveDraft(ctx, anna, { id, form: { title: "x" } });
  expect((await draftOf(ctx, anna, id)).form).toEqual({ title: "x" });
});

test("drafts are listed to their author, the last changed first", async () => {
  const { ctx, bert } = setting;
  const first = await saveDraft(ctx, bert, { form: { title: "eins" } });
  ctx.advance(1000);
  const second = await saveDraft(ctx, bert, { form: { title: "zwei" } });
  ctx.advance(1000);
  await saveDraft(ctx, bert, { id: first.id, form: { title: "eins!" } });
  expect((await listDrafts(ctx, bert)).map(({ id }) => id)).toEqual([first.id, second.id]);
});

test("T187 somebody else's draft is not found, changed or discarded", async () => {
  const { ctx, anna, bert, admin } = setting;
  const { id } = await saveDraft(ctx, anna, { form: { title: "geheim" } });
  for (const other of [bert, admin]) {
    await expect(draftOf(ctx, other, id)).rejects.toMatchObject({ kind: "notFound" });
    await expect(saveDraft(ctx, other, { id, form: {} })).rejects.toMatchObject({ kind: "notFound" });
    await discardDraft(ctx, other, id);
    expect((await listDrafts(ctx, other)).some((draft) => draft.id === id)).toBe(false);
  }
  expect((await draftOf(ctx, anna, id)).form).toEqual({ title: "geheim" });
  await discardDraft(ctx, anna, id);
  await expect(draftOf(ctx, anna, id)).rejects.toMatchObject({ kind: "notFound" });
});

test("a draft of a published note is for those who may edit it", async () => {
  const { ctx, anna, bert } = setting;
  const note = await publishProjectNote(ctx, anna, SHORT_REQUEST);
  const { id } = await saveDraft(ctx, anna, { postId: note.id, form: { title: "neu" } });
  expect((await draftOf(ctx, anna, id)).postId).toBe(note.id);
  await expect(saveDraft(ctx, bert, { postId: note.id, form: {} })).rejects.toMatchObject({ kind: "forbidden" });
});

test("an id that is none is not found", async () => {
  await expect(draftOf(setting.ctx, setting.anna, "' or 1=1")).rejects.toMatchObject({ kind: "notFound" });
});
