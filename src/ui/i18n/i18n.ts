import { catalogues } from "./catalogues.ts";

export type Locale = "de" | "en";
export const LOCALES: readonly Locale[] = ["de", "en"];

export type MessageKey = keyof typeof catalogues.de;
export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

/**
 * The texts in one language. `{name}` in a text is replaced by the value of that name; the result is plain text and
 * is escaped where it is rendered.
 */
export function translator(locale: Locale): Translate {
  const texts: Readonly<Record<string, string>> = catalogues[locale];
  return (key, values = {}) =>
    (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The language of a request: the choice made (cookie or account), else the browser's, else German. */
export function chooseLocale(chosen: string | undefined, acceptLanguage: string | undefined): Locale {
  if (chosen === "de" || chosen === "en") return chosen;
  for (const entry of (acceptLanguage ?? "").split(",")) {
    const language = entry.trim().slice(0, 2).toLowerCase();
    if (language === "de" || language === "en") return language;
  }
  return "de";
}

/** Whether there is a text of that name: for keys that are put together, such as `error.<code>`. */
export const hasText = (key: string): key is MessageKey => Object.hasOwn(catalogues.de, key);
