import { expect, test } from "vitest";
import { fromMultibase, toMultibase } from "../../src/platform/multibase.ts";

test("bytes come back from base58btc (vector of draft-msporny-base58)", () => {
  const bytes = Buffer.from("Hello World!");
  expect(toMultibase(bytes)).toBe("z2NEpo7TZRRrLZSi2U");
  expect(fromMultibase("z2NEpo7TZRRrLZSi2U")).toEqual(bytes);
});

test.each(["", "2NEpo7TZRRrLZSi2U", "z2NEpo7TZRRrL0Si2U", "uSGVsbG8"])("%j is no multibase in base58btc", (text) => {
  expect(fromMultibase(text)).toBeNull();
});
