import { TIME_ZONE } from "../platform/local-time.ts";
import type { Locale } from "./i18n/i18n.ts";

const TAGS: Readonly<Record<Locale, string>> = { de: "de-DE", en: "en-GB" };

const dateFormats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  const known = dateFormats.get(key) ?? new Intl.DateTimeFormat(TAGS[locale], options);
  dateFormats.set(key, known);
  return known;
}

/** "12. April 2026" */
export const formatDay = (locale: Locale, date: Date): string =>
  dateFormat(locale, { dateStyle: "long", timeZone: TIME_ZONE }).format(date);

/** "April 2026" */
export const formatMonth = (locale: Locale, date: Date): string =>
  dateFormat(locale, { month: "long", year: "numeric", timeZone: TIME_ZONE }).format(date);

/** "14:32" */
export const formatTime = (locale: Locale, date: Date): string =>
  dateFormat(locale, { timeStyle: "short", timeZone: TIME_ZONE }).format(date);

/** "12. April 2026, 14:32" */
export const formatMoment = (locale: Locale, date: Date): string =>
  dateFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone: TIME_ZONE }).format(date);

/** A year, a month or a day (`2013`, `2013-06`, `2013-06-19`) as people write it; anything else as it is. */
export function formatPartialDate(locale: Locale, text: string): string {
  const [year, month, day] = text.split("-").map(Number);
  if (year === undefined || Number.isNaN(year)) return text;
  const date = new Date(Date.UTC(year, (month ?? 1) - 1, day ?? 1));
  if (month === undefined) return String(year);
  if (day === undefined) return dateFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(date);
  return dateFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(date);
}

/** A decimal string with its currency: "240 €", "85,50 €". Whole amounts lose their zeros. */
export function formatMoney(locale: Locale, amount: string, currency: string): string {
  const value = Number(amount);
  const digits = Number.isInteger(value) ? 0 : 2;
  const options = {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  } as const;
  try {
    return new Intl.NumberFormat(TAGS[locale], options).format(value);
  } catch {
    return `${amount} ${currency}`;
  }
}

/** A number as people write it: "1.240". */
export const formatNumber = (locale: Locale, value: number): string =>
  new Intl.NumberFormat(TAGS[locale]).format(value);

const UNITS = [
  [/(\d+)Y/, "year"],
  [/^P[^T]*?(\d+)M/, "month"],
  [/(\d+)W/, "week"],
  [/(\d+)D/, "day"],
  [/(\d+)H/, "hour"],
  [/T[^T]*?(\d+)M/, "minute"],
] as const;

/** An ISO 8601 duration as people say it: `P6W` → "6 Wochen", `PT1H30M` → "1 Stunde, 30 Minuten". */
export function formatDuration(locale: Locale, duration: string): string {
  const parts = UNITS.flatMap(([pattern, unit]) => {
    const count = pattern.exec(duration)?.[1];
    if (count === undefined) return [];
    return [new Intl.NumberFormat(TAGS[locale], { style: "unit", unit, unitDisplay: "long" }).format(Number(count))];
  });
  return parts.length === 0 ? duration : parts.join(", ");
}

/** "a, b und c" */
export const formatList = (locale: Locale, items: readonly string[]): string =>
  new Intl.ListFormat(TAGS[locale], { type: "conjunction" }).format(items);
