// Prints the table of settings for the README, or puts it there with --write.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { configSchema } from "../src/platform/config.ts";

const BEGIN = "<!-- settings: made by `npm run docs:settings` -->";
const END = "<!-- end of settings -->";

/** One row a setting, from the schema that reads them. */
function settingsTable(): string {
  const { properties = {} } = z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" });
  const rows = Object.entries(properties).map(([name, schema]) => {
    const { default: fallback, description = "" } = typeof schema === "boolean" ? {} : schema;
    const shown = fallback === undefined || fallback === "" ? "–" : `\`${String(fallback)}\``;
    return `| \`${name}\` | ${shown} | ${description} |`;
  });
  return ["| variable | default | what it does |", "| --- | --- | --- |", ...rows].join("\n");
}

/** The README with its table of settings as it should be. */
export function withSettings(readme: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error("README.md lacks the markers of the table of settings");
  return `${readme.slice(0, begin)}${BEGIN}\n${settingsTable()}\n${readme.slice(end)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mended = withSettings(readFileSync("README.md", "utf8"));
  if (process.argv.includes("--write")) writeFileSync("README.md", mended);
  else process.stdout.write(mended);
}
