import { beforeAll, describe, expect, test } from "vitest";
import { postById } from "../../../src/features/posts/posts.queries.ts";
import { projectNotes } from "../../../src/features/project-notes/project-notes.table.ts";
import { saveDraft } from "../../../src/features/project-notes/usecases/drafts.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { tokenOf } from "../../support/people.ts";
import { insertActor, insertPost } from "../../support/rows.ts";
import { FULL_REQUEST, SHORT_REQUEST } from "./notes.ts";
import { createSetting, insertUpload, type Setting } from "./setting.ts";

const PATH = "/api/v1/stadtteil/projects";
let setting: Setting;
let app: TestApp;
let token: string;
let berts: string;
beforeAll(async () => {
  setting = await createSetting();
  app = createTestApp(setting.ctx);
  [token, berts] = [await tokenOf(setting.ctx, setting.anna), await tokenOf(setting.ctx, setting.bert)];
});

type Answer = { status: number; headers: Headers; body: Record<string, unknown> };
async function ask(
  method: string,
  path: string,
  json?: unknown,
  as: string | null = token,
  headers = {},
): Promise<Answer> {
  const options = { method, headers, ...(json !== undefined && { json }), ...(as !== null && { token: as }) };
  const response = await app.request(path, options);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
}
const publish = async (input: object = SHORT_REQUEST) =>
  (await ask("POST", PATH, input)).body as { id: string; slug: string; uri: string };

describe("publishing over the API", () => {
  test("answers with the fields of the request, and where it is", async () => {
    const { status, headers, body } = await ask("POST", PATH, FULL_REQUEST);
    expect(status).toBe(201);
    expect(headers.get("Location")).toBe(`https://heslach.test${PATH}/${body.id}`);
    expect(body).toMatchObject({ ...FULL_REQUEST });
    expect(body).toMatchObject({
      uri: `https://heslach.test/ap/o/${body.id}`,
      url: `https://heslach.test/projekte/${body.slug}`,
      author: { handle: "anna@heslach.test" },
      district: { name: "Heslach" },
      version: 1,
      local: true,
      structure: "ok",
      stats: { replies: 0, likes: 0, boosts: 0 },
      hints: [],
    });
    expect(body.publishedAt).toBe(body.updatedAt);
  });

  test("asks what did not work once there is an outcome, and demands nothing", async () => {
    const { status, body } = await ask("POST", PATH, { ...SHORT_REQUEST, outcome: "failed" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ hints: ["lessons.didNotWork"], status: "completed", outcome: "failed" });
  });

  test("names every field that is wrong, in words", async () => {
    const { status, body } = await ask("POST", PATH, { ...SHORT_REQUEST, title: "x".repeat(201), colour: "red" });
    expect(status).toBe(422);
    expect(body).toEqual({
      error: "project-notes.invalid",
      error_description: expect.stringContaining("title: too-long 200"),
      fields: { title: "This is too long.", colour: "This field is unknown." },
    });
  });

  test.each(["id", "uri", "slug", "author", "version", "publishedAt", "attributedTo", "local"])(
    "T188 %s is not the caller's to set",
    async (field) => {
      const { status, body } = await ask("POST", PATH, { ...SHORT_REQUEST, [field]: "1" });
      expect(status).toBe(422);
      expect(body.fields).toHaveProperty(field);
    },
  );

  test.each(["[]", "null", "1", '"x"'])("%s is no note", async (text) => {
    const { status } = await ask("POST", PATH, JSON.parse(text));
    expect(status).toBe(422);
  });

  test("a body that is no JSON is a bad request", async () => {
    const response = await app.request(PATH, {
      method: "POST",
      token,
      body: "{",
      headers: { "Content-Type": "application/json" },
    });
    expect(response.status).toBe(400);
  });

  test("with the same Idempotency-Key publishes once", async () => {
    const once = () => ask("POST", PATH, { ...SHORT_REQUEST, title: "Einmal" }, token, { "Idempotency-Key": "a1" });
    const [first, second] = [await once(), await once()];
    expect(second.body.id).toBe(first.body.id);
  });

  test("takes the member's uploads and co-authors", async () => {
    const picture = await insertUpload(setting.ctx, setting.anna);
    const images = [{ mediaId: picture.id, alt: "Tische" }];
    const { body } = await ask("POST", PATH, { ...SHORT_REQUEST, images, coAuthors: ["bert"] });
    expect(body.images).toMatchObject([{ ...images[0], url: `https://heslach.test/media/${picture.storageKey}` }]);
    expect(body.coAuthors).toMatchObject([{ handle: "bert@heslach.test" }]);
    const foreign = await insertUpload(setting.ctx, setting.bert);
    const refused = await ask("POST", PATH, { ...SHORT_REQUEST, images: [{ mediaId: foreign.id, alt: "" }] });
    expect(refused.status).toBe(404);
    expect(refused.body.fields).toHaveProperty(["images.0.mediaId"]);
  });
});

describe("who may", () => {
  test("nobody writes without a token, or with one for reading", async () => {
    const { id } = await publish();
    const reading = await tokenOf(setting.ctx, setting.anna, ["read"]);
    for (const [method, path] of [
      ["POST", PATH],
      ["PATCH", `${PATH}/${id}`],
      ["DELETE", `${PATH}/${id}`],
    ] as const) {
      expect((await ask(method, path, SHORT_REQUEST, null)).status).toBe(401);
      expect((await ask(method, path, SHORT_REQUEST, reading)).status).toBe(403);
    }
    expect((await ask("GET", `${PATH}/${id}`, undefined, null)).status).toBe(200);
  });

  test("another member changes and deletes nothing", async () => {
    const { id } = await publish();
    for (const [method, body] of [
      ["PATCH", { title: "x" }],
      ["DELETE", undefined],
    ] as const) {
      const answer = await ask(method, `${PATH}/${id}`, body, berts);
      expect(answer.status).toBe(403);
      expect(answer.body).toMatchObject({ error: "project-notes.not-yours", fields: {} });
    }
  });

  test("a draft is no note, for anybody", async () => {
    const { id } = await saveDraft(setting.ctx, setting.anna, { form: { title: "geheim" } });
    for (const as of [token, berts, null]) expect((await ask("GET", `${PATH}/${id}`, undefined, as)).status).toBe(404);
    expect((await ask("PATCH", `${PATH}/${id}`, { title: "x" }, berts)).status).toBe(404);
  });
});

describe("changing over the API", () => {
  test("changes what is named, merges groups, removes what is null", async () => {
    const { id } = await publish(FULL_REQUEST);
    const { status, body } = await ask("PATCH", `${PATH}/${id}`, {
      effort: null,
      lessons: { didNotWork: ["Regen"] },
      topics: [],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      version: 2,
      title: FULL_REQUEST.title,
      lessons: { worked: FULL_REQUEST.lessons?.worked, didNotWork: ["Regen"] },
      topics: [],
    });
    expect(body).not.toHaveProperty("effort");
  });

  test("keeps the status following the outcome while nobody said it", async () => {
    const { id } = await publish();
    expect((await ask("PATCH", `${PATH}/${id}`, { outcome: "succeeded" })).body).toMatchObject({ status: "completed" });
  });

  test("keeps pictures that are not named", async () => {
    const picture = await insertUpload(setting.ctx, setting.anna);
    const { id } = await publish({ ...SHORT_REQUEST, images: [{ mediaId: picture.id, alt: "Tische" }] });
    const { body } = await ask("PATCH", `${PATH}/${id}`, { title: "Neu" });
    expect(body.images).toMatchObject([{ mediaId: picture.id, alt: "Tische" }]);
  });

  test("refuses what would leave an invalid note", async () => {
    const { id } = await publish();
    expect((await ask("PATCH", `${PATH}/${id}`, { goal: null })).body.fields).toEqual({
      goal: "Please fill in this field.",
    });
    expect((await ask("PATCH", `${PATH}/${id}`, { owner: 1 })).status).toBe(422);
  });

  test("72 a deleted note is gone, its document a Tombstone", async () => {
    const { id, uri } = await publish();
    expect((await ask("DELETE", `${PATH}/${id}`)).status).toBe(204);
    expect((await ask("GET", `${PATH}/${id}`)).status).toBe(410);
    expect((await ask("PATCH", `${PATH}/${id}`, { title: "x" })).status).toBe(410);
    expect((await ask("DELETE", `${PATH}/${id}`)).status).toBe(410);
    const document = await ask("GET", `${PATH}/${id}/document`);
    expect(document.status).toBe(410);
    expect(document.body).toMatchObject({ id: uri, type: "Tombstone", formerType: "Article" });
  });
});

describe("reading over the API", () => {
  test("gives the stored document byte for byte, as ActivityPub, with its ETag", async () => {
    const { id } = await publish(FULL_REQUEST);
    const stored = await postById(setting.ctx, id);
    const response = await app.request(`${PATH}/${id}/document`);
    expect(await response.text()).toBe(stored?.document);
    expect(response.headers.get("Content-Type")).toMatch(/^application\/activity\+json/);
    expect(response.headers.get("ETag")).toBe(stored?.etag);
    const again = await app.request(`${PATH}/${id}/document`, { headers: { "If-None-Match": stored?.etag ?? "" } });
    expect(again.status).toBe(304);
  });

  test("gives a peer's note with its own id and page", async () => {
    const { ctx } = setting;
    const luise = await insertActor(ctx, { host: "sendling.test", handle: "luise" });
    const post = await insertPost(ctx, luise, {
      kind: "projectNote",
      url: "https://sendling.test/projekte/x",
      document: '{"x": 9.0}',
    });
    await ctx.db.insert(projectNotes).values({
      postId: post.id,
      status: "idea",
      outcome: "ongoing",
      fields: { title: "Lieblingsorte", summary: "Kurz" },
      districtName: "Sendling",
    });
    const { body } = await ask("GET", `${PATH}/${post.id}`, undefined, null);
    expect(body).toMatchObject({
      title: "Lieblingsorte",
      uri: post.uri,
      url: "https://sendling.test/projekte/x",
      local: false,
      author: { handle: "luise@sendling.test" },
      district: { name: "Sendling" },
    });
    expect(await (await app.request(`${PATH}/${post.id}/document`)).text()).toBe('{"x": 9.0}');
    expect((await ask("DELETE", `${PATH}/${post.id}`)).status).toBe(403);
    const own = (await ask("GET", `${PATH}?limit=40`)).body as unknown as { id: string }[];
    const all = (await ask("GET", `${PATH}?scope=all&limit=40`)).body as unknown as { id: string }[];
    expect(own.some(({ id }) => id === post.id)).toBe(false);
    expect(all.some(({ id }) => id === post.id)).toBe(true);
  });

  test("what is not for everybody is not found", async () => {
    const luise = await insertActor(setting.ctx, { host: "sendling.test", handle: "still" });
    const post = await insertPost(setting.ctx, luise, { kind: "projectNote", visibility: "followers" });
    await setting.ctx.db.insert(projectNotes).values({
      postId: post.id,
      status: "idea",
      outcome: "ongoing",
      fields: { title: "Geheim", summary: "" },
      districtName: "Sendling",
    });
    for (const path of [`${PATH}/${post.id}`, `${PATH}/${post.id}/document`])
      expect((await ask("GET", path)).status).toBe(404);
  });

  test.each(["0", "x", "-1", "99999999999999999999", "%00"])("%s is no note", async (id) => {
    expect((await ask("GET", `${PATH}/${id}`)).status).toBe(404);
    expect((await ask("GET", `${PATH}/${id}/document`)).status).toBe(404);
  });

  test("pages by Link until there is no more", async () => {
    const seen: string[] = [];
    let next: string | undefined = `${PATH}?limit=7`;
    while (next) {
      const { body, headers } = await ask("GET", next, undefined, null);
      const notes = body as unknown as { id: string }[];
      expect(notes.length).toBeLessThanOrEqual(7);
      seen.push(...notes.map(({ id }) => id));
      const link: string | undefined = /<([^>]+)>; rel="next"/.exec(headers.get("Link") ?? "")?.[1];
      next = link?.replace(setting.ctx.origin, "");
    }
    const all = (await ask("GET", `${PATH}?limit=40`)).body as unknown as { id: string }[];
    expect(seen).toEqual(all.map(({ id }) => id));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(7);
  });

  test("has no next page when the last one is exactly full", async () => {
    const all = (await ask("GET", `${PATH}?limit=40`)).body as unknown as unknown[];
    expect((await ask("GET", `${PATH}?limit=${all.length}`)).headers.get("Link")).toBeNull();
  });

  test("can be narrowed, and says what it does not understand", async () => {
    const found = (await ask("GET", `${PATH}?outcome=mixed,failed&topic=Repair%20Caf%C3%A9&q=Kaffee`))
      .body as unknown as { title: string }[];
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ title }) => title === FULL_REQUEST.title)).toBe(true);
    for (const query of ["scope=mine", "limit=0", "limit=viele", "max_id=x", "outcome=great"]) {
      expect((await ask("GET", `${PATH}?${query}`)).status).toBe(422);
    }
    expect((await ask("GET", `${PATH}?limit=1000`)).status).toBe(200);
  });
});
