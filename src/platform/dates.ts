/** The languages in which months are named. */
type Language = "de" | "en";

const MONTHS: Readonly<Record<Language, readonly string[]>> = {
  de: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(" "),
  en: "January February March April May June July August September October November December".split(" "),
};

/** Number of a month by its German or English name or the first three letters of it; undefined when it is none. */
function monthOf(word: string): number | undefined {
  const wanted = word.toLowerCase().replace(/\.$/, "").replace("maerz", "märz").replace("jänner", "januar");
  if (wanted.length < 3) return undefined;
  for (const names of Object.values(MONTHS)) {
    const index = names.findIndex((name) => name.toLowerCase().startsWith(wanted));
    if (index >= 0) return index + 1;
  }
  return undefined;
}

const two = (number: number): string => String(number).padStart(2, "0");

function calendarDay(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? `${year}-${two(month)}-${two(day)}` : null;
}

const monthOnly = (year: number, month: number): string | null =>
  month >= 1 && month <= 12 ? `${year}-${two(month)}` : null;

/**
 * A date as people write it: "19.5.2015", "19. Mai 2015", "Mai 2015", "5/2015", "2015"; also "2015-05-19" and English.
 * @returns `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; null when it is no date
 */
export function parseDate(text: string): string | null {
  const trimmed = text.trim();
  const iso = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/.exec(trimmed);
  if (iso) return assemble(Number(iso[1]), iso[2] && Number(iso[2]), iso[3] && Number(iso[3]));
  const numeric = /^(?:(\d{1,2})\s*[./]\s*)?(\d{1,2})\s*[./]\s*(\d{4})$/.exec(trimmed);
  if (numeric) return assemble(Number(numeric[3]), Number(numeric[2]), numeric[1] && Number(numeric[1]));
  const words = /^(?:(\d{1,2})\.?\s+)?(\p{L}+\.?)\s+(?:(\d{1,2}),?\s+)?(\d{4})$/u.exec(trimmed);
  const month = words?.[2] && monthOf(words[2]);
  if (!words || !month) return null;
  const day = words[1] ?? words[3];
  return assemble(Number(words[4]), month, day && Number(day));
}

type Part = number | "" | undefined;

function assemble(year: number, month: Part, day: Part): string | null {
  if (month === undefined || month === "") return String(year).padStart(4, "0");
  return day === undefined || day === "" ? monthOnly(year, month) : calendarDay(year, month, day);
}

/** A stored date as it stands in the form: "19.5.2015", "Mai 2015", "2015" (in English "19 May 2015"). */
export function writeDate(date: string, locale: Language): string {
  const [year = "", month, day] = date.split("-");
  if (month === undefined) return year;
  const name = MONTHS[locale][Number(month) - 1] ?? month;
  if (day === undefined) return `${name} ${year}`;
  return locale === "de" ? `${Number(day)}.${Number(month)}.${year}` : `${Number(day)} ${name} ${year}`;
}
