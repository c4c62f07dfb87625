import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";

const TESTERS = new Set(["test", "it", "describe"]);

/** `test`, `test.each(…)`, `describe.skipIf(…)`: the first name in the chain. */
function rootOf(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node) || ts.isTaggedTemplateExpression(node)) {
    return rootOf(ts.isTaggedTemplateExpression(node) ? node.tag : node.expression);
  }
  return "";
}

/** Every name of a test or of a group of tests in a file. */
function namesIn(path: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const [first] = ts.isCallExpression(node) ? node.arguments : [];
    if (ts.isCallExpression(node) && first && TESTERS.has(rootOf(node.expression))) {
      if (ts.isStringLiteralLike(first)) names.push(first.text);
      else if (ts.isTemplateExpression(first)) names.push(first.getText().slice(1, -1));
    }
    ts.forEachChild(node, visit);
  };
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  visit(ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true, kind));
  return names;
}

const names = globSync("test/**/*.test.{ts,tsx}").flatMap(namesIn);

const attack = (number: number): string => `T${String(number).padStart(3, "0")}`;
const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** `T021 to T023` stands for three. */
function attacksIn(name: string): string[] {
  const ranges = [...name.matchAll(/\bT(\d{3}) to T(\d{3})\b/g)].flatMap(([, first, last]) =>
    range(Number(first), Number(last)).map(attack),
  );
  return [...(name.match(/\bT\d{3}\b/g) ?? []), ...ranges];
}

/** The numbers that a name begins with (`T014, 36 the key …`), and those after `check` or `checks`. */
function checksIn(name: string): number[] {
  const head = /^(?:T?\d{1,3}(?:,| to|:)? )+(?=[\p{L}%`“])/u.exec(name)?.[0] ?? "";
  const named = [...name.matchAll(/\bchecks? ((?:\d{1,3}(?:, | and )?)+)/g)].map(([, list]) => list ?? "");
  return [head, ...named].flatMap((text) => text.match(/(?<![T\d])\d{1,3}\b/g) ?? []).map(Number);
}

const attacks = new Set(names.flatMap(attacksIn));
const checks = new Set(names.flatMap(checksIn));

const WANTED: readonly string[] = [
  ...[...range(1, 126), ...range(151, 168)].map(attack),
  ...[...range(1, 59), ...range(61, 63), ...range(72, 100), 102].map((number) => `check ${number}`),
];

/** What has no test yet, and which feature brings it. Whoever writes the test takes the line out. */
const WAITING: Readonly<Record<string, string>> = {
  T126: "calendar files of meetings",
};

const found = new Set([...attacks, ...[...checks].map((number) => `check ${number}`)]);

test("every wanted attack case and conformance check has a test that bears its number, or waits for a feature", () => {
  expect(WANTED.filter((number) => !found.has(number) && WAITING[number] === undefined)).toEqual([]);
});

test("what has a test waits no longer: its line goes out of the list", () => {
  expect(Object.keys(WAITING).filter((number) => found.has(number) || !WANTED.includes(number))).toEqual([]);
});

test("the numbers are read as they are written", () => {
  expect(checksIn("T014, 36 the key of Mallory")).toEqual([36]);
  expect(checksIn("checks 51, 52, 54: a microblog; check 40 too")).toEqual([51, 52, 54, 40]);
  expect(checksIn("94, 97 a note with every field")).toEqual([94, 97]);
  expect(checksIn("10,001 frames")).toEqual([]);
  expect(checksIn("1 × 60,000")).toEqual([]);
  expect(attacksIn("T021 to T023 the same, T005 too")).toEqual(["T021", "T023", "T005", "T021", "T022", "T023"]);
});
