import { decode, isBlurhashValid } from "blurhash";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { processImage } from "../../../src/features/media/media.images.ts";
import { MAX_IMAGE_BYTES } from "../../../src/features/media/media.model.ts";
import { AppError } from "../../../src/platform/errors.ts";
import { animatedGif, flatPng, phonePhoto, picture } from "./media.files.ts";

const refusal = (bytes: Uint8Array): Promise<string> =>
  processImage(bytes).then(
    () => "taken",
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

describe("T171 what is no image is refused, whatever it is called", () => {
  test.each([
    ["SVG", Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ["HTML", Buffer.from("<!doctype html><script>alert(1)</script>")],
    ["PDF", Buffer.from("%PDF-1.7\n1 0 obj")],
    ["JSON", Buffer.from('{"type":"Person","id":"https://heslach.test/ap/a/1"}')],
    ["EXE", Buffer.from("MZ\x90\x00\x03", "latin1")],
    ["SVG behind a JPEG's first bytes", Buffer.from("\xff\xd8\xff<svg xmlns='http://www.w3.org/2000/svg'/>", "latin1")],
    ["PNG behind a GIF's first bytes", Buffer.concat([Buffer.from("GIF89a"), flatPng(9, 9)])],
    ["nothing", Buffer.alloc(0)],
  ])("%s", async (_, bytes) => {
    expect(await refusal(bytes)).toBe("media.not-an-image");
  });
});

test("T172 what hangs behind the image, or is woven into it, is gone", async () => {
  const jpeg = await picture().jpeg().toBuffer();
  const withTail = Buffer.concat([jpeg, Buffer.from("PK\x03\x04<html><script>alert('tail')</script>")]);
  const { whole, preview } = await processImage(withTail);
  const gif = Buffer.concat([animatedGif(1), Buffer.from("*/=1;alert('polyglot')//")]);
  const fromGif = await processImage(gif);
  for (const bytes of [whole.bytes, preview.bytes, fromGif.whole.bytes, fromGif.preview.bytes]) {
    expect(bytes.includes("alert")).toBe(false);
    expect(bytes.includes("PK\x03\x04")).toBe(false);
  }
  expect(fromGif.whole.mediaType).toBe("image/jpeg");
});

test("T173 position, camera, author and thumbnail of a photo are in neither form, and it stands upright", async () => {
  const photo = await phonePhoto();
  expect(photo.includes("SecretPhone")).toBe(true);
  const { whole, preview } = await processImage(photo);
  expect([whole.width, whole.height]).toEqual([300, 400]);
  for (const { bytes } of [whole, preview]) {
    const found = await sharp(bytes).metadata();
    expect(found.exif).toBeUndefined();
    expect(found.xmp).toBeUndefined();
    expect(found.iptc).toBeUndefined();
    expect(found.orientation).toBeUndefined();
    expect(found.format).toBe("jpeg");
    for (const secret of ["SecretPhone", "Erika", "zuhause", "GPS"]) expect(bytes.includes(secret), secret).toBe(false);
  }
});

test("T174 a pixel bomb is refused before a pixel is decoded", async () => {
  const bomb = flatPng(30_000, 30_000);
  expect(await refusal(bomb)).toBe("media.too-many-pixels");
});

describe("T175 odd images are refused or bounded", () => {
  test("10,001 frames", async () => {
    expect(await refusal(animatedGif(10_001))).toBe("media.too-many-pixels");
  });
  test("an animation keeps its first frame", async () => {
    const { whole } = await processImage(animatedGif(12));
    expect((await sharp(whole.bytes).metadata()).pages).toBeUndefined();
  });
  test("a file cut off in the middle", async () => {
    const jpeg = await picture().jpeg().toBuffer();
    expect(await refusal(jpeg.subarray(0, jpeg.length / 2))).toBe("media.not-an-image");
    const webp = await picture().webp().toBuffer();
    expect(await refusal(webp.subarray(0, webp.length / 2))).toBe("media.not-an-image");
  });
  test("CMYK becomes sRGB", async () => {
    const cmyk = await picture(64, 64).toColourspace("cmyk").jpeg().toBuffer();
    const { whole } = await processImage(cmyk);
    expect((await sharp(whole.bytes).metadata()).space).toBe("srgb");
  });
  test("1 × 60,000", async () => {
    const { whole } = await processImage(flatPng(1, 60_000));
    expect(whole.height).toBeLessThanOrEqual(1600);
  });
});

test("a large photo is scaled to 1600 pixels and two megabytes, its preview to 640", async () => {
  const { whole, preview } = await processImage(await picture(4000, 3000).jpeg({ quality: 95 }).toBuffer());
  expect([whole.width, whole.height]).toEqual([1600, 1200]);
  expect(preview.width).toBe(640);
  expect(whole.bytes.length).toBeLessThanOrEqual(MAX_IMAGE_BYTES);
});

test("an image comes with a blur of it, in the colours that it has", async () => {
  const red = sharp({ create: { width: 90, height: 60, channels: 3, background: "#c02010" } });
  const { blurhash } = await processImage(await red.png().toBuffer());
  expect(isBlurhashValid(blurhash).result).toBe(true);
  const [r = 0, g = 0, b = 0] = decode(blurhash, 1, 1);
  expect(r).toBeGreaterThan(150);
  expect(Math.max(g, b)).toBeLessThan(80);
  const upright = await processImage(await picture(60, 90).webp().toBuffer());
  expect(isBlurhashValid(upright.blurhash).result).toBe(true);
  const clear = sharp({ create: { width: 80, height: 80, channels: 4, background: "#2a705000" } });
  expect(isBlurhashValid((await processImage(await clear.png().toBuffer())).blurhash).result).toBe(true);
});

test("every format that we take becomes one that old servers show; a small drawing keeps its transparency", async () => {
  const flat = sharp({ create: { width: 80, height: 80, channels: 4, background: "#2a705000" } });
  const drawing = await processImage(await flat.png().toBuffer());
  expect([drawing.whole.mediaType, drawing.preview.mediaType]).toEqual(["image/png", "image/png"]);
  for (const bytes of [await picture().webp().toBuffer(), await picture(90, 60).avif().toBuffer()]) {
    expect((await processImage(bytes)).whole.mediaType).toBe("image/jpeg");
  }
});

test("T176 two images are worked on at a time, ten wait, the rest is told to come back", async () => {
  const photo = await picture().jpeg().toBuffer();
  const results = await Promise.allSettled(Array.from({ length: 15 }, () => processImage(photo)));
  const refused = results.filter((result) => result.status === "rejected");
  expect(refused).toHaveLength(3);
  expect(refused[0]?.reason).toMatchObject({ kind: "limited", code: "media.busy" });
  expect(await refusal(photo)).toBe("taken");
});
