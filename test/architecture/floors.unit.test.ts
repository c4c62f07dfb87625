import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly {
      readonly rule: { readonly name: string };
      readonly from: string;
      readonly to: string;
    }[];
  };
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function cruise(): Cruise {
  try {
    const output = execFileSync(
      "node_modules/.bin/depcruise",
      ["src", "--config", ".dependency-cruiser.cjs", "--output-type", "json"],
      { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
    );
    return JSON.parse(output);
  } catch (error) {
    // depcruise answers a breach with a non-zero code; the report is on its standard output all the same.
    return JSON.parse((error as { stdout: string }).stdout);
  }
}

test("imports only go down, and the cruise saw every module", { timeout: 60_000 }, () => {
  const result = cruise();
  const seen = new Set(result.modules.map((module) => module.source));
  expect(sources("src").filter((path) => !seen.has(path))).toEqual([]);
  expect(result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
});
