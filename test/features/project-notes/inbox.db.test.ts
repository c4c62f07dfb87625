import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "../../../src/features/actors/actors.queries.ts";
import { readWire } from "../../../src/features/posts/posts.activitypub.ts";
import { type Received, receivePost } from "../../../src/features/posts/posts.inbox.ts";
import { toWire } from "../../../src/features/project-notes/project-notes.activitypub.ts";
import {
  listProjectNotes,
  noteDocument,
  projectNoteById,
} from "../../../src/features/project-notes/project-notes.queries.ts";
import { editProjectNote } from "../../../src/features/project-notes/usecases/edit.ts";
import { storeArrival, storeDeletion } from "../../../src/federation/fetch/landing.ts";
import { inTransaction } from "../../../src/platform/ctx.ts";
import type { JsonObject } from "../../../src/platform/json.ts";
import { wireText } from "../../../src/platform/wire.ts";
import { insertActor } from "../../support/rows.ts";
import { FULL_FIELDS, SHORT_FIELDS } from "./notes.ts";
import { createSetting, type Setting } from "./setting.ts";

let setting: Setting;
let author: Actor;
let group: Actor;
beforeAll(async () => {
  setting = await createSetting();
  author = await insertActor(setting.ctx, { host: "sendling.test", handle: "luise", name: "Luise" });
  group = await insertActor(setting.ctx, {
    host: "sendling.test",
    handle: "sendling",
    name: "Sendling",
    type: "Group",
    kind: "district",
  });
});

let count = 0;
/** A note of the other district, as its server serves it. */
function foreignNote(change: JsonObject = {}, fields = FULL_FIELDS, version = 1): JsonObject {
  if (Object.keys(change).length === 0) count += 1;
  const uri = `https://sendling.test/ap/o/${count}`;
  const note = toWire(
    {
      origin: "https://sendling.test",
      uri,
      url: `https://sendling.test/projekte/note-${count}`,
      author: { uri: author.uri, followersUri: `${author.uri}/followers` },
      districtUri: group.uri,
      publishedAt: new Date("2026-09-01T09:00:00Z"),
      updatedAt: new Date(Date.UTC(2026, 8, 1, 9, version)),
      version,
    },
    fields,
  );
  return { ...note, ...change };
}

async function receive(document: JsonObject, text = wireText(document)): Promise<Received> {
  const wire = readWire(document);
  if (!wire) throw new Error("not a post");
  return inTransaction(setting.ctx, (tx) => storeArrival(tx, { wire, document, text, author }, group.id));
}
async function idOf(received: Received): Promise<string> {
  if (received.change === "none") throw new Error(received.reason);
  return received.post.id;
}

describe("a note from another district", () => {
  test("94 is kept byte for byte and shown with every field", async () => {
    const document = foreignNote();
    const text = `${wireText(document)}\n`;
    const id = await idOf(await receive(document, text));
    expect((await noteDocument(setting.ctx, null, id))?.text).toBe(text);
    const note = await projectNoteById(setting.ctx, setting.admin, id);
    expect(note).toMatchObject({
      local: false,
      uri: document.id,
      url: document.url,
      path: `/projekte/sendling.test/${id}`,
      slug: null,
      canEdit: false,
      canDelete: false,
      author: { name: "Luise", handle: "luise", host: "sendling.test" },
      district: { name: "Sendling", uri: group.uri },
      status: "running",
      outcome: "mixed",
      structure: "ok",
      language: "de",
    });
    expect(note?.fields).toMatchObject({
      goal: FULL_FIELDS.goal,
      lessons: FULL_FIELDS.lessons,
      topics: FULL_FIELDS.topics,
    });
    expect(note?.fields.images?.[0]).toEqual({ ...FULL_FIELDS.images?.[0], mediaId: undefined });
    expect(note?.plainContent).toContain("Einmal im Monat");
  });

  test("45, T068 only a newer version takes the place of another", async () => {
    const second = foreignNote({}, { ...SHORT_FIELDS, title: "Zwei" }, 2);
    const id = await idOf(await receive(second));
    const first = foreignNote({ name: "Eins" }, SHORT_FIELDS, 1);
    expect(await receive(first)).toMatchObject({ change: "none", reason: "not-newer" });
    expect((await projectNoteById(setting.ctx, null, id))?.fields.title).toBe("Zwei");
    const third = foreignNote({ "stv:version": 3 }, { ...SHORT_FIELDS, title: "Drei", outcome: "failed" }, 3);
    await receive(third);
    expect(await projectNoteById(setting.ctx, null, id)).toMatchObject({
      version: 3,
      outcome: "failed",
      fields: { title: "Drei" },
    });
  });

  test("T069 that was deleted before it came never appears", async () => {
    const document = foreignNote();
    await inTransaction(setting.ctx, (tx) => storeDeletion(tx, author, String(document.id)));
    expect(await receive(document)).toMatchObject({ change: "none", reason: "deleted" });
    const listed = await listProjectNotes(setting.ctx, null, { scope: "all", limit: 100 });
    expect(listed.some(({ uri }) => uri === document.id)).toBe(false);
  });

  test("that is deleted leaves nothing of its fields", async () => {
    const document = foreignNote();
    const id = await idOf(await receive(document));
    await inTransaction(setting.ctx, (tx) => storeDeletion(tx, author, String(document.id)));
    expect(await projectNoteById(setting.ctx, null, id)).toBeNull();
    const rows = await setting.ctx.db.execute<{ n: number }>(
      sql`select count(*)::int as n from project_notes where post_id = ${id}`,
    );
    expect(rows[0]?.n).toBe(0);
  });

  test("T064 another account cannot replace it", async () => {
    const document = foreignNote();
    const id = await idOf(await receive(document));
    const mallory = await insertActor(setting.ctx, { host: "sendling.test", handle: `m${count}` });
    const wire = readWire({ ...document, name: "Übernommen", "stv:version": 9 });
    if (!wire) throw new Error("not a post");
    const result = await inTransaction(setting.ctx, (tx) => receivePost(tx, { wire, text: "{}", author: mallory }));
    expect(result).toMatchObject({ change: "none", reason: "not-the-author" });
    expect((await projectNoteById(setting.ctx, null, id))?.fields.title).toBe(FULL_FIELDS.title);
  });

  test("T107 that is for followers only from now on is shown to nobody else", async () => {
    const id = await idOf(await receive(foreignNote()));
    const narrowed = foreignNote({ to: [`${author.uri}/followers`], cc: [] }, { ...SHORT_FIELDS, title: "Geheim" }, 2);
    expect(await receive(narrowed)).toMatchObject({ change: "updated" });
    expect(await projectNoteById(setting.ctx, null, id)).toBeNull();
    expect(await noteDocument(setting.ctx, null, id)).toBeNull();
  });

  test("96 of a later version of our vocabulary is kept whole and shown as far as known", async () => {
    const document = foreignNote();
    const payload = document["stv:projectNote"] as JsonObject;
    const newer = {
      ...document,
      "stv:profile": "1.1",
      "stv:weather": "sunny",
      "stv:projectNote": { ...payload, "stv:outcome": "paused", "stv:mood": ["good"] },
    };
    const id = await idOf(await receive(newer));
    expect((await noteDocument(setting.ctx, null, id))?.text).toBe(wireText(newer));
    expect(await projectNoteById(setting.ctx, null, id)).toMatchObject({
      structure: "ok",
      outcome: "ongoing",
      status: "running",
    });
  });

  test("whose payload cannot be read is shown as an article", async () => {
    const document = foreignNote();
    const id = await idOf(await receive({ ...document, "stv:projectNote": "kaputt" }));
    const note = await projectNoteById(setting.ctx, null, id);
    expect(note).toMatchObject({ structure: "unreadable", fields: { title: FULL_FIELDS.title } });
    expect(note?.content).toContain("<h2>Ziel</h2>");
  });

  test("cannot claim a district on another server", async () => {
    const document = foreignNote();
    const id = await idOf(await receive({ ...document, "stv:district": setting.district.actorUri }));
    expect((await projectNoteById(setting.ctx, null, id))?.district).toEqual({ name: "sendling.test", uri: null });
  });

  test("43, T114 has no script in any text", async () => {
    const evil = '<script>alert(1)</script><img src=x onerror=alert(1)><p onclick="x">Text</p>';
    const document = foreignNote();
    const id = await idOf(await receive({ ...document, content: evil, contentMap: { de: evil, "de-simple": evil } }));
    const note = await projectNoteById(setting.ctx, null, id);
    expect(note?.content).toBe("<p>Text</p>");
    expect(note?.plainContent).toBe("<p>Text</p>");
  });

  test("28 with U+0000 and half characters everywhere is stored", async () => {
    const document = foreignNote();
    const spoilt = JSON.parse(JSON.stringify(document).replaceAll("Repar", "R\\u0000e\\ud800par")) as JsonObject;
    const id = await idOf(await receive(spoilt, wireText(document)));
    expect((await projectNoteById(setting.ctx, null, id))?.structure).toBe("ok");
  });

  test("is nobody's to edit here", async () => {
    const id = await idOf(await receive(foreignNote()));
    await expect(editProjectNote(setting.ctx, setting.admin, id, {})).rejects.toMatchObject({ kind: "forbidden" });
  });
});
