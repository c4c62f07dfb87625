import sharp from "sharp";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { MAX_UPLOAD_BYTES } from "../../src/features/media/media.model.ts";
import { mediaByIds } from "../../src/features/media/media.queries.ts";
import { attachMedia } from "../../src/features/media/media.usecases.ts";
import { saveDraft } from "../../src/features/project-notes/usecases/drafts.ts";
import { flatPng, phonePhoto, picture } from "../features/media/media.files.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../support/people.ts";
import { type App, clientOf } from "./clients.ts";
import { mediaSchema } from "./schemas/media.ts";
import { errorSchema, instanceV2Schema } from "./schemas.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const site = createTestApp(ctx);
const { request } = site;
const client = clientOf(site);
const photo = await picture(800, 600).jpeg().toBuffer();
let probe: App;
let anna: Account;
let asAnna: string;
let asBob: string;

async function member(handle: string, more: Record<string, string> = {}): Promise<{ account: Account; token: string }> {
  const account = await createMember(ctx, handle);
  return { account, token: await client.logIn(probe, await sessionOf(ctx, account), { scope: "read write", ...more }) };
}

beforeAll(async () => {
  probe = await client.register();
  ({ account: anna, token: asAnna } = await member("anna"));
  ({ token: asBob } = await member("bob"));
});

/** Each test has its thirty uploads. */
beforeEach(() => ctx.advance(31 * 60 * 1000));

interface Sent {
  readonly bytes?: Uint8Array;
  readonly name?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly token?: string | undefined;
  readonly version?: 1 | 2;
}

function send({ bytes = photo, name = "foto.jpg", fields = {}, version = 2, ...more }: Sent = {}): Promise<Response> {
  const body = new FormData();
  body.set("file", new File([new Uint8Array(bytes)], name, { type: "image/jpeg" }));
  for (const [field, value] of Object.entries(fields)) body.set(field, value);
  const token = "token" in more ? more.token : asAnna;
  return request(`/api/v${version}/media`, { method: "POST", body, ...(token !== undefined && { token }) });
}

async function uploaded(sent: Sent = {}) {
  const answer = await send(sent);
  expect(answer.status).toBe(200);
  return mediaSchema.parse(await answer.json());
}

const refusal = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  errorSchema.parse(await answer.json()).error,
];
const NOT_FOUND = [404, "Record not found"];
const pathOf = (url: string | null): string => new URL(url ?? "").pathname;
const at = (id: string): string => `/api/v1/media/${id}`;

describe("a picture", () => {
  test.each([1, 2] as const)("is finished at once, with words, focus, sizes and blur (version %d)", async (version) => {
    const item = await uploaded({ version, fields: { description: "  Vier\nTische ", focus: "-0.5,0.25" } });
    expect(item).toMatchObject({
      type: "image",
      remote_url: null,
      description: "Vier Tische",
      meta: {
        original: { width: 800, height: 600, size: "800x600" },
        small: { width: 640, height: 480 },
        focus: { x: -0.5, y: 0.25 },
      },
    });
    expect(item.blurhash).toHaveLength(28);
    expect(item).not.toHaveProperty("text_url");
    const asked = await request(at(item.id), { token: asAnna });
    expect([asked.status, await asked.json()]).toEqual([200, item]);
    const preview = await sharp(await (await request(pathOf(item.preview_url))).bytes()).metadata();
    expect([preview.width, preview.height]).toEqual([item.meta?.small?.width, item.meta?.small?.height]);
  });

  test("without words has none, and no focus of its own", async () => {
    const item = await uploaded();
    expect(item.description).toBeNull();
    expect(item.meta).not.toHaveProperty("focus");
  });

  test("T172 what hangs behind it is gone", async () => {
    const { url } = await uploaded({
      bytes: Buffer.concat([photo, Buffer.from("PK\u0003\u0004<script>alert(1)</script>")]),
    });
    expect(Buffer.from(await (await request(pathOf(url))).bytes()).includes("<script>")).toBe(false);
  });

  test("T173 place, camera and author are in neither form", async () => {
    const item = await uploaded({ bytes: await phonePhoto() });
    for (const url of [item.url, item.preview_url]) {
      const bytes = Buffer.from(await (await request(pathOf(url))).bytes());
      const { exif, xmp } = await sharp(bytes).metadata();
      expect([exif, xmp]).toEqual([undefined, undefined]);
      expect(bytes.includes("SecretPhone")).toBe(false);
    }
  });

  test("T178 T182 can only be looked at, by apps of all origins who know its long random address", async () => {
    const { url } = await uploaded();
    expect(url).toMatch(/^https:\/\/heslach\.test\/media\/[\w-]{22}$/);
    const { headers } = await request(pathOf(url));
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "image/jpeg",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "cross-origin",
      "access-control-allow-origin": "*",
      "cache-control": "public, max-age=31536000, immutable",
    });
  });

  test("T180 is kept under a random name, whatever it was called", async () => {
    const { url } = await uploaded({ name: `../../x${"ä".repeat(300)}.jpg` });
    expect(pathOf(url)).toMatch(/^\/media\/[\w-]{22}$/);
    expect((await request(pathOf(url))).status).toBe(200);
  });
});

describe("what is refused", () => {
  test.each([
    ["SVG", "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "a.jpg"],
    ["HTML", "<html><script>1</script></html>", "a.png"],
    ["PDF", "%PDF-1.4\n%%EOF\n", "a.pdf"],
    ["JSON", '{"type":"Note"}', "a.webp"],
    ["EXE", "MZ\u0090\u0000", "a.gif"],
    ["MP4", "\u0000\u0000\u0000\u0018ftypisom\u0000\u0000\u0002\u0000isomiso2", "a.mp4"],
    ["MP3", "ID3\u0004\u0000\u0000", "a.mp3"],
  ])("T171 %s", async (_what, text, name) => {
    const [status, error] = await refusal(await send({ bytes: Buffer.from(text, "latin1"), name }));
    expect(status).toBe(422);
    expect(error).toMatch(/^Hier gehen nur Bilder/);
  });

  test("what cannot be taken is not offered either", async () => {
    const { configuration } = instanceV2Schema.parse(await (await request("/api/v2/instance")).json());
    const { supported_mime_types: types, image_size_limit, image_matrix_limit } = configuration.media_attachments;
    expect(types.filter((type) => !type.startsWith("image/"))).toEqual([]);
    expect([image_size_limit, image_matrix_limit]).toEqual([MAX_UPLOAD_BYTES, 64_000_000]);
    for (const format of ["jpeg", "png", "webp", "avif", "gif"] as const) {
      expect(types).toContain(`image/${format}`);
      await uploaded({ bytes: await picture(16, 16).toFormat(format).toBuffer() });
    }
  });

  test("T174 T175 a pixel bomb and half a picture", async () => {
    expect(await refusal(await send({ bytes: flatPng(30_000, 30_000) }))).toEqual([
      422,
      "Das Bild ist zu groß. Bitte verkleinern Sie es auf höchstens 64 Megapixel.",
    ]);
    expect((await send({ bytes: photo.subarray(0, 3_000) })).status).toBe(422);
  });

  test("T176 more than 16 MB, of strangers more than 1 MB", async () => {
    const large = new Uint8Array(MAX_UPLOAD_BYTES + 1);
    large.set(photo);
    expect(await refusal(await send({ bytes: large }))).toEqual([
      413,
      "Was Sie geschickt haben, ist größer, als dieser Server annimmt.",
    ]);
    expect((await refusal(await send({ bytes: large.subarray(0, 2 ** 20), token: undefined })))[0]).toBe(413);
  });

  test("T177 words without end, and a focus that is none; markup stays text", async () => {
    const before = await ctx.sql`select id from media`;
    expect((await refusal(await send({ fields: { description: "x".repeat(20_000) } })))[0]).toBe(422);
    for (const focus of ["2,0", "0", "0,0,0", "a,b", "NaN,0", "1e99,0", ","]) {
      expect((await refusal(await send({ fields: { focus } })))[0], focus).toBe(422);
    }
    expect(await ctx.sql`select id from media`).toHaveLength(before.length);
    const { description } = await uploaded({ fields: { description: `"><script>alert(1)</script>` } });
    expect(description).toBe(`"><script>alert(1)</script>`);
  });

  test("a request without a file", async () => {
    const { token } = await member("ohnefile");
    for (const init of [{ json: { file: "foto.jpg" } }, { form: { file: "foto.jpg" } }, { method: "POST" }]) {
      expect((await refusal(await request("/api/v1/media", { ...init, token })))[0]).toBe(422);
    }
  });
});

describe("who may", () => {
  test("T162 T163 members with a token that may write media", async () => {
    const { token: narrow } = await member("nina", { scope: "write:media" });
    const { token: other } = await member("olga", { scope: "read write:statuses" });
    expect((await uploaded({ token: narrow })).type).toBe("image");
    const { id } = await uploaded();
    for (const [token, status] of [
      [other, 403],
      [await client.appToken(probe), 422],
      [undefined, 401],
    ] as const) {
      const as = token === undefined ? {} : { token };
      const answers = [
        await send({ token }),
        await send({ token, version: 1 }),
        await request(at(id), as),
        await request(at(id), { ...as, method: "PUT" }),
        await request(at(id), { ...as, method: "DELETE" }),
      ];
      expect(answers.map((answer) => answer.status)).toEqual(Array(5).fill(status));
    }
  });

  test("T181 T183 nobody sees, changes or removes what is another's", async () => {
    const { id } = await uploaded();
    expect(await refusal(await request(at(id), { token: asBob }))).toEqual(NOT_FOUND);
    const change = { method: "PUT", json: { description: "meins" }, token: asBob };
    expect(await refusal(await request(at(id), change))).toEqual(NOT_FOUND);
    expect(await refusal(await request(at(id), { method: "PUT", token: asBob }))).toEqual(NOT_FOUND);
    expect(await refusal(await request(at(id), { method: "DELETE", token: asBob }))).toEqual(NOT_FOUND);
    expect(await mediaByIds(ctx, anna.accountId, [id])).toMatchObject([{ alt: "" }]);
    for (const odd of ["1", "9".repeat(30), "0"]) {
      expect(await refusal(await request(at(odd), { token: asAnna }))).toEqual(NOT_FOUND);
    }
  });
});

describe("before it is used", () => {
  test("words and focus are changed, each by itself, in every form of request", async () => {
    const { id } = await uploaded({ fields: { description: "alt" } });
    const put = async (init: object) =>
      mediaSchema.parse(await (await request(at(id), { method: "PUT", token: asAnna, ...init })).json());
    const focused = await put({ form: { focus: "0,1.0" } });
    expect(focused).toMatchObject({ description: "alt", meta: { focus: { x: 0, y: 1 } } });
    expect((await put({ json: { description: "neu", focus: null } })).description).toBe("neu");
    const body = new FormData();
    body.set("description", "");
    expect(await put({ body })).toMatchObject({ description: null, meta: { focus: { x: 0, y: 1 } } });
    expect((await put({ json: { focus: [0.5, -0.5] } })).meta?.focus).toEqual({ x: 0.5, y: -0.5 });
    const endless = { method: "PUT", token: asAnna, json: { description: "x".repeat(1501) } };
    expect((await refusal(await request(at(id), endless)))[0]).toBe(422);
  });

  test("it is removed, row and file", async () => {
    const { id, url } = await uploaded();
    const answer = await request(at(id), { method: "DELETE", token: asAnna });
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    expect((await request(pathOf(url))).status).toBe(404);
    for (const method of ["GET", "PUT", "DELETE"]) {
      expect(await refusal(await request(at(id), { method, token: asAnna }))).toEqual(NOT_FOUND);
    }
    await expect(attachMedia(ctx, anna.accountId, [id])).rejects.toMatchObject({ kind: "notFound" });
  });
});

test("what a post uses or a draft names is not removed, and the words of a post are changed with the post", async () => {
  const [used, drafted] = [await uploaded({ fields: { description: "da" } }), await uploaded()];
  await attachMedia(ctx, anna.accountId, [used.id]);
  await saveDraft(ctx, anna, { form: { "images.0.mediaId": drafted.id } });
  for (const { id, url } of [used, drafted]) {
    const [status, error] = await refusal(await request(at(id), { method: "DELETE", token: asAnna }));
    expect([status, error]).toEqual([422, expect.stringMatching(/^Diese Datei wird gebraucht/)]);
    expect((await request(pathOf(url))).status).toBe(200);
  }
  const change = { method: "PUT", json: { description: "anders" }, token: asAnna };
  expect(await refusal(await request(at(used.id), change))).toEqual(NOT_FOUND);
  expect(mediaSchema.parse(await (await request(at(used.id), { token: asAnna })).json()).description).toBe("da");
});

test("T176 thirty uploads in half an hour, however they end, then 429; others go on", async () => {
  const { token } = await member("viele");
  const first = await send({ token, bytes: await picture(8, 8).png().toBuffer() });
  expect([first.status, first.headers.get("X-RateLimit-Limit")]).toEqual([200, "30"]);
  expect(first.headers.get("X-RateLimit-Remaining")).toBe("29");
  for (let count = 1; count < 30; count += 1) {
    expect((await send({ token, bytes: Buffer.from("nichts"), version: count % 2 === 0 ? 1 : 2 })).status).toBe(422);
  }
  const over = await send({ token });
  expect([over.status, over.headers.get("X-RateLimit-Remaining")]).toEqual([429, "0"]);
  expect(Number(over.headers.get("Retry-After"))).toBeGreaterThan(0);
  const reset = over.headers.get("X-RateLimit-Reset") ?? "";
  expect(new Date(reset).toISOString()).toBe(reset);
  expect(await refusal(over)).toEqual([429, "Too many requests"]);
  const other = await request("/api/v1/preferences", { token });
  expect([other.status, other.headers.get("X-RateLimit-Limit")]).toEqual([200, "300"]);
  ctx.advance(30 * 60 * 1000 + 1);
  await uploaded({ token });
});
