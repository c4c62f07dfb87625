import { beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createTestApp, type TestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { picture } from "./media.files.ts";

let ctx: TestCtx;
let app: TestApp;
let bob: Account;
let session: string;
let photo: Buffer;

beforeAll(async () => {
  ctx = await createTestCtx();
  await setUpDistrict(ctx);
  app = createTestApp(ctx);
  bob = await createMember(ctx, "bob");
  session = await sessionOf(ctx, bob);
  photo = await picture(80, 60).jpeg().toBuffer();
});

interface Answer {
  readonly id: string;
  readonly url: string;
  readonly previewUrl: string | null;
}

function send(bytes: Uint8Array, name: string, more: { session?: string; accept?: string; origin?: string } = {}) {
  const body = new FormData();
  body.set("datei", new File([new Uint8Array(bytes)], name));
  const headers: Record<string, string> = { Accept: more.accept ?? "application/json" };
  if (more.origin) headers.Origin = more.origin;
  return app.request("/medien", { method: "POST", body, headers, session: more.session ?? session });
}

async function uploaded(bytes: Uint8Array, name: string): Promise<Answer> {
  const answer = await send(bytes, name);
  expect(answer.status).toBe(201);
  return (await answer.json()) as Answer;
}

const pathOf = (url: string): string => new URL(url).pathname;

describe("T178 an image is served so that it can only be looked at", () => {
  test.each(["url", "previewUrl"] as const)("%s", async (which) => {
    const item = await uploaded(photo, "Straßenfest.jpg");
    const answer = await app.request(pathOf(item[which] ?? ""));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("Content-Type")).toBe("image/jpeg");
    expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(answer.headers.get("Content-Security-Policy")).toBe("default-src 'none'; sandbox");
    expect(answer.headers.get("Cross-Origin-Resource-Policy")).toBe("cross-origin");
    expect(answer.headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
    expect(answer.headers.get("Content-Disposition")).toBe("inline; filename*=UTF-8''Stra%C3%9Fenfest.jpg");
    const bytes = await answer.bytes();
    expect(String(bytes.length)).toBe(answer.headers.get("Content-Length"));
    expect([...bytes.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
  });

  test("a document is only ever a download, with the type from our list", async () => {
    const item = await uploaded(Buffer.from("%PDF-1.7 <script>alert(1)</script>"), "Info 'blatt'.pdf");
    expect(item.previewUrl).toBeNull();
    const answer = await app.request(pathOf(item.url), { headers: { Accept: "text/html" } });
    expect(answer.headers.get("Content-Type")).toBe("application/pdf");
    expect(answer.headers.get("Content-Disposition")).toBe("attachment; filename*=UTF-8''Info%20%27blatt%27.pdf");
    expect(answer.headers.get("Content-Security-Policy")).toContain("sandbox");
    expect((await app.request(`${pathOf(item.url)}/klein`)).status).toBe(404);
  });

  test("nobody gets it as an ActivityPub document", async () => {
    const text =
      '{"@context":"https://www.w3.org/ns/activitystreams","type":"Person","id":"https://heslach.test/ap/a/1"}';
    const item = await uploaded(Buffer.from(text), "actor.txt");
    const answer = await app.request(pathOf(item.url), { headers: { Accept: "application/activity+json" } });
    expect(answer.headers.get("Content-Type")).toBe("text/plain");
    expect((await send(Buffer.from(text), "actor.json")).status).toBe(422);
  });

  test("a second look costs no bytes; HEAD answers without a body", async () => {
    const item = await uploaded(photo, "a.jpg");
    const first = await app.request(pathOf(item.url), { method: "HEAD" });
    expect(first.status).toBe(200);
    expect(Number(first.headers.get("Content-Length"))).toBeGreaterThan(100);
    expect(await first.text()).toBe("");
    const again = await app.request(pathOf(item.url), {
      headers: { "If-None-Match": first.headers.get("ETag") ?? "" },
    });
    expect(again.status).toBe(304);
  });
});

test.each([
  "/media/../../etc/passwd",
  "/media/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
  "/media/..%5c..%5csecret-key",
  "/media/%00",
  "/media/AAAAAAAAAAAAAAAAAAAAAA",
  "/media/AAAAAAAAAAAAAAAAAAAAAA/klein",
  "/media/AAAAAAAAAAAAAAAAAAAAAA.klein",
])("T179 %s leads nowhere", async (path) => {
  expect((await app.request(path)).status).toBe(404);
});

describe("who may upload", () => {
  test("members; nobody else", async () => {
    expect((await send(photo, "a.jpg", { session: "" })).status).toBe(401);
  });

  test.each(["https://evil.test", "null"])("T137 not from a page of %s", async (origin) => {
    expect((await send(photo, "a.jpg", { origin })).status).toBe(403);
  });

  test("a form without script goes back to where it came from, never to another host", async () => {
    for (const [back, location] of [
      ["/schreiben/projekt/17?offen=images", "/schreiben/projekt/17?offen=images"],
      ["//evil.test/", "/"],
      ["https://evil.test/", "/"],
    ]) {
      const body = new FormData();
      body.set("datei", new File([new Uint8Array(photo)], "a.jpg"));
      body.set("zurueck", back ?? "");
      const answer = await app.request("/medien", { method: "POST", body, session, headers: { Accept: "text/html" } });
      expect([answer.status, answer.headers.get("Location")]).toEqual([303, location]);
    }
  });
});

test("T171 what is not taken is refused with 422", async () => {
  for (const [bytes, name] of [
    ["<svg xmlns='http://www.w3.org/2000/svg'/>", "a.jpg"],
    ["<html>", "a.html"],
    ["MZ", "a.exe"],
  ] as const) {
    expect((await send(Buffer.from(bytes), name)).status, name).toBe(422);
  }
  const empty = await app.request("/medien", { method: "POST", body: new FormData(), session });
  expect(empty.status).toBe(422);
});

test("T176 more than 16 MB is refused with 413", async () => {
  const large = new Uint8Array(16 * 1024 * 1024 + 1);
  large.set(photo);
  expect((await send(large, "a.jpg")).status).toBe(413);
});
