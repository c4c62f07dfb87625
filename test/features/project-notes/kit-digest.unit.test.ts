import fc from "fast-check";
import { expect, test } from "vitest";
import { kitDigest } from "../../../src/features/project-notes/kit-digest.model.ts";
import { readWire } from "../../../src/features/project-notes/note-reading.activitypub.ts";
import { toWire } from "../../../src/features/project-notes/project-notes.activitypub.ts";
import type { ProjectNoteFields } from "../../../src/features/project-notes/project-notes.schemas.ts";
import { anyNote } from "./any-note.ts";
import { ENVELOPE, FLYER, FULL_FIELDS, SHORT_FIELDS } from "./notes.ts";

const overTheWire = (fields: ProjectNoteFields): ProjectNoteFields =>
  readWire(JSON.parse(JSON.stringify(toWire(ENVELOPE, fields)))).fields;

test("every server makes the same of a kit, whatever is in it", () => {
  expect(kitDigest(overTheWire(FULL_FIELDS))).toBe(kitDigest(FULL_FIELDS));
  fc.assert(
    fc.property(anyNote, (note) => {
      const { images: _images, files: _files, transferKit, ...rest } = note;
      const fields: ProjectNoteFields = {
        ...rest,
        ...(transferKit && { transferKit: { ...transferKit, files: [FLYER] } }),
      };
      expect(kitDigest(overTheWire(fields))).toBe(kitDigest(fields));
    }),
  );
});

test("it is a digest as files have one, and empty without a kit", () => {
  expect(kitDigest(FULL_FIELDS)).toMatch(/^zQm[1-9A-HJ-NP-Za-km-z]{44}$/);
  expect(kitDigest(SHORT_FIELDS)).toBe("");
  expect(kitDigest({ ...SHORT_FIELDS, transferKit: {} })).toBe("");
});

const kit = FULL_FIELDS.transferKit ?? {};
const [first, second, ...rest] = kit.steps ?? [];
const [file] = kit.files ?? [];

test.each<[string, Partial<ProjectNoteFields>]>([
  ["the order of steps", { transferKit: { ...kit, steps: [second, first, ...rest].flatMap((step) => step ?? []) } }],
  [
    "how long a step takes",
    { transferKit: { ...kit, steps: (kit.steps ?? []).map((s) => ({ ...s, duration: "P9W" })) } },
  ],
  ["how hard it is", { transferKit: { ...kit, difficulty: kit.difficulty === "easy" ? "demanding" : "easy" } }],
  ["a point of the checklist", { transferKit: { ...kit, checklist: ["Schlüssel holen"] } }],
  ["a file", { transferKit: { ...kit, files: file ? [{ ...file, digest: "zQmAnders" }] : [] } }],
  ["an amount of material", { resources: (FULL_FIELDS.resources ?? []).map((one) => ({ ...one, quantity: "99" })) }],
  [
    "a pitfall that becomes a point to check",
    { transferKit: { ...kit, checklist: kit.pitfalls, pitfalls: kit.checklist } },
  ],
])("%s makes another version", (_, more) => {
  expect(kitDigest({ ...FULL_FIELDS, ...more })).not.toBe(kitDigest(FULL_FIELDS));
});

test("capitals, signs, spaces and the rest of the note make none", () => {
  const steps = (kit.steps ?? []).map(({ name, ...step }) => ({ ...step, name: ` ${name.toUpperCase()} …` }));
  const other = { ...FULL_FIELDS, title: "Anders", costs: [], lessons: {}, transferKit: { ...kit, steps } };
  expect(kitDigest(other)).toBe(kitDigest(FULL_FIELDS));
});
