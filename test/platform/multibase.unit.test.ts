import fc from "fast-check";
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
  expect(toMultibase(Buffer.from("0000287fb4cd", "hex"))).toBe("z11233QC4");
  expect(toMultibase(Buffer.alloc(3))).toBe("z111");
  expect(toMultibase(Buffer.alloc(0))).toBe("z");
});

test("whatever the bytes, they come back: one signature in 256 begins with a zero", () => {
  const some = fc.tuple(fc.nat(3), fc.uint8Array({ maxLength: 70 }));
  fc.assert(
    fc.property(some, ([zeros, more]) => {
      const bytes = Buffer.concat([Buffer.alloc(zeros), more]);
      expect(fromMultibase(toMultibase(bytes))).toEqual(bytes);
    }),
  );
});

test.each(["", "2NEpo7TZRRrLZSi2U", "z2NEpo7TZRRrL0Si2U", "uSGVsbG8"])("%j is no multibase in base58btc", (text) => {
  expect(fromMultibase(text)).toBeNull();
});
