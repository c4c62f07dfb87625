import { describe, expect, test } from "vitest";
import {
  foreignPath,
  readContentRange,
  readForeignKey,
  readRange,
  streamType,
} from "../../../src/features/media/foreign-media.model.ts";
import { createVault } from "../../../src/platform/vault.ts";

const vault = createVault("11".repeat(32));
const other = createVault("22".repeat(32));
const REF = { kind: "image", url: "https://files.example/Straße 1.png?a=b c", owner: "post.example" } as const;
const keyOf = (path: string): string => path.replace("/medien/fremd/", "");

describe("the signed key of somebody else's file", () => {
  test("says what it was made for", () => {
    expect(readForeignKey(vault, keyOf(foreignPath(vault, REF)))).toEqual(REF);
    const film = { ...REF, kind: "stream" } as const;
    expect(readForeignKey(vault, keyOf(foreignPath(vault, film)))).toEqual(film);
  });

  test("T178 nobody makes one without our key, nor turns one into another", () => {
    const key = keyOf(foreignPath(vault, REF));
    const payload = key.slice(23);
    const elsewhere = Buffer.from("post.example https://10.0.0.1/").toString("base64url");
    for (const forged of [
      keyOf(foreignPath(other, REF)),
      `${key.slice(0, 23)}${elsewhere}`,
      `s${key.slice(1)}`,
      `b${"A".repeat(22)}${payload}`,
      `b${payload}`,
      "b",
      "",
      key.slice(0, -1),
    ]) {
      expect(readForeignKey(vault, forged)).toBeNull();
    }
  });
});

describe("ranges", () => {
  test.each([
    ["bytes=0-", { from: 0, to: null }],
    ["bytes=100-199", { from: 100, to: 199 }],
    ["bytes=-500", null],
    ["bytes=0-1,5-9", null],
    ["bytes=9-1", null],
    ["lines=1-2", null],
    [undefined, null],
  ])("Range %s", (header, expected) => {
    expect(readRange(header)).toEqual(expected);
  });

  test.each([
    ["bytes 0-99/1000", { from: 0, to: 99, total: 1000 }],
    ["bytes 0-99/*", null],
    ["bytes 99-0/1000", null],
    ["bytes 0-1000/1000", null],
  ])("Content-Range %s", (header, expected) => {
    expect(readContentRange(header)).toEqual(expected);
  });
});

test.each([
  ["video/mp4", "video/mp4"],
  ["Audio/MPEG; charset=x", "audio/mpeg"],
  ["text/html", null],
  ["image/svg+xml", null],
  ["application/activity+json", null],
  ["", null],
])("of the types that a server says, %j is passed on as %j", (said, expected) => {
  expect(streamType(said)).toBe(expected);
});
