import { rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { peers } from "../../../src/features/actors/actors.table.ts";
import {
  foreignPath,
  HOST_QUOTA_BYTES,
  STREAM_PIECE_BYTES,
  urlHash,
} from "../../../src/features/media/foreign-media.model.ts";
import { foreignMedia } from "../../../src/features/media/foreign-media.table.ts";
import { sweepForeignMedia } from "../../../src/features/media/foreign-media.usecases.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { createNetwork, type Network } from "../../support/network.ts";
import { setUpDistrict } from "../../support/people.ts";
import { blockHost } from "../../support/rows.ts";
import { flatPng, picture } from "./media.files.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

const HOST = "post.test";
let ctx: TestCtx;
let app: TestApp;
let network: Network;
let photo: Buffer;
let serial = 0;
let answer: Listener;
const asked = (): number => network.asked.length;

beforeAll(async () => {
  ctx = await createTestCtx();
  await setUpDistrict(ctx);
  app = createTestApp(ctx);
  network = createNetwork(ctx);
  await network.addServer(HOST, (request, response) => answer(request, response));
  await network.addServer("files.test", (request, response) => answer(request, response));
  photo = await picture(900, 600).jpeg().toBuffer();
});

beforeEach(() => {
  serial += 1;
  network.asked.length = 0;
  answer = says(200, "image/jpeg", photo);
});

const says =
  (status: number, type: string, body: string | Uint8Array, more: Record<string, string> = {}): Listener =>
  (_request, response) => {
    response.writeHead(status, { "content-type": type, ...more });
    response.end(body);
  };

const address = (host = HOST): string => `https://${host}/bild-${serial}`;
const shown = (url = address(), owner = HOST): string => foreignPath(ctx.vault, { kind: "image", url, owner });
const played = (url = address()): string => foreignPath(ctx.vault, { kind: "stream", url, owner: HOST });
const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });
/** Status alone; the body is read, so that its file is closed. */
async function statusOf(path: string): Promise<number> {
  const response = await get(path);
  await response.bytes();
  return response.status;
}
const rowOf = async (url: string) =>
  (
    await ctx.db
      .select()
      .from(foreignMedia)
      .where(eq(foreignMedia.urlHash, urlHash(url)))
  )[0];

describe("somebody else's picture", () => {
  test("T178 comes from here, decoded and at most 640 pixels wide, and can only be looked at", async () => {
    const response = await get(shown());
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("image/jpeg");
    expect(response.headers.get("Content-Security-Policy")).toBe("default-src 'none'; sandbox");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(response.headers.get("Cache-Control")).toBe("public, max-age=1209600, immutable");
    const { width, height, exif } = await sharp(await response.bytes()).metadata();
    expect({ width, height, exif }).toEqual({ width: 640, height: 427, exif: undefined });
  });

  test("is fetched once, however many ask at the same time and later", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => get(shown())));
    const pictures = await Promise.all(answers.map((response) => response.bytes()));
    expect(new Set(pictures.map(({ length }) => length)).size).toBe(1);
    const again = await app.request(shown(), { method: "HEAD" });
    expect(again.headers.get("Content-Length")).toBe(String(pictures[0]?.length));
    expect(asked()).toBe(1);
    const known = { "If-None-Match": again.headers.get("ETag") ?? "" };
    expect((await get(shown(), known)).status).toBe(304);
  });

  test("keeps what is transparent", async () => {
    answer = says(200, "image/png", await picture(64, 64, 4).png().toBuffer());
    const response = await get(shown());
    expect(response.headers.get("Content-Type")).toBe("image/png");
    expect((await sharp(await response.bytes()).metadata()).hasAlpha).toBe(true);
  });

  test("may lie at another host than who shows it, and be led to by a redirect", async () => {
    const moved = address("files.test");
    answer = (request, response) =>
      request.headers.host === HOST
        ? says(302, "text/plain", "", { location: moved })(request, response)
        : says(200, "image/jpeg", photo)(request, response);
    expect(await statusOf(shown())).toBe(200);
    expect(network.asked).toEqual([`GET ${address()}`, `GET ${moved}`]);
  });

  test("T090 an address that is not public, not https or not on port 443 is never asked", async () => {
    for (const url of [
      "https://127.0.0.1/a.png",
      "https://[::1]/a.png",
      "http://post.test/a.png",
      "https://post.test:8443/a.png",
      "https://169.254.169.254/latest",
      "file:///etc/passwd",
    ]) {
      expect(await statusOf(shown(url))).toBe(404);
    }
    expect(asked()).toBe(0);
  });

  test("T090 a redirect to a private address is not followed", async () => {
    answer = says(302, "text/plain", "", { location: "https://127.0.0.1/geheim.png" });
    expect(await statusOf(shown())).toBe(404);
    expect(asked()).toBe(1);
  });

  test("T178 without our signature nothing is fetched", async () => {
    const path = shown();
    expect((await get(`${path.slice(0, -2)}AA`)).status).toBe(404);
    expect((await get("/medien/fremd/bAAAA")).status).toBe(404);
    expect(asked()).toBe(0);
  });

  test.each([
    ["an SVG", () => says(200, "image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ["a page", () => says(200, "text/html", "<script>alert(1)</script>")],
    ["an actor document", () => says(200, "application/activity+json", "{}")],
    ["bytes that are no picture", () => says(200, "image/png", "kein Bild")],
    ["a pixel bomb", () => says(200, "image/png", flatPng(20_000, 20_000))],
    ["more than 10 MB", () => says(200, "image/png", Buffer.alloc(11 * 1024 * 1024))],
    ["a compressed answer", () => says(200, "image/png", "x", { "content-encoding": "gzip" })],
    ["404", () => says(404, "text/plain", "")],
    ["500", () => says(500, "text/plain", "")],
  ])("T171 T178 %s is not shown, and is not asked for again at once", async (_what, listener) => {
    answer = listener();
    const response = await get(shown());
    expect(response.status).toBe(404);
    expect(await response.text()).toBe("");
    expect(await statusOf(shown())).toBe(404);
    expect(asked()).toBe(1);
  });

  test("what failed is tried again after ten minutes, what is absent after a day", async () => {
    answer = says(503, "text/plain", "");
    await statusOf(shown());
    ctx.advance(11 * 60_000);
    answer = says(404, "text/plain", "");
    await statusOf(shown());
    expect(asked()).toBe(2);
    ctx.advance(11 * 60_000);
    await statusOf(shown());
    expect(asked()).toBe(2);
    ctx.advance(24 * 3_600_000);
    answer = says(200, "image/jpeg", photo);
    expect(await statusOf(shown())).toBe(200);
  });

  test.each([
    ["who shows it", () => shown(address("files.test"), "boese.test")],
    ["where it lies", () => shown(address("bilder.boese.test"), HOST)],
  ])("is not shown when the host of %s is blocked", async (_what, path) => {
    await blockHost(ctx, "boese.test");
    expect(await statusOf(path())).toBe(404);
    expect(asked()).toBe(0);
  });

  test("is not shown when its host's media are rejected, or those of a name above it", async () => {
    await ctx.db.insert(peers).values({ host: "bunt.test", rejectMediaAt: ctx.now() });
    expect(await statusOf(shown(address("cdn.bunt.test"), HOST))).toBe(404);
    expect(await statusOf(shown(address(), "bunt.test"))).toBe(404);
    expect((await get(played(address("bunt.test")))).status).toBe(404);
    expect(asked()).toBe(0);
  });

  test("is gone from disk after 14 days", async () => {
    await statusOf(shown());
    const row = await rowOf(address());
    ctx.advance(15 * 24 * 3_600_000);
    expect(await sweepForeignMedia(ctx)).toBeGreaterThan(0);
    expect(await rowOf(address())).toBeUndefined();
    const key = row?.storageKey ?? "";
    const file = join(ctx.config.dataDir, "media", key.slice(0, 2), `${key}.klein`);
    await expect(rm(file)).rejects.toThrow("ENOENT");
  });

  test("whose file is lost is fetched again", async () => {
    await statusOf(shown());
    const key = (await rowOf(address()))?.storageKey ?? "";
    await rm(join(ctx.config.dataDir, "media", key.slice(0, 2), `${key}.klein`));
    expect(await statusOf(shown())).toBe(404);
    expect(await statusOf(shown())).toBe(200);
  });

  test("T096 of one host no more is kept than its share: the oldest go", async () => {
    const host = "files.test";
    const old = { host, fetchedAt: new Date(0), expiresAt: new Date(ctx.now().getTime() + 3_600_000) };
    const halves = ["alt-1", "alt-2"].map((urlHash) => ({
      ...old,
      urlHash,
      storageKey: urlHash.padEnd(22, "x"),
      mediaType: "image/jpeg" as const,
      bytes: HOST_QUOTA_BYTES / 2,
    }));
    await ctx.db.insert(foreignMedia).values(halves);
    expect(await statusOf(shown(address(host), host))).toBe(200);
    const left = await ctx.db.select().from(foreignMedia).where(eq(foreignMedia.host, host));
    expect(left.map(({ urlHash }) => urlHash)).not.toContain("alt-1");
    expect(await rowOf(address(host))).toBeDefined();
  });

  test("one visitor cannot make us fetch without end", async () => {
    const from = "198.51.100.7";
    await ctx.sql`delete from rate_limits`;
    expect((await app.request(shown("https://127.0.0.1/a.png"), { from })).status).toBe(404);
    await ctx.sql`update rate_limits set points = 600 where key like 'image:%'`;
    const refused = await app.request(shown(), { from });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
    expect(asked()).toBe(0);
  });
});

describe("somebody else's film or sound", () => {
  const film = Buffer.alloc(STREAM_PIECE_BYTES + 1000, 7);
  const rangeServer: Listener = (request, response) => {
    const [, from = "0", to = ""] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
    const last = Math.min(to === "" ? film.length - 1 : Number(to), film.length - 1);
    const body = film.subarray(Number(from), last + 1);
    const range = `bytes ${from}-${last}/${film.length}`;
    says(206, "video/mp4", body, { "content-range": range, "content-length": String(body.length) })(request, response);
  };

  test("comes in pieces, never more than one at once", async () => {
    answer = rangeServer;
    const first = await get(played(), { Range: "bytes=0-" });
    expect(first.status).toBe(206);
    expect(first.headers.get("Content-Type")).toBe("video/mp4");
    expect(first.headers.get("Content-Range")).toBe(`bytes 0-${STREAM_PIECE_BYTES - 1}/${film.length}`);
    expect(first.headers.get("Content-Security-Policy")).toContain("sandbox");
    expect((await first.bytes()).length).toBe(STREAM_PIECE_BYTES);
    const rest = await get(played(), { Range: `bytes=${STREAM_PIECE_BYTES}-` });
    expect((await rest.bytes()).length).toBe(1000);
  });

  test("comes whole when it is small", async () => {
    answer = says(200, "audio/mpeg", Buffer.alloc(5000), { "content-length": "5000" });
    const response = await get(played());
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("audio/mpeg");
    expect((await response.bytes()).length).toBe(5000);
    expect(
      await ctx.db
        .select()
        .from(foreignMedia)
        .where(eq(foreignMedia.urlHash, urlHash(address()))),
    ).toEqual([]);
  });

  test.each([
    ["a page", () => says(200, "text/html", "<p>")],
    ["a picture", () => says(200, "image/jpeg", photo)],
    [
      "no said length",
      () => (_: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200, { "content-type": "video/mp4", "transfer-encoding": "chunked" });
        response.end("x");
      },
    ],
    ["another piece than asked for", () => says(206, "video/mp4", "abc", { "content-range": "bytes 5-7/10" })],
    ["more than 256 MB", () => says(206, "video/mp4", "abc", { "content-range": "bytes 0-2/999999999" })],
    ["404", () => says(404, "video/mp4", "")],
  ])("T178 is not passed on: %s", async (_what, listener) => {
    answer = listener();
    const response = await get(played(), { Range: "bytes=0-" });
    expect(response.status).toBe(404);
    expect(await response.text()).toBe("");
  });

  test("T178 a key for a picture does not play, and one for a film does not show", async () => {
    const key = shown().replace("/medien/fremd/b", "/medien/fremd/s");
    expect(await statusOf(key)).toBe(404);
    expect(asked()).toBe(0);
  });

  test("a piece that breaks off lets the next one through", async () => {
    answer = (_request, response) => {
      response.writeHead(206, {
        "content-type": "video/mp4",
        "content-range": "bytes 0-99/1000",
        "content-length": "100",
      });
      response.write("abc", () => response.destroy());
    };
    for (let count = 0; count < 14; count += 1) {
      const broken = await get(played(), { Range: "bytes=0-" });
      expect(broken.status).toBe(206);
      await expect(broken.bytes()).rejects.toThrow();
    }
    answer = rangeServer;
    expect((await get(played(), { Range: "bytes=0-9" })).status).toBe(206);
  });
});
