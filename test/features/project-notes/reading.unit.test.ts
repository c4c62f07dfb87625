import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Field, Fields } from "../../../src/features/project-notes/field-kinds.schemas.ts";
import { readWire } from "../../../src/features/project-notes/note-reading.activitypub.ts";
import { toWire } from "../../../src/features/project-notes/project-notes.activitypub.ts";
import { statusOf } from "../../../src/features/project-notes/project-notes.model.ts";
import {
  isTopicIri,
  NOTE_FIELDS,
  type ProjectNoteFields,
  type ProjectNoteInput,
  projectNoteSchema,
} from "../../../src/features/project-notes/project-notes.schemas.ts";
import { normalise } from "../../../src/federation/json-ld/json-ld.ts";
import type { Ctx } from "../../../src/platform/ctx.ts";
import type { Json, JsonObject } from "../../../src/platform/json.ts";
import { wireText } from "../../../src/platform/wire.ts";
import { compact, expand } from "../../support/json-ld.ts";
import { ENVELOPE, FLYER, FULL_DOCUMENT, FULL_FIELDS, PICTURE, SHORT_FIELDS } from "./notes.ts";

/** What a note reads as elsewhere: no ids of uploads, the status said, defaults said, texts before addresses. */
function asElsewhere(fields: ProjectNoteFields): unknown {
  const topics = fields.topics ?? [];
  const unnamed = ({ mediaId: _, ...others }: { mediaId?: string | undefined }) => others;
  const kit = fields.transferKit;
  return JSON.parse(
    JSON.stringify({
      ...fields,
      status: statusOf(fields),
      language: fields.language ?? "de",
      licence: fields.licence ?? "CC-BY-SA-4.0",
      topics: [...new Set([...topics.filter((topic) => !isTopicIri(topic)), ...topics.filter(isTopicIri)])],
      images: fields.images?.map(unnamed),
      files: fields.files?.map(unnamed),
      transferKit: kit && { ...kit, files: kit.files?.map(unnamed) },
    }),
  );
}

/** Empty lists and objects say nothing, and are not sent. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, withoutEmpty(inner)] as const);
  return Object.fromEntries(
    entries.filter(([, inner]) => !(typeof inner === "object" && inner !== null && Object.keys(inner).length === 0)),
  );
}

/** A stranger's software: every one of our names becomes another. */
const FOREIGN = {
  "@context": {
    as: "https://www.w3.org/ns/activitystreams#",
    nachbar: "https://w3id.org/stadtteilvernetzer/ns#",
    titel: "as:name",
    inhalt: "as:content",
    wo: { "@id": "as:location", "@type": "@id" },
  },
};
const noCtx = {} as Ctx;

const overTheWire = (fields: ProjectNoteFields): JsonObject => JSON.parse(wireText(toWire(ENVELOPE, fields)));
const throughStrangers = async (document: JsonObject): Promise<JsonObject> =>
  normalise(noCtx, await compact(await expand(document), FOREIGN));

describe("a note read back", () => {
  test("has every field that it was written with", () => {
    const { fields, structure, districtUri } = readWire(overTheWire(FULL_FIELDS));
    expect(fields).toEqual(asElsewhere(FULL_FIELDS));
    expect(structure).toBe("ok");
    expect(districtUri).toBe(ENVELOPE.districtUri);
  });

  test("14 has them too when somebody renamed everything on the way", async () => {
    const foreign = await compact(await expand(FULL_DOCUMENT), FOREIGN);
    expect(JSON.stringify(foreign)).not.toContain('"stv:');
    const read = readWire(await normalise(noCtx, foreign));
    expect(read.fields).toEqual(asElsewhere(FULL_FIELDS));
  });

  test("14 whatever was typed", async () => {
    await fc.assert(
      fc.asyncProperty(anyNote, async (fields) => {
        const document = overTheWire(fields);
        const expected = withoutEmpty(asElsewhere(fields));
        expect(readWire(document).fields).toEqual(expected);
        expect(readWire(await throughStrangers(document)).fields).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

/** Values of one field, as somebody types them: also lone surrogates, markup, empty lines. */
function valuesOf(field: Field): fc.Arbitrary<unknown> {
  const words = fc.string({ unit: "binary", minLength: 1, maxLength: 30 });
  const typed = fc.oneof(
    words,
    fc.constantFrom("a & b <c>", "zwei\n\n\nAbsätze\nund Zeilen", "  http://a.test/?q=1 ", "&amp;"),
  );
  switch (field.kind) {
    case "line":
      return field.wire === "stv:currency" ? fc.constantFrom("EUR", "CHF") : typed;
    case "text":
    case "html":
      return typed;
    case "date":
      return fc.constantFrom("2013", "2013-06", "2026-11-10");
    case "duration":
      return fc.constantFrom("P6W", "P1DT2H", "PT30M");
    case "amount":
      return fc.constantFrom("0", "12.5", "240.00", "999999999.99");
    case "link":
      return fc.constantFrom("https://heslach.test/@anna", "http://a.test/x");
    case "flag":
      return fc.boolean();
    case "number":
      return fc.double({ min: field.min, max: field.max, noNaN: true }).map((number) => Number(number.toFixed(4)) + 0);
    case "choice":
      return fc.constantFrom(...field.options);
    case "choices":
      return fc.subarray([...field.options]);
    case "lines":
      return fc.array(typed, { maxLength: 3, minLength: field.required ? 1 : 0 });
    case "rows":
      return fc.array(objectsOf(field.fields), { maxLength: 3 });
    case "group":
      return objectsOf(field.fields);
    default:
      return fc.constant([]);
  }
}

function objectsOf(fields: Fields): fc.Arbitrary<Record<string, unknown>> {
  const model = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valuesOf(field)]));
  const requiredKeys = Object.entries(fields).flatMap(([name, field]) => (field.required ? [name] : []));
  return fc.record(model, { requiredKeys });
}

/** Only what the form lets through, cleaned as it does; with uploads. */
const anyNote: fc.Arbitrary<ProjectNoteFields> = fc
  .tuple(objectsOf(NOTE_FIELDS), fc.subarray([PICTURE]), fc.subarray([FLYER]))
  .map(([typed, images, files]) => {
    const result = projectNoteSchema.safeParse(typed);
    return { images, files, note: result.success ? withoutUploads(result.data) : null };
  })
  .filter(({ note }) => note !== null && "latitude" in (note.place ?? {}) === "longitude" in (note.place ?? {}))
  .map(({ note, images, files }) => ({ ...(note as ProjectNoteFields), images, files }));

function withoutUploads({
  images: _images,
  files: _files,
  transferKit,
  ...others
}: ProjectNoteInput): ProjectNoteFields {
  const { files: _kitFiles, ...kit } = transferKit ?? {};
  return { ...others, topics: [...new Set(others.topics ?? [])], ...(transferKit && { transferKit: kit }) };
}

describe("a peer's note is read as far as it can be", () => {
  const payload = FULL_DOCUMENT["stv:projectNote"] as JsonObject;
  const read = (change: JsonObject) => readWire({ ...FULL_DOCUMENT, "stv:projectNote": { ...payload, ...change } });

  test("single values stand for lists, numbers for amounts, strings for named things", () => {
    const { fields } = read({
      "stv:targetGroups": "alle",
      "stv:sectors": "civic",
      "stv:finance": { "stv:flow": "cost", name: "Druck", "stv:amount": 12.5 },
      "stv:partners": ["Bezirksamt"],
      "stv:worked": { name: "Klingeln", content: "<p>wirkt <b>immer</b></p>" },
    });
    expect(fields).toMatchObject({
      targetGroups: ["alle"],
      sectors: ["civic"],
      costs: [{ label: "Druck", amount: "12.5", currency: "EUR" }],
      partners: [{ name: "Bezirksamt" }],
      lessons: { worked: ["Klingeln: wirkt immer"] },
    });
  });

  test("96 unknown codes and members are passed over, known ones kept", () => {
    const { fields, structure } = read({
      "stv:outcome": "paused",
      "stv:colour": "red",
      "stv:resources": [
        { "stv:code": "skills", name: "Nähen" },
        { "stv:code": "magic", name: "Zauber" },
      ],
    });
    expect(structure).toBe("ok");
    expect(fields.outcome).toBeUndefined();
    expect(fields.resources).toEqual([{ kind: "skill", text: "Nähen" }]);
    expect(fields.goal).toBe(FULL_FIELDS.goal);
  });

  test("steps stand in the order of their positions", () => {
    const kit = payload["stv:transferKit"] as JsonObject;
    const steps = [...(kit["stv:steps"] as JsonObject[])].reverse();
    const { fields } = read({ "stv:transferKit": { ...kit, "stv:steps": steps } });
    expect(fields.transferKit?.steps?.map(({ name }) => name)).toEqual(
      FULL_FIELDS.transferKit?.steps?.map(({ name }) => name),
    );
  });

  test("addresses of other kinds are dropped", () => {
    const { fields } = read({
      "stv:contact": { name: "Eva", "stv:actor": "javascript:alert(1)" },
      "stv:transferKit": { "stv:files": [{ name: "x", "stv:href": "data:text/html,x" }] },
    });
    expect(fields.contact).toEqual({ name: "Eva" });
    expect(fields.transferKit?.files).toBeUndefined();
  });

  test.each([
    ["no payload", undefined],
    ["a payload that is a text", "kaputt"],
    ["a payload in which nothing fits", { "stv:goal": { x: 1 }, "stv:costs": 3 }],
  ])("%s: shown as an article", (_what, value) => {
    const { "stv:projectNote": _, ...others } = FULL_DOCUMENT;
    const { structure, fields } = readWire({ ...others, ...(value !== undefined && { "stv:projectNote": value }) });
    expect(structure).toBe("unreadable");
    expect(fields).toMatchObject({ title: FULL_FIELDS.title, summary: FULL_FIELDS.summary });
  });

  test("the worked example of an adopted note is read", () => {
    const { fields, structure } = readWire({
      type: "Article",
      name: "Sendlinger Lieblingsorte",
      summary: "Übernommen aus Heslach.",
      "stv:kind": "ProjectNote",
      "stv:projectNote": {
        "stv:status": "idea",
        "stv:outcome": "ongoing",
        "stv:begin": "2027-05",
        "stv:goal": "Nachbarn kennenlernen",
      },
    });
    expect(structure).toBe("ok");
    expect(fields).toEqual({
      title: "Sendlinger Lieblingsorte",
      summary: "Übernommen aus Heslach.",
      status: "idea",
      outcome: "ongoing",
      begin: "2027-05",
      goal: "Nachbarn kennenlernen",
    });
  });

  test("28 any JSON at all is read without an error", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(FULL_DOCUMENT)), fc.jsonValue()),
        fc.jsonValue(),
        (some, odd) => {
          const mixed = Object.fromEntries(Object.keys(payload).map((name) => [name, odd]));
          const document = { ...FULL_DOCUMENT, ...some, "stv:projectNote": mixed } as JsonObject;
          expect(typeof readWire(document).fields.title).toBe("string");
          expect(typeof readWire({ ...document, ...some } as JsonObject).structure).toBe("string");
        },
      ),
      { numRuns: 300 },
    );
  });

  test("28 nothing is read that PostgreSQL could not store", () => {
    const spoil = (value: Json): Json => {
      if (typeof value === "string") return `${value}\u0000\ud800`;
      if (Array.isArray(value)) return value.map(spoil);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, spoil(inner)]));
    };
    const { type, ...members } = FULL_DOCUMENT;
    const text = JSON.stringify(readWire({ type: type ?? null, ...(spoil(members) as JsonObject) }).fields);
    expect(text).toContain("Weniger Müll");
    expect(text).not.toMatch(/\\u0000|\\ud800/);
  });

  test("topics without their own names are read from the hashtags", () => {
    const { "stv:topicNames": _, ...others } = payload;
    const { fields } = readWire({ ...FULL_DOCUMENT, "stv:projectNote": others });
    expect(fields.topics).toEqual(["RepairCafé", "Müllvermeidung", "https://www.wikidata.org/entity/Q123705"]);
  });

  test("a note with six fields has no more when it is read", () => {
    const { fields } = readWire(overTheWire(SHORT_FIELDS));
    expect(fields).toEqual({ ...SHORT_FIELDS, status: "running", language: "de", licence: "CC-BY-SA-4.0" });
  });
});
