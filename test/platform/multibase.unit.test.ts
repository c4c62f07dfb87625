import { expect, test } from "vitest";
import { fromMultibase, toMultibase } from "../../src/platform/multibase.ts";

test("bytes come back from base58btc (vector of draft-msporny-base58)", () => {
  const bytes = Buffer.from("Hello World!");
  expect(toMultibase(bytes)).toBe("z2NEpo7TZRRrLZSi2U");
  expect(fromMultibase("z2NEpo7TZRRrLZSi2U")).toEqual(bytes);
});

test("zeros at the beginning come back, too", () => {
  expect(fromMultibase("z11233QC4")).toEqual(Buffer.from("0000287fb4cd", "hex"));
  expect(fromMultibase("z")).toEqual(Buffer.alloc(0));
});

test.each(["", "2NEpo7TZRRrLZSi2U", "z2NEpo7TZRRrL0Si2U", "uSGVsbG8"])("%j is no multibase in base58btc", (text) => {
  expect(fromMultibase(text)).toBeNull();
});
