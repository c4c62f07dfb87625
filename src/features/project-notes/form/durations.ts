import type { Locale } from "../../../ui/i18n/i18n.ts";

type Unit = "Y" | "MO" | "W" | "D" | "H" | "M";
const UNITS: readonly Unit[] = ["Y", "MO", "W", "D", "H", "M"];

/** Singular and plural, by locale. */
const WORDS: Readonly<Record<Locale, Readonly<Record<Unit, readonly [string, string]>>>> = {
  de: {
    Y: ["Jahr", "Jahre"],
    MO: ["Monat", "Monate"],
    W: ["Woche", "Wochen"],
    D: ["Tag", "Tage"],
    H: ["Stunde", "Stunden"],
    M: ["Minute", "Minuten"],
  },
  en: {
    Y: ["year", "years"],
    MO: ["month", "months"],
    W: ["week", "weeks"],
    D: ["day", "days"],
    H: ["hour", "hours"],
    M: ["minute", "minutes"],
  },
};

const NUMBER_WORDS =
  "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf|zero one two three four five six seven eight nine ten eleven twelve"
    .split("|")
    .map((words) => words.split(" "));

function numberOf(text: string): number | null {
  const lower = text.toLowerCase();
  if (/^\d{1,4}([.,]5)?$/.test(lower)) return Number(lower.replace(",", "."));
  if (/^(eine[nmrs]?|an?)$/.test(lower)) return 1;
  for (const words of NUMBER_WORDS) {
    const index = words.indexOf(lower);
    if (index >= 0) return index;
  }
  return null;
}

const UNIT_PATTERNS: readonly (readonly [RegExp, Unit])[] = [
  [/^(jahre?n?|years?)$/, "Y"],
  [/^(monate?n?|months?)$/, "MO"],
  [/^(wochen?|wo|weeks?)$/, "W"],
  [/^(tage?n?|days?)$/, "D"],
  [/^(stunden?|std|hours?|h)$/, "H"],
  [/^(minuten?|min|minutes?|mins)$/, "M"],
];

/** What half of a unit is in smaller ones. */
const HALF: Readonly<Partial<Record<Unit, readonly [number, Unit]>>> = {
  Y: [6, "MO"],
  MO: [2, "W"],
  D: [12, "H"],
  H: [30, "M"],
};

type Total = Partial<Record<Unit, number>>;

/** Adds a number of a unit; a half is said in the smaller unit. False when that cannot be said. */
function add(total: Total, count: number, word: string): boolean {
  const unit = UNIT_PATTERNS.find(([pattern]) => pattern.test(word.toLowerCase()))?.[1];
  if (unit === undefined) return false;
  const whole = Math.floor(count);
  if (whole > 0 || count === 0) total[unit] = (total[unit] ?? 0) + whole;
  if (count === whole) return true;
  const half = HALF[unit];
  if (half) total[half[1]] = (total[half[1]] ?? 0) + half[0];
  return half !== undefined;
}

/**
 * How long something takes, as people write it: "2 Wochen", "1 Tag", "1,5 Stunden", "eine Woche und 3 Tage".
 * @returns an ISO 8601 duration of years to minutes; null when it cannot be read
 */
export function parseDuration(text: string): string | null {
  const bare = text.trim();
  if (/^P[\dYMWDTH]+$/.test(bare)) return bare;
  const words = bare
    .replace(/(\d)(\p{L})/gu, "$1 $2")
    .split(/[\s]+(?:und\s+|and\s+)?/u)
    .map((word) => word.replace(/[.,]$/, ""));
  if (words.length === 0 || words.length % 2 !== 0) return null;
  const total: Total = {};
  for (let index = 0; index < words.length; index += 2) {
    const count = numberOf(words[index] ?? "");
    if (count === null || !add(total, count, words[index + 1] ?? "")) return null;
  }
  return isoOf(total);
}

function isoOf(total: Total): string {
  const part = (unit: Unit): string => (total[unit] === undefined ? "" : `${total[unit]}${unit.charAt(0)}`);
  const time = part("H") + part("M");
  return `P${part("Y")}${part("MO")}${part("W")}${part("D")}${time === "" ? "" : `T${time}`}`;
}

/** An ISO 8601 duration in words: "2 Wochen", "1 Stunde 30 Minuten". */
export function writeDuration(duration: string, locale: Locale): string {
  const found = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(duration);
  return UNITS.flatMap((unit, index) => {
    const count = found?.[index + 1];
    if (count === undefined) return [];
    const [singular, plural] = WORDS[locale][unit];
    return [`${Number(count)} ${Number(count) === 1 ? singular : plural}`];
  }).join(" ");
}
