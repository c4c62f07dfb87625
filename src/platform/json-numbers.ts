/** What TypeScript's library does not know yet of `JSON` (source text access, in V8 since 2023). */
const jsonWithSource: {
  parse(text: string, revive: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  rawJSON(source: string): unknown;
} = JSON as never;

/**
 * Parses JSON so that writing it again gives the same numbers: `9.0` stays `9.0`, which peers want of coordinates
 * (wire §1.2).
 */
export function parseKeepingNumbers(text: string): unknown {
  return jsonWithSource.parse(text, (_, value, { source }) =>
    typeof value === "number" && source !== undefined && source !== String(value)
      ? jsonWithSource.rawJSON(source)
      : value,
  );
}

/** Parses JSON so that ids of 64 bits stay what they are: a whole number that JavaScript would round comes as its text. */
export function parseKeepingIds(text: string): unknown {
  return jsonWithSource.parse(text, (_, value, { source }) =>
    typeof value === "number" && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
      ? source
      : value,
  );
}
