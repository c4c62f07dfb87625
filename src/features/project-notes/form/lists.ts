/** One entry a line; empty lines are left out. */
export const parseLines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

export const writeLines = (lines: readonly string[]): string =>
  lines.map((line) => line.replace(/\s+/g, " ")).join("\n");

/** Entries on one line, as people write them: by line, else by semicolon, else by comma. */
export function parseEnumeration(text: string): string[] {
  const separator = text.includes("\n") ? "\n" : text.includes(";") ? ";" : ",";
  return [
    ...new Set(
      text
        .split(separator)
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ""),
    ),
  ];
}

/** Writes entries so that `parseEnumeration` reads the same ones: the separator is one that no entry holds. */
export function writeEnumeration(entries: readonly string[]): string {
  const clean = entries.map((entry) => entry.replace(/\s+/g, " "));
  const holds = (mark: string): boolean => clean.some((entry) => entry.includes(mark));
  if (holds(";")) return `${clean.join("\n")}\n`;
  return holds(",") ? `${clean.join("; ")};` : clean.join(", ");
}
