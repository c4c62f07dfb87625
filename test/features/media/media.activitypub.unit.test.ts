import { expect, test } from "vitest";
import { hintMembers, hintsIn } from "../../../src/features/media/media.activitypub.ts";

const BLURHASH = "LEHV6nWB2yk8pyo0adR*.7kCMdnj";

test("focus and blur of a picture come back as they went out", () => {
  const hints = { focus: [-1, 0.25], blurhash: BLURHASH } as const;
  expect(hintMembers(hints)).toEqual({ focalPoint: [-1, 0.25], blurhash: BLURHASH });
  expect(hintsIn(hintMembers(hints))).toEqual(hints);
  expect(hintMembers({})).toEqual({});
});

test("the middle of a picture is a focus, too", () => {
  expect(hintsIn({ focalPoint: [0, 0] })).toEqual({ focus: [0, 0] });
});

test.each([
  { focalPoint: [0.5] },
  { focalPoint: [2, 0] },
  { focalPoint: ["0", "0"] },
  { focalPoint: "0,0" },
  { focalPoint: { x: 0, y: 0 } },
  { focalPoint: [null, 0] },
  { blurhash: "" },
  { blurhash: "UcM9" },
  { blurhash: `${BLURHASH}A` },
  { blurhash: `LEHV6nWB2yk8pyo0adR*.7kCMdn"` },
  { blurhash: "~".repeat(100_000) },
  { blurhash: 7 },
  {},
])("what no client could show is left out: %j", (picture) => {
  expect(hintsIn(picture)).toEqual({});
});
