import { expect, test } from "vitest";
import { hashPassword, isHashWeak, isPasswordRight } from "../../../src/features/accounts/passwords.hash.ts";
import { passwordProblem } from "../../../src/features/accounts/passwords.model.ts";

test.each([
  ["kurz123", "too-short"],
  ["a".repeat(257), "too-long"],
  ["ü".repeat(129), "too-long"],
  ["drei\0Esel am Brunnen", "malformed"],
  ["Passwort123", "common"],
  ["p4ssw0rt", "common"],
  ["Sommer2024!", "common"],
  ["Fußball!!", "common"],
  ["12345678", "common"],
  ["01.01.2020", "common"],
  ["aaaaaaaaaa", "common"],
])("T134 the password %j is refused as %s", (password, problem) => {
  expect(passwordProblem(password)).toBe(problem);
});

test.each(["drei Esel am Brunnen", "zu Fuß nach Möhringen", "x9$Lq2!vB", "8402918471263"])(
  "the password %j is taken",
  (password) => {
    expect(passwordProblem(password)).toBeNull();
  },
);

test("T134 argon2 does not run on more than 256 bytes", async () => {
  // Every place is taken: what would need argon2 is refused, what would not is answered.
  const taken = Array.from({ length: 34 }, () => hashPassword("drei Esel am Brunnen"));
  expect(await isPasswordRight(null, "x".repeat(257))).toBe(false);
  expect(await isPasswordRight(null, "x".repeat(1_000_000))).toBe(false);
  await expect(isPasswordRight(null, "x".repeat(256))).rejects.toMatchObject({ code: "accounts.busy" });
  await Promise.all(taken);
});

test("no password opens an account that does not exist", async () => {
  for (const password of ["drei Esel am Brunnen", ""]) expect(await isPasswordRight(null, password)).toBe(false);
});

test("T135 the hash is argon2id with at least 19 MiB, two passes, one lane", async () => {
  const hash = await hashPassword("drei Esel am Brunnen");
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(isHashWeak(hash)).toBe(false);
  expect(isHashWeak(hash.replace("m=19456", "m=4096"))).toBe(true);
  expect(await isPasswordRight(hash, "drei Esel am Brunnen")).toBe(true);
  expect(await isPasswordRight(hash, "drei Esel am brunnen")).toBe(false);
});

test("the same letters typed on another keyboard are the same password", async () => {
  const hash = await hashPassword("zu Fuß nach Möhringen".normalize("NFC"));
  expect(await isPasswordRight(hash, "zu Fuß nach Möhringen".normalize("NFD"))).toBe(true);
});

test("many at once are worked off two by two, and the flood is told to come later", async () => {
  const tries = Array.from({ length: 60 }, () => hashPassword("drei Esel am Brunnen").catch((error) => error.code));
  const answers = await Promise.all(tries);
  expect(answers.filter((answer) => answer === "accounts.busy")).toHaveLength(60 - 34);
  expect(await hashPassword("drei Esel am Brunnen")).toMatch(/^\$argon2id/);
});
