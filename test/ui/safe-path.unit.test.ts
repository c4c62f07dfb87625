import fc from "fast-check";
import { expect, test } from "vitest";
import { safePath } from "../../src/ui/safe-path.ts";

const HERE = "https://heslach.test";

test("a path of ours stays what it is", () => {
  for (const path of ["/", "/projekte?thema=rad", "/@anna", "/suche?q=https://a.example//b"]) {
    expect(safePath(path)).toBe(path);
  }
});

test("whatever leads elsewhere becomes the front page", () => {
  for (const text of [
    "//evil.example",
    "/\\evil.example",
    "/x/..//evil.example",
    "/.//evil.example",
    "/%2e//evil.example",
    "/x/../\\evil.example",
    "/\t/evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "",
    undefined,
  ]) {
    expect(safePath(text), String(text)).toBe("/");
  }
});

test("nothing that comes out leads away from here", () => {
  const part = fc.constantFrom("/", "\\", ".", "..", "%2e", "\t", "\n", "@", ":", "evil.example", "?", "#", "x");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      expect(new URL(safePath(`/${parts.join("")}`), HERE).origin).toBe(HERE);
    }),
  );
});
