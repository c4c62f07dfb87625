import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  announcePlain,
  announceWrapped,
  createActivity,
  deleteActivity,
  tombstoneOf,
  updateActivity,
} from "../../../src/features/posts/activities.activitypub.ts";
import { readWire } from "../../../src/features/project-notes/note-reading.activitypub.ts";
import { toWire } from "../../../src/features/project-notes/project-notes.activitypub.ts";
import {
  type ProjectNoteFields,
  projectNoteSchema,
} from "../../../src/features/project-notes/project-notes.schemas.ts";
import { canonicalJson } from "../../../src/federation/signatures/jcs.ts";
import type { Json, JsonObject } from "../../../src/platform/json.ts";
import { wireText } from "../../../src/platform/wire.ts";
import { canonize, expand, expand10 } from "../../support/json-ld.ts";
import { anyNote } from "./any-note.ts";
import { ENVELOPE, FLYER, FULL_DOCUMENT, FULL_FIELDS, PICTURE, SHORT_FIELDS, SHORT_REQUEST } from "./notes.ts";

const AT = new Date("2026-12-01T08:00:00Z");
const announcer = { groupUri: ENVELOPE.districtUri, announceId: "117003000000000009", at: AT };
const create = createActivity(FULL_DOCUMENT);

const long = (length: number) => "ä".repeat(length);
/** As much as the form takes, and as many different entries. */
const LARGEST: ProjectNoteFields = {
  ...FULL_FIELDS,
  partners: Array.from({ length: 30 }, (_, index) => ({
    name: `Partner ${index}`,
    role: long(100),
    sector: "civic" as const,
    gains: ["viel", "mehr", `noch ${index}`],
  })),
  transferKit: {
    ...FULL_FIELDS.transferKit,
    steps: Array.from({ length: 30 }, (_, index) => ({ name: `Schritt ${index}`, text: long(300), duration: "P1W" })),
    checklist: Array.from({ length: 30 }, () => "dasselbe"),
  },
};

const DOCUMENTS: Record<string, JsonObject> = {
  "a note with every field": FULL_DOCUMENT,
  "a note with six fields": toWire(ENVELOPE, SHORT_FIELDS),
  "the largest note": toWire(ENVELOPE, LARGEST),
  "its Create": create,
  "its Update": updateActivity(FULL_DOCUMENT),
  "its Delete": deleteActivity(FULL_DOCUMENT, AT),
  "its Tombstone": tombstoneOf(FULL_DOCUMENT, AT),
  "the plain Announce": announcePlain(announcer, FULL_DOCUMENT),
  "the wrapped Announce": announceWrapped(announcer, create),
  "the wrapped Announce of its Delete": announceWrapped(announcer, deleteActivity(FULL_DOCUMENT, AT)),
};

describe.each(Object.entries(DOCUMENTS))("%s", (_name, document) => {
  test("11 expands in safe mode without the network", async () => {
    expect(await expand(document)).toHaveLength(1);
  });

  test("12 expands as JSON-LD 1.0", async () => {
    const { "@context": context, ...members } = document;
    const inline = (context as Json[]).filter((entry) => typeof entry === "object" || entry === AS2);
    expect(await expand10({ "@context": inline, ...members })).toHaveLength(1);
  });

  test("13 can be canonicalised, so that it can be signed", async () => {
    expect(await canonize(document)).toContain(String(document.id));
  });

  test("26 defines every member that it uses, and nothing else", async () => {
    const [expanded] = await expand(document);
    expect(undefinedIn(expanded as Json)).toEqual([]);
    expect(unusedIn(document)).toEqual([]);
  });

  test("27 has no null and nothing empty but its required lists", () => {
    expect(emptiesIn(document)).toEqual([]);
  });

  test("15, 16, 20 has types as single strings and audiences as full lists", () => {
    for (const object of objectsIn(document)) {
      if ("type" in object) expect(typeof object.type).toBe("string");
      for (const name of ["to", "cc"]) if (name in object) expect(Array.isArray(object[name])).toBe(true);
      for (const name of ["attributedTo", "actor", "audience", "context", "url", "replies"])
        if (name in object) expect(typeof object[name]).toBe("string");
    }
    expect(wireText(document)).not.toMatch(/"as:Public"|"Public"/);
  });

  test("10, 24 names no address with a query, and ids in lower case", () => {
    for (const object of objectsIn(document))
      if (typeof object.id === "string") expect(object.id).toMatch(/^https:\/\/[a-z0-9./#-]+$/);
    expect(wireText(document)).not.toMatch(/"https:[^"\s]*\?/);
  });
});

const AS2 = "https://www.w3.org/ns/activitystreams";

function objectsIn(value: Json): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (value === null || typeof value !== "object") return [];
  return [value, ...Object.entries(value).flatMap(([key, inner]) => (key === "@context" ? [] : objectsIn(inner)))];
}

/** Members that expansion gave no address: they begin with the blank prefix of the ActivityStreams context. */
const undefinedIn = (value: Json): string[] => [
  ...new Set(objectsIn(value).flatMap((object) => Object.keys(object).filter((key) => key.startsWith("_:")))),
];

/** Entries of the inline context that the document does without. */
function unusedIn(document: JsonObject): string[] {
  const inline = (document["@context"] as Json[]).find((entry) => typeof entry === "object") as JsonObject | undefined;
  const text = JSON.stringify({ ...document, "@context": null });
  const definitions = JSON.stringify(inline ?? {});
  return Object.keys(inline ?? {}).filter(
    (name) => !text.includes(`"${name}"`) && !text.includes(`"${name}:`) && !definitions.includes(`"${name}:`),
  );
}

const REQUIRED_LISTS = ["to", "cc", "tag", "attachment"];
function emptiesIn(document: JsonObject): string[] {
  const isEmpty = (value: Json | undefined) =>
    value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0);
  return objectsIn(document).flatMap((object) =>
    Object.entries(object).flatMap(([name, value]) => (isEmpty(value) && !REQUIRED_LISTS.includes(name) ? [name] : [])),
  );
}

test("the document of a note with every field stays as it is", async () => {
  await expect(`${JSON.stringify(FULL_DOCUMENT, null, 1)}\n`).toMatchFileSnapshot("full-note.wire.json.snap");
});

test("15 a project note is an Article of our kind", () => {
  expect(FULL_DOCUMENT).toMatchObject({
    type: "Article",
    "stv:kind": "ProjectNote",
    "stv:profile": "1.0",
    "stv:version": 7,
  });
});

test("16 to, cc, tag and attachment are there even when there is nothing in them", () => {
  const document = toWire(ENVELOPE, SHORT_FIELDS);
  expect(document.tag).toEqual([]);
  expect(document.attachment).toEqual([]);
  expect(document).not.toHaveProperty("image");
  expect(document).not.toHaveProperty("location");
});

test("17 pictures come first, each attachment with its type; a decorative picture has no text", () => {
  const attachment = FULL_DOCUMENT.attachment as JsonObject[];
  expect(attachment.map(({ type }) => type)).toEqual(["Image", "Image", "Document"]);
  expect(attachment.every(({ mediaType }) => typeof mediaType === "string")).toBe(true);
  expect(attachment[0]).toMatchObject({ name: PICTURE.alt, width: 1600, height: 900, focalPoint: [0, 0.2] });
  expect(attachment[1]).not.toHaveProperty("name");
  expect(attachment[2]).toMatchObject({ name: FLYER.name, "stv:digest": FLYER.digest });
  expect(FULL_DOCUMENT.image).toEqual({ type: "Image", mediaType: "image/jpeg", url: PICTURE.url, name: PICTURE.alt });
});

test("18 coordinates keep their decimal point", () => {
  expect(FULL_DOCUMENT.location).toMatchObject({ longitude: 9 });
  expect(wireText(FULL_DOCUMENT)).toContain('"latitude":48.7636,"longitude":9.0');
  expect(JSON.parse(wireText(FULL_DOCUMENT))).toEqual(FULL_DOCUMENT);
});

test("19 an edit is never older than the note, an Announce never older than its object", () => {
  const published = Date.parse(String(FULL_DOCUMENT.published));
  expect(Date.parse(String(FULL_DOCUMENT.updated))).toBeGreaterThanOrEqual(published);
  expect(Date.parse(String(announcePlain(announcer, FULL_DOCUMENT).published))).toBeGreaterThanOrEqual(published);
});

test("20 everybody is addressed by the full name, in `to`", () => {
  expect(FULL_DOCUMENT.to).toEqual(["https://www.w3.org/ns/activitystreams#Public", ENVELOPE.districtUri]);
  expect(FULL_DOCUMENT.cc).toEqual([ENVELOPE.author.followersUri]);
});

test("21 the summary is one plain paragraph of at most 500 characters", () => {
  const summary = `Reparieren & Kaffee\n\n  ${"a".repeat(400)}`;
  const mended = projectNoteSchema.parse({ ...SHORT_REQUEST, summary });
  expect(mended.summary).toBe(`Reparieren und Kaffee ${"a".repeat(400)}`);
  const document = toWire(ENVELOPE, mended as ProjectNoteFields);
  expect(document.summary).not.toMatch(/[<&\n]/);
  expect(String(document.summary).length).toBeLessThanOrEqual(500);
});

test("22 contentMap begins with the main language and content equals it", () => {
  const map = FULL_DOCUMENT.contentMap as JsonObject;
  expect(Object.keys(map)).toEqual(["de", "de-simple"]);
  expect(FULL_DOCUMENT.content).toBe(map.de);
  const english = toWire(ENVELOPE, { ...SHORT_FIELDS, language: "en", plainText: "Easy." });
  expect(Object.keys(english.contentMap as JsonObject)).toEqual(["en", "en-simple"]);
});

test("23 a note is no reply", () => {
  expect(FULL_DOCUMENT).not.toHaveProperty("inReplyTo");
});

test("24 activities have fragment ids on their actor's host", () => {
  expect(create.id).toBe(`${ENVELOPE.uri}#create`);
  expect(updateActivity(FULL_DOCUMENT).id).toBe(`${ENVELOPE.uri}#update-7`);
  expect(deleteActivity(FULL_DOCUMENT, AT).id).toBe(`${ENVELOPE.uri}#delete`);
  expect(announcePlain(announcer, FULL_DOCUMENT).id).toBe(`${ENVELOPE.districtUri}#announce-117003000000000009`);
});

test("25 the largest usual note stays far below the limit", () => {
  expect(Buffer.byteLength(wireText(toWire(ENVELOPE, LARGEST)))).toBeLessThan(200_000);
});

test("28 what cannot be stored is taken out of every text", () => {
  const note = projectNoteSchema.parse({
    ...SHORT_REQUEST,
    title: "A\u0000B\ud800C",
    goal: "x\u0000\r\n\r\n\r\ny\u0007",
  });
  expect(note.title).toBe("AB\ufffdC");
  expect(note.goal).toBe("x\n\ny");
});

test("74 amounts are decimal strings and the text is the same after storing and loading", () => {
  const payload = FULL_DOCUMENT["stv:projectNote"] as JsonObject;
  for (const entry of payload["stv:finance"] as JsonObject[]) expect(entry["stv:amount"]).toMatch(/^\d+(\.\d+)?$/);
  const text = wireText(FULL_DOCUMENT);
  expect(wireText(JSON.parse(text))).toBe(text);
});

test("74 of any note: amounts are decimal strings, and its canonical form outlasts storing, loading and reading", () => {
  fc.assert(
    fc.property(anyNote, ({ images: _images, files: _files, transferKit, ...note }) => {
      const { files: _kitFiles, ...kit } = transferKit ?? {};
      const document = toWire(ENVELOPE, { ...note, ...(transferKit && { transferKit: kit }) });
      const loaded: JsonObject = JSON.parse(wireText(document));
      expect(canonicalJson(loaded)).toBe(canonicalJson(document));
      for (const object of objectsIn(document))
        if ("stv:amount" in object) expect(object["stv:amount"]).toMatch(/^\d+(\.\d+)?$/);
      // What another district reads and would write again says the same about money.
      const again = toWire(ENVELOPE, readWire(loaded).fields)["stv:projectNote"] as JsonObject;
      const before = document["stv:projectNote"] as JsonObject;
      expect(canonicalJson(again["stv:finance"] ?? null)).toBe(canonicalJson(before["stv:finance"] ?? null));
    }),
  );
});

test("the writing context leaves out what the reading context says about lists", () => {
  const context = (FULL_DOCUMENT["@context"] as Json[]).at(-1) as JsonObject;
  expect(context["stv:topics"]).toEqual({ "@id": "stv:topics", "@type": "@id" });
  expect(context).not.toHaveProperty("stv:steps");
});

test("activities carry the object without a context of its own, and its audience", () => {
  expect(create.object).not.toHaveProperty("@context");
  expect(create).toMatchObject({ to: FULL_DOCUMENT.to, cc: FULL_DOCUMENT.cc, audience: ENVELOPE.districtUri });
  const wrapped = announceWrapped(announcer, create).object as JsonObject;
  expect(wrapped).toMatchObject({ id: create.id, type: "Create", object: create.object as JsonObject });
  expect(wrapped).not.toHaveProperty("@context");
});

test("what is not for everybody leaves out the context of proofs, so that no LD signature is made", () => {
  const { "@context": _, ...note } = FULL_DOCUMENT;
  const forSome = createActivity({ ...note, to: [ENVELOPE.districtUri] });
  expect(forSome["@context"]).not.toContain("https://w3id.org/security/data-integrity/v1");
  expect(create["@context"]).toContain("https://w3id.org/security/data-integrity/v1");
});

test("26 the check notices a member without a definition", async () => {
  const [expanded] = await expand({ ...FULL_DOCUMENT, bogus: 1 });
  expect(undefinedIn(expanded as Json)).toEqual(["_:bogus"]);
});
