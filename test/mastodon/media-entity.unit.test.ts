import { describe, expect, test } from "vitest";
import { readForeignKey } from "../../src/features/media/foreign-media.model.ts";
import { mediaEntity } from "../../src/mastodon/entities/media.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import { createVault } from "../../src/platform/vault.ts";
import { mediaSchema } from "./schemas/media.ts";

const vault = createVault("7".repeat(64));
const ctx = { origin: "https://heslach.test", vault } as Ctx;
const show = (attachment: Parameters<typeof mediaEntity>[1]) =>
  mediaSchema.parse(mediaEntity(ctx, attachment, "post.test"));

test("a picture of ours comes with its preview, size, focus and blur", () => {
  const url = "https://heslach.test/media/AAAAAAAAAAAAAAAAAAAAAA";
  const picture = { url, mediaType: "image/jpeg", alt: "Ein Tisch", width: 1600, height: 900, mediaId: "7" };
  expect(show({ ...picture, focus: [0, 0.2], blurhash: "LEHV6nWB2yk8" })).toEqual({
    id: "7",
    type: "image",
    url,
    preview_url: `${url}/klein`,
    remote_url: null,
    meta: {
      original: { width: 1600, height: 900, size: "1600x900", aspect: 1600 / 900 },
      small: { width: 640, height: 360, size: "640x360", aspect: 640 / 360 },
      focus: { x: 0, y: 0.2 },
    },
    description: "Ein Tisch",
    blurhash: "LEHV6nWB2yk8",
  });
});

describe("what a peer shows", () => {
  const url = "https://files.test/a.bin";
  test.each([
    ["image", "image/png", "image"],
    ["image", "image/*", "image"],
    ["video", "video/mp4", "stream"],
    ["audio", "Audio/MPEG; codecs=mp3", "stream"],
  ])("comes over this server: %s, said to be %s", (type, mediaType, kind) => {
    const shown = show({ url, mediaType, alt: "" });
    expect(shown).toMatchObject({ type, remote_url: url, description: null, meta: null });
    const key = shown.url.replace("https://heslach.test/medien/fremd/", "");
    expect(readForeignKey(vault, key)).toEqual({ kind, url, owner: "post.test" });
    expect(shown.preview_url).toBe(type === "image" ? shown.url : null);
  });

  test.each(["application/pdf", "video/quicktime", "model/x", ""])(
    "is only linked when no client can show it: %s",
    (mediaType) => {
      expect(show({ url, mediaType, alt: "" })).toMatchObject({ type: "unknown", url, preview_url: null });
    },
  );

  test("has the same number whenever it is shown, and another than its neighbour", () => {
    const idOf = (address: string) => show({ url: address, mediaType: "image/png", alt: "" }).id;
    expect(idOf(url)).toBe(idOf(url));
    expect(idOf(url)).not.toBe(idOf(`${url}?2`));
  });
});
