import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { mediaByIds, mediaUrl } from "../../../src/features/media/media.queries.ts";
import {
  deleteUpload,
  moveUploads,
  storeUpload,
  sweepUnattachedMedia,
} from "../../../src/features/media/media.usecases.ts";
import { newStorageKey, openStored } from "../../../src/platform/storage/storage.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createTestApp } from "../../support/http.ts";
import { createMember, sessionOf, setUpDistrict } from "../../support/people.ts";
import { startS3Server } from "../../support/s3-server.ts";
import { picture } from "./media.files.ts";

const store = await startS3Server();
const ctx = await createTestCtx(store.environment);
const { request } = createTestApp(ctx);
const photo = await picture(800, 600).jpeg().toBuffer();
let anna: Account;
beforeAll(async () => {
  await setUpDistrict(ctx);
  anna = await createMember(ctx, "anna");
});
beforeEach(() => store.fail(false));

const upload = () => storeUpload(ctx, anna, { bytes: photo, fileName: "foto.jpg" });
const namesOf = (key: string): string[] => [`media/${key.slice(0, 2)}/${key}`, `media/${key.slice(0, 2)}/${key}.klein`];
const pathOf = (item: { storageKey: string }): string => new URL(mediaUrl(ctx, item)).pathname;
const onDisk = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\/.{22}/.test(name))
    : [];

describe("uploads in a bucket", () => {
  test("lie there signed for and nowhere else, and are served by us as from disk", async () => {
    const item = await upload();
    expect([...store.objects.keys()]).toEqual(expect.arrayContaining(namesOf(item.storageKey)));
    expect(onDisk(join(ctx.config.dataDir, "media"))).toEqual([]);
    for (const [path, name] of [
      [pathOf(item), namesOf(item.storageKey)[0]],
      [`${pathOf(item)}/klein`, namesOf(item.storageKey)[1]],
    ] as const) {
      const answer = await request(path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("Content-Type")).toBe("image/jpeg");
      expect(answer.headers.get("Content-Security-Policy")).toBe("default-src 'none'; sandbox");
      expect(answer.headers.get("Cross-Origin-Resource-Policy")).toBe("cross-origin");
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(bytes.equals(store.objects.get(name ?? "") ?? Buffer.alloc(0))).toBe(true);
      expect(answer.headers.get("Content-Length")).toBe(String(bytes.length));
      const before = store.requests.length;
      const again = await request(path, { headers: { "If-None-Match": answer.headers.get("ETag") ?? "" } });
      expect([again.status, store.requests.length]).toEqual([304, before]);
    }
    expect(store.refused).toEqual([]);
  });

  test("go with their rows: by hand and by the sweep", async () => {
    const [one, other] = [await upload(), await upload()];
    await deleteUpload(ctx, anna, one.id, []);
    expect(namesOf(one.storageKey).filter((name) => store.objects.has(name))).toEqual([]);
    ctx.advance(25 * 60 * 60 * 1000);
    await sweepUnattachedMedia(ctx, []);
    expect(namesOf(other.storageKey).filter((name) => store.objects.has(name))).toEqual([]);
    expect(await mediaByIds(ctx, null, [one.id, other.id])).toEqual([]);
  });

  test("what is not there is 404", async () => {
    const item = await upload();
    for (const name of namesOf(item.storageKey)) store.objects.delete(name);
    expect((await request(pathOf(item))).status).toBe(404);
    expect(await openStored(ctx, newStorageKey(), "whole")).toBeNull();
  });
});

describe("when the store does not answer", () => {
  test("F12 an upload is refused and leaves no row", async () => {
    const before = await ctx.sql`select id from media`;
    store.fail(true);
    await expect(upload()).rejects.toMatchObject({ kind: "upstream", code: "media.store-away" });
    expect(await ctx.sql`select id from media`).toHaveLength(before.length);
    const form = new FormData();
    form.set("datei", new File([new Uint8Array(photo)], "a.jpg"));
    const session = await sessionOf(ctx, anna);
    const answer = await request("/medien", { method: "POST", body: form, session });
    expect(answer.status).toBe(502);
    expect(await answer.text()).toContain("Der Speicher für Dateien antwortet gerade nicht.");
  });

  test("a picture is neither shown nor taken for gone, and what was to be removed stays for the next time", async () => {
    const item = await upload();
    store.fail(true);
    expect((await request(pathOf(item))).status).toBe(502);
    await expect(deleteUpload(ctx, anna, item.id, [])).rejects.toMatchObject({ kind: "upstream" });
    ctx.advance(25 * 60 * 60 * 1000);
    await expect(sweepUnattachedMedia(ctx, [])).rejects.toMatchObject({ kind: "upstream" });
    expect(await mediaByIds(ctx, null, [item.id])).toHaveLength(1);
    store.fail(false);
    expect((await request(pathOf(item))).status).toBe(200);
    await sweepUnattachedMedia(ctx, []);
    expect(await mediaByIds(ctx, null, [item.id])).toEqual([]);
    expect(namesOf(item.storageKey).filter((name) => store.objects.has(name))).toEqual([]);
  });

  test("who signs with another secret is turned away", async () => {
    const other = await createTestCtx({ ...store.environment, S3_SECRET_ACCESS_KEY: "falsch" });
    await expect(openStored(other, newStorageKey(), "whole")).rejects.toMatchObject({ code: "media.store-away" });
    expect(store.refused.at(-1)).toBe("SignatureDoesNotMatch");
  });
});

test("files move from the data folder into the bucket and back, each once", async () => {
  const { storageKey } = await upload();
  const others = [...store.objects.keys()].filter((name) => !namesOf(storageKey).includes(name));
  for (const name of others) store.objects.delete(name);
  const folder = join(ctx.config.dataDir, "media");
  const bytes = store.objects.get(namesOf(storageKey)[0] ?? "");
  expect(await moveUploads(ctx, "disk")).toBe(2);
  expect(onDisk(folder)).toHaveLength(2);
  expect(namesOf(storageKey).filter((name) => store.objects.has(name))).toEqual([]);
  expect(await moveUploads(ctx, "disk")).toBe(0);
  expect(await moveUploads(ctx, "bucket")).toBe(2);
  expect(onDisk(folder)).toEqual([]);
  expect(store.objects.get(namesOf(storageKey)[0] ?? "")).toEqual(bytes);
});
