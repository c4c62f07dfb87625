import { crc32, deflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";

/** A picture with enough detail that its JPEG is not trivial. */
export function picture(width = 800, height = 600, channels: 3 | 4 = 3): Sharp {
  const pixels = Buffer.alloc(width * height * channels);
  for (let index = 0; index < pixels.length; index += 1) pixels[index] = (index * 7 + (index >> 9) * 13) & 0xff;
  return sharp(pixels, { raw: { width, height, channels } });
}

/** A phone photo: turned by EXIF, with GPS position, camera, XMP. */
export const phonePhoto = (): Promise<Buffer> =>
  picture(400, 300)
    .withExif({
      IFD0: { Make: "SecretPhone", Artist: "Erika Muster" },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "48/1 45/1 49/1", GPSLongitudeRef: "E", GPSLongitude: "9/1 9/1 10/1" },
    })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret>zuhause</secret></x:xmpmeta>')
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A valid one-bit PNG of any size, a few bytes per thousand pixels: a pixel bomb when it is large. */
export function flatPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((Math.ceil(width / 8) + 1) * height);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    pngChunk("IHDR", header),
    pngChunk("IDAT", deflateSync(rows)),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

/** An animation of one-pixel frames. */
export function animatedGif(frames: number): Buffer {
  const head = Buffer.from("474946383961010001008000000000000ffffff".padEnd(38, "0"), "hex");
  const loop = Buffer.from("21ff0b4e45545343415045322e30030100000000", "hex").subarray(0, 19);
  const frame = Buffer.from("21f904000a0000002c000000000100010000020244010000".slice(0, 46), "hex");
  return Buffer.concat([head, loop, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])]);
}
