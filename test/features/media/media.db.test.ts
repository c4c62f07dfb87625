import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { DAILY_UPLOADS } from "../../../src/features/media/media.model.ts";
import { mediaByIds } from "../../../src/features/media/media.queries.ts";
import { media } from "../../../src/features/media/media.table.ts";
import {
  attachMedia,
  releaseMedia,
  storeUpload,
  sweepUnattachedMedia,
} from "../../../src/features/media/media.usecases.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { createMember, setUpDistrict } from "../../support/people.ts";
import { picture } from "./media.files.ts";

const DAY = 24 * 60 * 60 * 1000;

let ctx: TestCtx;
let bob: Account;
let carol: Account;
let photo: Buffer;

beforeAll(async () => {
  ctx = await createTestCtx();
  await setUpDistrict(ctx);
  bob = await createMember(ctx, "bob");
  carol = await createMember(ctx, "carol");
  photo = await picture(80, 60).jpeg().toBuffer();
});

const upload = (fileName = "foto.jpg") => storeUpload(ctx, bob, { bytes: photo, fileName });
const stored = (): string[] =>
  readdirSync(join(ctx.config.dataDir, "media"), { recursive: true, encoding: "utf8" }).filter((name) =>
    /\/.{22}/.test(name),
  );

test("T180 an upload is stored under a random name, whatever it was called, in two forms and nothing half-written", async () => {
  const item = await upload("../../secret-key\u0000.jpg");
  expect(item.storageKey).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(item.fileName).toBe("secret-key.jpg");
  expect(item).toMatchObject({ kind: "image", mediaType: "image/jpeg", width: 80, height: 60, attachedAt: null });
  expect(item.digest).toMatch(/^zQm[1-9A-HJ-NP-Za-km-z]{44}$/);
  const folder = join(ctx.config.dataDir, "media", item.storageKey.slice(0, 2));
  expect(readdirSync(folder).sort()).toEqual([item.storageKey, `${item.storageKey}.klein`]);
  expect(existsSync(join(ctx.config.dataDir, "secret-key"))).toBe(false);
});

test("a document is kept as it came; what is none is refused and leaves nothing behind", async () => {
  const before = stored().length;
  const pdf = Buffer.from("%PDF-1.7 Infoblatt");
  const item = await storeUpload(ctx, bob, { bytes: pdf, fileName: "Infoblatt.pdf" });
  expect(item).toMatchObject({ kind: "file", mediaType: "application/pdf", bytes: pdf.length, width: null });
  const refused: [string, Buffer, string][] = [
    ["page.html", Buffer.from("<script>alert(1)</script>"), "media.not-taken"],
    ["actor.json", Buffer.from("{}"), "media.not-taken"],
    ["drawing.svg", Buffer.from("<svg/>"), "media.not-taken"],
    ["photo.jpg", pdf, "media.not-an-image"],
    ["plan.pdf", Buffer.from("no pdf"), "media.not-taken"],
  ];
  for (const [fileName, bytes, code] of refused) {
    await expect(storeUpload(ctx, bob, { bytes, fileName }), fileName).rejects.toMatchObject({ kind: "invalid", code });
  }
  await expect(storeUpload(ctx, bob, { bytes: pdf, fileName: "a.pdf", imageOnly: true })).rejects.toMatchObject({
    code: "media.not-an-image",
  });
  expect(stored()).toHaveLength(before + 1);
});

describe("T181 uploads of others", () => {
  test("cannot be attached, nor can what does not exist; nothing is changed then", async () => {
    const item = await upload();
    const own = await storeUpload(ctx, carol, { bytes: photo, fileName: "b.jpg" });
    for (const ids of [[item.id], [own.id, item.id], ["1"], ["' or 1=1"], [own.id, "9223372036854775808"]]) {
      await expect(ctx.db.transaction((db) => attachMedia({ ...ctx, db }, carol.accountId, ids))).rejects.toMatchObject(
        { kind: "notFound" },
      );
    }
    const [row] = await mediaByIds(ctx, carol.accountId, [own.id]);
    expect(row?.attachedAt).toBeNull();
  });

  test("are not found by the ids in a form, but by those of what is published", async () => {
    const item = await upload();
    const own = await upload();
    expect(await mediaByIds(ctx, carol.accountId, [item.id])).toEqual([]);
    expect((await mediaByIds(ctx, null, [own.id, "x", item.id])).map(({ id }) => id)).toEqual([own.id, item.id]);
  });
});

test("what nothing uses is removed after a day: rows and files; drafts and published notes keep theirs", async () => {
  const [unused, attached, drafted, released] = [await upload(), await upload(), await upload(), await upload()];
  await attachMedia(ctx, bob.accountId, [attached.id, released.id, attached.id]);
  expect(await sweepUnattachedMedia(ctx, [])).toBe(0);
  ctx.advance(DAY + 1);
  await releaseMedia(ctx, [released.id]);
  await sweepUnattachedMedia(ctx, [drafted.id]);
  expect(await mediaByIds(ctx, null, [released.id])).toHaveLength(1);
  ctx.advance(DAY - 1000);
  const fresh = await upload();
  ctx.advance(2000);
  await sweepUnattachedMedia(ctx, [drafted.id]);
  const left = await mediaByIds(ctx, null, [unused.id, attached.id, drafted.id, released.id, fresh.id]);
  expect(left.map(({ id }) => id)).toEqual([attached.id, drafted.id, fresh.id]);
  const files = stored().join(" ");
  expect(files).not.toContain(unused.storageKey);
  expect(files).not.toContain(released.storageKey);
  expect(files).toContain(`${drafted.storageKey}.klein`);
  await expect(attachMedia(ctx, bob.accountId, [unused.id])).rejects.toMatchObject({ kind: "notFound" });
});

test("T176 a member uploads so much a day and no more; the others go on", async () => {
  const dora = await createMember(ctx, "dora");
  const row = {
    accountId: dora.accountId,
    kind: "file",
    mediaType: "text/plain",
    fileName: "a.txt",
    bytes: 1,
    digest: "z",
  };
  await ctx.db.insert(media).values(
    Array.from({ length: DAILY_UPLOADS }, (_, index) => ({
      ...row,
      kind: "file" as const,
      id: ctx.newId(),
      storageKey: `key-${index}`,
      createdAt: ctx.now(),
    })),
  );
  await expect(storeUpload(ctx, dora, { bytes: photo, fileName: "a.jpg" })).rejects.toMatchObject({
    kind: "limited",
    code: "media.daily-limit",
  });
  expect((await upload()).kind).toBe("image");
  ctx.advance(DAY + 1);
  expect((await storeUpload(ctx, dora, { bytes: photo, fileName: "a.jpg" })).kind).toBe("image");
});
