import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { MERGE_INTERVAL_MS, whenToSend } from "../../../src/features/posts/posts.model.ts";
import { invalidNote } from "../../../src/features/project-notes/project-notes.errors.ts";
import {
  hashtagOf,
  hintsFor,
  mergePatch,
  proposeSlug,
  requestOf,
  statusOf,
  topicKey,
} from "../../../src/features/project-notes/project-notes.model.ts";
import { canDelete, canEdit } from "../../../src/features/project-notes/project-notes.policy.ts";
import { NOTE_FIELDS, projectNoteSchema } from "../../../src/features/project-notes/project-notes.schemas.ts";
import type { Viewer } from "../../../src/platform/viewer.ts";
import { hasText } from "../../../src/ui/i18n/i18n.ts";
import { FULL_FIELDS, FULL_REQUEST, SHORT_REQUEST } from "./notes.ts";

/** What is wrong, by field. */
function problems(input: unknown): Record<string, string> {
  const result = projectNoteSchema.safeParse(input);
  return result.success ? {} : { ...invalidNote(result.error.issues).fields };
}
const code = (name: string) => `error.project-notes.${name}`;

describe("what a note must have", () => {
  test("six fields are enough", () => {
    expect(problems(SHORT_REQUEST)).toEqual({});
  });

  test("each missing one is named", () => {
    const six = ["title", "summary", "goal", "targetGroups", "measures", "outcome"];
    expect(problems({})).toEqual(Object.fromEntries(six.map((name) => [name, code("required")])));
  });

  test("every field of the fixture is one of the table, and none but uploads is missing", () => {
    expect(problems(FULL_REQUEST)).toEqual({});
    const absent = Object.keys(NOTE_FIELDS).filter((name) => !(name in FULL_REQUEST));
    expect(absent).toEqual(["images", "files"]);
  });

  test("blank is missing", () => {
    expect(problems({ ...SHORT_REQUEST, title: " \u00a0 ", targetGroups: [] })).toEqual({
      title: code("required"),
      targetGroups: code("required"),
    });
  });

  test("the request of the design page is taken as it is", () => {
    const example = JSON.parse(readFileSync("test/fixtures/api-project.json", "utf8"));
    expect(projectNoteSchema.parse(example)).toMatchObject(example);
  });
});

describe("what is refused, with the name of the field", () => {
  test.each([
    ["an unknown field", { colour: "red" }, "colour", "unknown-field"],
    ["an unknown member", { place: { name: "x", country: "DE" } }, "place.country", "unknown-field"],
    ["a long title", { title: "x".repeat(201) }, "title", "too-long"],
    ["a long summary", { summary: "x".repeat(501) }, "summary", "too-long"],
    ["markup in the summary", { summary: "a <b> c" }, "summary", "summary-markup"],
    ["an outcome that is none", { outcome: "great" }, "outcome", "not-offered"],
    ["an amount with a comma", { costs: [{ label: "x", amount: "1,50" }] }, "costs.0.amount", "not-an-amount"],
    ["an amount as a number", { costs: [{ label: "x", amount: 1.5 }] }, "costs.0.amount", "not-text"],
    ["a date that is none", { begin: "Mai" }, "begin", "not-a-date"],
    ["an end before the beginning", { begin: "2020", end: "2019-12" }, "end", "end-before-begin"],
    ["a duration that is none", { transferKit: { duration: "bald" } }, "transferKit.duration", "not-a-duration"],
    ["a picture without a description", { images: [{ mediaId: "1" }] }, "images.0.alt", "alt-missing"],
    [
      "an address of another kind",
      { contact: { name: "x", actor: "javascript:1" } },
      "contact.actor",
      "not-an-address",
    ],
    ["too many topics", { topics: Array(21).fill("x") }, "topics", "too-many"],
    ["a text instead of a list", { topics: "x" }, "topics", "not-a-list"],
    ["a place beyond the pole", { place: { name: "x", latitude: 91 } }, "place.latitude", "too-large"],
  ])("%s", (_what, change, field, problem) => {
    expect(problems({ ...SHORT_REQUEST, ...change })).toEqual({ [field]: code(problem) });
    expect(hasText(code(problem))).toBe(true);
  });

  test("the message says the limits", () => {
    const result = projectNoteSchema.safeParse({ ...SHORT_REQUEST, title: "x".repeat(201) });
    expect(invalidNote(result.error?.issues ?? []).message).toBe("title: too-long 200");
  });
});

describe("what is mended", () => {
  test("spaces, line ends, composed letters, the ampersand of the summary", () => {
    const note = projectNoteSchema.parse({
      ...SHORT_REQUEST,
      title: "  Cafe\u0301  am\tPlatz ",
      summary: "Kaffee & Kuchen,\nR&D",
      goal: "eins \r\n\r\n\r\n\r\nzwei  drei\n",
      costs: [{ label: "x", amount: "3" }],
    });
    expect(note).toMatchObject({
      title: "Café am Platz",
      summary: "Kaffee und Kuchen, R und D",
      goal: "eins\n\nzwei drei",
      costs: [{ currency: "EUR" }],
    });
    expect(projectNoteSchema.parse({ ...SHORT_REQUEST, language: "en", summary: "a & b" }).summary).toBe("a and b");
  });
});

describe("rules", () => {
  test("the status follows from the outcome unless it is given", () => {
    expect(statusOf({ outcome: "ongoing" })).toBe("running");
    expect(statusOf({ outcome: "failed" })).toBe("completed");
    expect(statusOf({ outcome: "succeeded", status: "stopped" })).toBe("stopped");
  });

  test.each([
    ["ongoing", []],
    ["succeeded", ["lessons.didNotWork"]],
    ["mixed", ["lessons.didNotWork"]],
    ["failed", ["lessons.didNotWork"]],
  ] as const)("with the outcome %s it is asked what did not work: %j", (outcome, hints) => {
    expect(hintsFor({ outcome })).toEqual(hints);
    expect(hintsFor({ outcome, lessons: { didNotWork: ["Regen"] } })).toEqual([]);
  });

  test("slugs are ASCII, readable and never empty", () => {
    expect(proposeSlug("Größe: Straßenfest & Café (2026)")).toBe("groesse-strassenfest-cafe-2026");
    expect(proposeSlug("街")).toBe("projekt");
    expect(proposeSlug(`${"a".repeat(79)} b`)).toBe("a".repeat(79));
  });

  test("topics become hashtags that are found however they are written", () => {
    expect(hashtagOf("Repair Café")).toBe("RepairCafé");
    expect(hashtagOf("Wohnen & Leben")).toBe("WohnenLeben");
    expect(hashtagOf("???")).toBe("");
    expect(topicKey("#repaircafé")).toBe(topicKey("Repair Café"));
  });

  test("merge patch: members replace, objects merge, null removes", () => {
    expect(mergePatch({ a: 1, b: { c: 1, d: 2 }, e: [1, 2] }, { b: { c: null, x: 3 }, e: [3] })).toEqual({
      a: 1,
      b: { d: 2, x: 3 },
      e: [3],
    });
    expect(mergePatch({}, JSON.parse('{"__proto__":{"x":1}}'))).not.toHaveProperty("x");
  });

  test("what is stored can be asked for again", () => {
    const { images, files, transferKit, ...others } = requestOf(FULL_FIELDS);
    expect(images?.[0]).toEqual({ mediaId: "1", alt: FULL_FIELDS.images?.[0]?.alt });
    expect(files?.[0]).toEqual({ mediaId: "3", name: "Vorlage Aushang" });
    expect(transferKit?.files).toEqual(files);
    expect(projectNoteSchema.parse({ ...others, images, files, transferKit })).toMatchObject(others);
  });
});

describe("when an edit is sent", () => {
  const now = new Date("2026-11-22T12:00:00Z");
  const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  test.each([
    ["the first one at once", null, false, { sentAt: now, merged: false }],
    ["one long after the last at once", at(-5), false, { sentAt: now, merged: false }],
    ["one soon after the last when its interval is over", at(-2), false, { sentAt: at(3), merged: true }],
    ["one while another waits together with it", at(4), false, { sentAt: at(4), merged: true }],
    ["a change of status or outcome always at once", at(-2), true, { sentAt: now, merged: false }],
  ])("%s", (_what, sentAt, stateChanged, expected) => {
    expect(whenToSend(now, sentAt, stateChanged, MERGE_INTERVAL_MS)).toEqual(expected);
  });
});

describe("who may", () => {
  const viewer = (actorId: string, role: Viewer["role"] = "member"): Viewer => ({
    accountId: `9${actorId}`,
    actorId,
    handle: "x",
    name: "x",
    role,
  });
  const note = { local: true, deleted: false, authorId: "1", coAuthor: false, actsForAuthor: false };
  test.each([
    ["nobody", null, note, false, false],
    ["the author", viewer("1"), note, true, true],
    ["who writes for the author, an organisation", viewer("2"), { ...note, actsForAuthor: true }, true, true],
    ["a co-author", viewer("2"), { ...note, coAuthor: true }, true, false],
    ["another member", viewer("2"), note, false, false],
    ["a moderator", viewer("2", "moderator"), note, false, false],
    ["an admin", viewer("2", "admin"), note, true, true],
    ["an admin, of a peer's note", viewer("2", "admin"), { ...note, local: false }, false, false],
    ["the author, of a deleted note", viewer("1"), { ...note, deleted: true }, false, false],
  ])("%s", (_who, who, what, edit, remove) => {
    expect(canEdit(who, what)).toBe(edit);
    expect(canDelete(who, what)).toBe(remove);
  });
});
