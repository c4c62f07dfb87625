import { describe, expect, test } from "vitest";
import { kitSeedOf, stillAsOrigin } from "../../../src/features/adoptions/adopted-kit.model.ts";
import { seedOf } from "../../../src/features/adoptions/adoptions.model.ts";
import type { ProjectNoteFields } from "../../../src/features/project-notes/project-notes.schemas.ts";

const KIT = {
  difficulty: "easy",
  duration: "P6W",
  minimum: "Drei Leute",
  prerequisites: ["Hausmeister:in fragen"],
  steps: [{ name: "Laden suchen", text: "Mit Rampe.", duration: "P2W" }, { name: "Rad kaufen" }],
  checklist: ["Schloss"],
  pitfalls: ["Regen"],
  support: "Wir kommen vorbei.",
  files: [{ name: "Plakat", url: "https://heslach.test/media/1.pdf", mediaType: "application/pdf" }],
} as const satisfies ProjectNoteFields["transferKit"] | object;
const ORIGIN = {
  title: "Lastenrad",
  summary: "Ein Rad.",
  resources: [{ kind: "room", text: "Ein Laden" }],
  effort: "Zwei Stunden",
  costs: [{ label: "Rad", amount: "2000", currency: "EUR" }],
  lessons: { worked: ["Früh fragen"] },
  contact: { name: "Anna" },
  transferKit: KIT,
} as unknown as ProjectNoteFields;

describe("what an adopter starts from", () => {
  test("steps, lists and what is needed; not contact, help, files, costs and lessons", () => {
    const { support: _support, files: _files, ...kit } = KIT;
    const given = { transferKit: kit, resources: ORIGIN.resources, effort: "Zwei Stunden" };
    expect(kitSeedOf(ORIGIN)).toEqual(given);
    expect(seedOf(ORIGIN)).toEqual({ title: "Lastenrad", summary: "Ein Rad.", ...given });
  });

  test("nothing of a kit that holds only help and files, or is none", () => {
    expect(kitSeedOf({ ...ORIGIN, resources: undefined, effort: undefined, transferKit: undefined })).toEqual({});
    const bare = { title: "T", summary: "S", transferKit: { support: KIT.support, files: KIT.files, steps: [] } };
    expect(kitSeedOf(bare)).toEqual({});
  });

  test("nothing that our own form would refuse, so that nobody is stuck with what cannot be seen", () => {
    const strange = { ...KIT, steps: [{ name: "x".repeat(201) }] };
    expect(kitSeedOf({ ...ORIGIN, transferKit: strange } as ProjectNoteFields)).toEqual({
      resources: ORIGIN.resources,
      effort: "Zwei Stunden",
    });
  });
});

describe("what was not adapted yet", () => {
  const { support: _support, files: _files, ...kit } = KIT;
  const note = (more: object) => ({ ...ORIGIN, transferKit: { ...kit, ...more } }) as unknown as ProjectNoteFields;

  test("counts steps and lines that stand as at the origin", () => {
    expect(stillAsOrigin(note({}), ORIGIN, "interested")).toBe(5);
    const steps = [{ name: "Laden suchen", text: "Ohne Rampe.", duration: "P2W" }, { name: "Rad kaufen" }];
    expect(stillAsOrigin(note({ steps, pitfalls: ["Schnee"] }), ORIGIN, "adapting")).toBe(3);
    // The same words in another list are not the same.
    expect(
      stillAsOrigin(note({ steps: [], prerequisites: [], checklist: ["Regen"], pitfalls: [] }), ORIGIN, "agreed"),
    ).toBe(0);
  });

  test("nothing once it runs, and where there is no kit", () => {
    for (const state of ["running", "reported", "stopped"] as const)
      expect(stillAsOrigin(note({}), ORIGIN, state)).toBe(0);
    expect(stillAsOrigin({ title: "T", summary: "S" }, ORIGIN, "interested")).toBe(0);
    expect(stillAsOrigin(note({}), { title: "T", summary: "S" }, "interested")).toBe(0);
  });
});
