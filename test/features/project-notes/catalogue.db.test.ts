import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { relations } from "../../../src/features/follows/relations.table.ts";
import type { NoteAdoption } from "../../../src/features/project-notes/adopted.model.ts";
import { type CatalogueQuery, EVERYTHING, type Facet } from "../../../src/features/project-notes/catalogue.model.ts";
import { indexNotes, putInCatalogue } from "../../../src/features/project-notes/catalogue.store.ts";
import { catalogueEntries, catalogueWords } from "../../../src/features/project-notes/catalogue.table.ts";
import { searchCatalogue } from "../../../src/features/project-notes/catalogue-search.queries.ts";
import type {
  ProjectNoteFields,
  ProjectNoteRequest,
} from "../../../src/features/project-notes/project-notes.schemas.ts";
import { projectNotes } from "../../../src/features/project-notes/project-notes.table.ts";
import { deleteProjectNote } from "../../../src/features/project-notes/usecases/delete.ts";
import { editProjectNote } from "../../../src/features/project-notes/usecases/edit.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import type { Viewer } from "../../../src/platform/viewer.ts";
import { countStatements } from "../../support/counting.ts";
import { insertActor, insertPost } from "../../support/rows.ts";
import { SHORT_REQUEST } from "./notes.ts";
import { createSetting, type Setting } from "./setting.ts";

let setting: Setting;

const publish = async (title: string, given: Partial<ProjectNoteRequest> = {}): Promise<string> => {
  setting.ctx.advance(1000);
  const { id } = await publishProjectNote(setting.ctx, setting.anna, { ...SHORT_REQUEST, ...given, title });
  return id;
};

/** A note that came from elsewhere. @returns its author's id */
async function receive(
  title: string,
  districtName: string,
  given: Partial<ProjectNoteFields> = {},
  visibility: "public" | "followers" = "public",
): Promise<string> {
  const { ctx } = setting;
  ctx.advance(1000);
  const author = await insertActor(ctx, { host: `${districtName.toLowerCase()}.test` });
  const post = await insertPost(ctx, author, { kind: "projectNote", type: "Article", title, visibility });
  const note = {
    status: given.status ?? ("running" as const),
    outcome: given.outcome ?? ("ongoing" as const),
    fields: { title, summary: "", ...given },
    districtName,
    districtUri: null,
  };
  await ctx.db.insert(projectNotes).values({ postId: post.id, ...note });
  await putInCatalogue(ctx, post, note);
  return author.id;
}

const found = (given: Partial<CatalogueQuery>, viewer: Viewer | null = null, after?: string, limit = 20) =>
  searchCatalogue(setting.ctx, viewer, { query: { ...EVERYTHING, ...given }, after, limit });
const titles = async (given: Partial<CatalogueQuery>, viewer: Viewer | null = null): Promise<string[]> =>
  (await found(given, viewer)).notes.map(({ fields }) => fields.title);
const counts = async (facet: Facet, given: Partial<CatalogueQuery> = {}): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await found(given)).counts.facets[facet]
      .filter(({ count }) => count > 0)
      .map(({ value, count }) => [value, count]),
  );

beforeAll(async () => {
  setting = await createSetting();
  await publish("Fahrradwerkstatt im Hof", {
    summary: "Wir flicken Schläuche.",
    outcome: "succeeded",
    topics: ["Räder", "Reparieren"],
    sectors: ["civic"],
    costs: [{ label: "Werkzeug", amount: "240.00" }],
    place: { name: "Hof", latitude: 48.76, longitude: 9.15 },
  });
  await publish("Lastenräder ausleihen", {
    summary: "Ein Rad für alle.",
    outcome: "failed",
    status: "stopped",
    topics: ["Räder"],
    sectors: ["civic", "business"],
    costs: [{ label: "Rad", amount: "1900.00" }],
  });
  await receive("Reparatur im Bezirk", "Feuerbach", {
    goal: "Fahrräder und Toaster, für Ältere.",
    outcome: "mixed",
    topics: ["Reparieren"],
    targetGroups: ["Ältere Menschen"],
    transferKit: { steps: [{ name: "Raum finden" }], difficulty: "easy", duration: "P2M" },
    place: { name: "Feuerbach", latitude: 48.81, longitude: 9.16 },
  });
  await receive("Mittagstisch in Möhringen", "Möhringen", {
    outcome: "failed",
    place: { name: "München", latitude: 48.14, longitude: 11.58 },
  });
});

describe("words", () => {
  test.each([
    ["Fahrräder", ["Fahrradwerkstatt im Hof", "Reparatur im Bezirk"]],
    ["Fahrraeder", ["Fahrradwerkstatt im Hof", "Reparatur im Bezirk"]],
    ["FAHRRADER", ["Fahrradwerkstatt im Hof", "Reparatur im Bezirk"]],
    ["Schlauch", ["Fahrradwerkstatt im Hof"]],
    ["Moehringen", ["Mittagstisch in Möhringen"]],
    ["Mohringen", ["Mittagstisch in Möhringen"]],
    ['"im Hof"', ["Fahrradwerkstatt im Hof"]],
    ["Fahrrad -Toaster", ["Fahrradwerkstatt im Hof"]],
    ["Mittagstisch oder Toaster", ["Mittagstisch in Möhringen", "Reparatur im Bezirk"]],
    ["Raumfahrt", []],
    ["%", []],
  ])("%s", async (text, expected) => {
    expect(await titles({ text, sort: "relevance" })).toEqual(expected);
  });

  test("in the title count more than in the summary, and there more than in the text", async () => {
    await publish("Ganz anders", { measures: "Ein Kaninchen hilft." });
    await publish("Auch anders", { summary: "Ein Kaninchen zieht um." });
    await publish("Kaninchen");
    await publish("Noch einmal anders", { measures: "Ein Kaninchen hilft." });
    expect(await titles({ text: "Kaninchen", sort: "relevance" })).toEqual([
      "Kaninchen",
      "Auch anders",
      "Noch einmal anders",
      "Ganz anders",
    ]);
    expect(await titles({ text: "Kaninchen", sort: "date" })).toEqual([
      "Noch einmal anders",
      "Kaninchen",
      "Auch anders",
      "Ganz anders",
    ]);
  });

  test("mistyped ones are read as what stands in a note, and it is said", async () => {
    const { notes, corrected } = await found({ text: "Reperatur Bezrik", sort: "relevance" });
    expect(notes.map(({ fields }) => fields.title)).toEqual(["Reparatur im Bezirk"]);
    expect([...corrected]).toEqual([
      ["reperatur", "reparatur"],
      ["bezrik", "bezirk"],
    ]);
  });

  test("T061 of notes that are not for all, or were deleted, nobody is offered one", async () => {
    await receive("Geheimnisvoll", "Feuerbach", {}, "followers");
    const gone = await publish("Vergänglichkeit");
    await deleteProjectNote(setting.ctx, setting.anna, gone);
    for (const text of ["Geheimnissvoll", "Verganglichkeiten", "Vergenglichkeit"]) {
      const { notes, corrected } = await found({ text, sort: "relevance" });
      expect([notes, [...corrected]]).toEqual([[], []]);
    }
    const words = await setting.ctx.db.select().from(catalogueWords);
    expect(words.map(({ word }) => word)).not.toContain("geheimnisvoll");
  });

  test("T189 whatever is typed breaks nothing", async () => {
    for (const text of [
      "' OR 1=1--",
      "a & ! (",
      "<->",
      "\\",
      "😀",
      "x".repeat(200),
      "die",
      "-",
      '"',
      "ﷺ ".repeat(60),
    ]) {
      expect((await found({ text, sort: "relevance" })).notes.length).toBeLessThan(20);
    }
  });
});

describe("facets", () => {
  test.each<[string, Partial<CatalogueQuery>, string[]]>([
    [
      "outcomes, either of them",
      { chosen: { outcome: ["succeeded", "mixed"] } },
      ["Reparatur im Bezirk", "Fahrradwerkstatt im Hof"],
    ],
    [
      "topics, either of them",
      { chosen: { topic: ["räder", "reparieren"] } },
      ["Reparatur im Bezirk", "Lastenräder ausleihen", "Fahrradwerkstatt im Hof"],
    ],
    ["several facets, all of them", { chosen: { topic: ["räder"], outcome: ["failed"] } }, ["Lastenräder ausleihen"]],
    ["sector", { chosen: { sector: ["business"] } }, ["Lastenräder ausleihen"]],
    ["target group", { chosen: { targetGroup: ["older"] } }, ["Reparatur im Bezirk"]],
    ["costs", { chosen: { cost: ["medium"] } }, ["Lastenräder ausleihen"]],
    ["difficulty", { chosen: { difficulty: ["easy"] } }, ["Reparatur im Bezirk"]],
    ["duration", { chosen: { duration: ["quarter"] } }, ["Reparatur im Bezirk"]],
    ["district", { chosen: { district: ["Möhringen"] } }, ["Mittagstisch in Möhringen"]],
    ["transfer kit", { flags: ["kit"] }, ["Reparatur im Bezirk"]],
    ["not here yet", { flags: ["elsewhere"] }, ["Mittagstisch in Möhringen", "Reparatur im Bezirk"]],
    ["ready to be adopted", { flags: ["ready"] }, []],
  ])("%s", async (_what, given, expected) => {
    expect(await titles(given)).toEqual(expected);
  });

  test("are counted under everything else that is chosen, and not under themselves", async () => {
    const chosen = { topic: ["räder"], outcome: ["failed"] };
    expect(await counts("outcome", { chosen })).toEqual({ succeeded: 1, failed: 1 });
    expect(await counts("topic", { chosen })).toEqual({ räder: 1 });
    expect(await counts("sector", { chosen })).toEqual({ civic: 1, business: 1 });
    expect(await counts("district", { text: "Fahrrad" })).toEqual({ Heslach: 1, Feuerbach: 1 });
    const { counts: all } = await found({ chosen });
    expect([all.total, all.more, all.flags]).toEqual([1, false, { kit: 0, ready: 0, elsewhere: 0 }]);
  });

  test("count what can be seen, for each reader", async () => {
    const authorId = await receive("Lautes Projekt", "Laut");
    const { ctx, anna } = setting;
    const districts = async (viewer: Viewer | null) =>
      (await found({}, viewer)).counts.facets.district.map(({ value }) => value);
    expect(await districts(anna)).toContain("Laut");
    await ctx.db
      .insert(relations)
      .values({ id: ctx.newId(), actorId: anna.actorId, targetId: authorId, kind: "mute", createdAt: ctx.now() });
    expect(await districts(anna)).not.toContain("Laut");
    expect(await titles({ text: "Lautes" }, anna)).toEqual([]);
    expect(await districts(null)).toContain("Laut");
  });

  test("failed projects stand where succeeded ones would", async () => {
    const { notes } = await found({});
    const byTime = [...notes].sort((one, other) => Number(BigInt(other.id) - BigInt(one.id)));
    expect(notes).toEqual(byTime);
    expect(new Set(notes.map(({ outcome }) => outcome)).size).toBe(4);
  });
});

describe("order and pages", () => {
  test("the nearest first, from our district or another one; without a place not at all", async () => {
    const near = (district: string) => titles({ sort: "nearness", near: district });
    expect(await near("Heslach")).toEqual([
      "Fahrradwerkstatt im Hof",
      "Reparatur im Bezirk",
      "Mittagstisch in Möhringen",
    ]);
    expect(await near("Möhringen")).toEqual([
      "Mittagstisch in Möhringen",
      "Fahrradwerkstatt im Hof",
      "Reparatur im Bezirk",
    ]);
  });

  test("by date when nobody knows where a district is", async () => {
    const { placeUnknown, notes } = await found({ sort: "nearness", near: "Nirgendwo" });
    expect([placeUnknown, notes.length > 4]).toEqual([true, true]);
  });

  test.each<Partial<CatalogueQuery>>([
    { sort: "date" },
    { text: "Kaninchen oder Fahrrad oder Mittagstisch", sort: "relevance" },
    { sort: "nearness", near: "Heslach" },
  ])("pages of one are the list: %j", async (given) => {
    const whole = (await found(given)).notes.map(({ id }) => id);
    const paged: string[] = [];
    let after: string | undefined;
    do {
      const { notes, next } = await found(given, null, after, 1);
      paged.push(...notes.map(({ id }) => id));
      after = next ?? undefined;
    } while (after !== undefined);
    expect(paged).toEqual(whole);
  });

  test.each(["x", "1_x", "_", "NaN_1", "1e999_1", "1_99999999999999999999"])(
    "a page after %j begins anew",
    async (after) => {
      expect((await found({ sort: "date" }, null, after)).notes.length).toBeGreaterThan(3);
    },
  );
});

describe("an entry", () => {
  const entry = async (id: string) =>
    (await setting.ctx.db.select().from(catalogueEntries).where(eq(catalogueEntries.postId, id)))[0];

  test("follows the note, and what was found out about its kit", async () => {
    const { ctx, anna } = setting;
    const id = await publish("Veränderlich", { outcome: "ongoing" });
    await editProjectNote(ctx, anna, id, { ...SHORT_REQUEST, title: "Unwiederbringlich", outcome: "failed" });
    expect(await titles({ text: "Veränderlich" })).toEqual([]);
    expect(await titles({ text: "Unwiederbringlich" })).toEqual(["Unwiederbringlich"]);
    expect(await entry(id)).toMatchObject({ transferReady: false, here: true });
    expect((await entry(id))?.facets).toEqual(expect.arrayContaining(["outcome:failed", "status:completed"]));
    expect(await titles({ flags: ["ready"] })).toEqual([]);
    await ctx.db.update(catalogueEntries).set({ transferReady: true }).where(eq(catalogueEntries.postId, id));
    expect(await titles({ flags: ["ready"] })).toEqual(["Unwiederbringlich"]);
    await deleteProjectNote(ctx, anna, id);
    expect(await entry(id)).toBeUndefined();
  });

  test("of another district is here while somebody of ours has taken it over and goes on", async () => {
    const { ctx, anna } = setting;
    await receive("Nachbau", "Feuerbach");
    const isElsewhere = async () => (await titles({ flags: ["elsewhere"] })).includes("Nachbau");
    const [origin] = (await found({ text: "Nachbau" })).notes;
    expect(await isElsewhere()).toBe(true);
    const adoption: NoteAdoption = {
      originUri: origin?.uri ?? "",
      originVersion: 1,
      state: "interested",
      adapted: [],
      reason: null,
      proofUri: null,
      named: null,
    };
    const { id } = await publishProjectNote(ctx, anna, { ...SHORT_REQUEST, title: "Unser Versuch" }, { adoption });
    expect(await isElsewhere()).toBe(false);
    await editProjectNote(
      ctx,
      anna,
      id,
      { ...SHORT_REQUEST, title: "Unser Versuch" },
      {
        adoption: (current) => ({ ...current, state: "stopped" }),
      },
    );
    expect(await isElsewhere()).toBe(true);
    const second = await publishProjectNote(ctx, anna, { ...SHORT_REQUEST, title: "Noch einmal" }, { adoption });
    expect(await isElsewhere()).toBe(false);
    await deleteProjectNote(ctx, anna, second.id);
    expect(await isElsewhere()).toBe(true);
  });

  test("lies where its district is when the note has no place", async () => {
    const { ctx } = setting;
    const document = JSON.stringify({ location: { type: "Place", latitude: 48.83, longitude: 9.18 } });
    const district = await insertActor(ctx, { host: "stammheim.test", kind: "district", document });
    const post = await insertPost(ctx, district, { kind: "projectNote", type: "Article" });
    const note = {
      status: "running",
      outcome: "ongoing",
      districtName: "Stammheim",
      districtUri: district.uri,
    } as const;
    const fields = { title: "Ohne Ort", summary: "" };
    await ctx.db.insert(projectNotes).values({ postId: post.id, ...note, fields });
    await putInCatalogue(ctx, post, { ...note, fields });
    expect((await entry(post.id))?.at?.y).toBe(48.83);
  });

  test("is made for notes that were there before, and anew when an older version made it", async () => {
    const { ctx } = setting;
    const before = (await titles({})).length;
    const fresh = await publish("Frisch");
    await ctx.db.update(catalogueEntries).set({ version: 0, facets: [] });
    await ctx.db.delete(catalogueEntries).where(eq(catalogueEntries.postId, fresh));
    expect((await titles({})).length).toBe(before);
    expect(await counts("outcome")).toEqual({});
    await indexNotes(ctx);
    expect((await titles({})).length).toBe(before + 1);
    expect(await titles({ text: "Frisch" })).toEqual(["Frisch"]);
    expect((await counts("outcome")).failed).toBeGreaterThan(0);
  });
});

test("a search is a fixed number of statements, whatever it finds", async () => {
  for (const limit of [1, 40]) {
    const ctx = countStatements(setting.ctx);
    await searchCatalogue(ctx, setting.anna, { query: { ...EVERYTHING, text: "Fahrrad", sort: "relevance" }, limit });
    expect(ctx.statements).toHaveLength(2);
  }
});
