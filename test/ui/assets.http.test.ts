import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { accentStyles } from "../../src/ui/accent.ts";
import { accentPath, assetPath, assetRoutes } from "../../src/ui/assets.ts";

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  Promise.resolve(assetRoutes.request(`https://heslach.test${path}`, { headers }));

const KIB = 1024;

test.each([
  ["theme.css", "text/css; charset=utf-8"],
  ["icons.svg", "image/svg+xml"],
  ["favicon.svg", "image/svg+xml"],
  ["fira-400.woff2", "font/woff2"],
  ["fira-600.woff2", "font/woff2"],
])("%s is served with its type, to be kept for ever", async (name, type) => {
  const response = await get(assetPath(name));
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toBe(type);
  expect(response.headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
});

test("text goes out compressed to who accepts it, and plain to who does not", async () => {
  const path = assetPath("theme.css");
  const plain = await get(path);
  const packed = await get(path, { "Accept-Encoding": "gzip, br" });
  expect(plain.headers.get("Content-Encoding")).toBeNull();
  expect(packed.headers.get("Content-Encoding")).toBe("br");
  expect(packed.headers.get("Vary")).toBe("Accept-Encoding");
  expect((await packed.arrayBuffer()).byteLength).toBeLessThan((await plain.arrayBuffer()).byteLength / 3);
});

test("a district's colour has a style sheet; anything that is no colour has none", async () => {
  const response = await get(accentPath("#8C3B2A"));
  expect(response.headers.get("Content-Type")).toBe("text/css; charset=utf-8");
  const css = await response.text();
  expect(css).toBe(accentStyles("#8c3b2a"));
  expect(css).toContain("--accent:#8c3b2a");
  for (const wrong of [
    "bezirk-red.css",
    "bezirk-12345.css",
    "bezirk-12345g.css",
    "manifest.json",
    "..%2fmanifest.json",
  ]) {
    expect((await get(`/assets/${wrong}`)).status, wrong).toBe(404);
  }
});

test("the style sheet asks nobody else, holds no data: image, and leaves no colour to new browsers only", async () => {
  const css = await (await get(assetPath("theme.css"))).text();
  expect(css.match(/data:|https?:\/\/|oklch\(|light-dark\(/)?.[0]).toBeUndefined();
  for (const [, file] of css.matchAll(/url\(([^)]*)\)/g)) {
    expect((await get(`/assets/${(file ?? "").replaceAll('"', "")}`)).status, file).toBe(200);
  }
});

test("cutting unused rules leaves what everything rests on", async () => {
  const css = await (await get(assetPath("theme.css"))).text();
  for (const rule of [
    "*:focus-visible{outline:3px",
    ".kern-alert--danger",
    ".kern-form-check__radio",
    ".kern-sr-only",
    "h3+p",
    ".rich blockquote",
    "@media(forced-colors:active)",
    "@media(prefers-reduced-motion:reduce)",
    "@media(prefers-contrast:more)",
    "@media print",
  ]) {
    expect(css.includes(rule), rule).toBe(true);
  }
});

test("style sheet and first font stay small (budget of 60 kB a page with its HTML)", async () => {
  const css = gzipSync(Buffer.from(await (await get(assetPath("theme.css"))).arrayBuffer())).byteLength;
  const font = (await (await get(assetPath("fira-400.woff2"))).arrayBuffer()).byteLength;
  expect(css).toBeLessThan(13 * KIB);
  expect(font).toBeLessThan(32 * KIB);
});

test("a name that was not built is an error that says what to do", () => {
  expect(() => assetPath("nothing.css")).toThrow("node scripts/build-assets.mjs");
});
