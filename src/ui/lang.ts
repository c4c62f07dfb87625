import type { Locale } from "./i18n/i18n.ts";

const LANGUAGE_TAG = /^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i;

/** The tag itself, or undefined when what a peer gave is no language tag. */
export const languageTag = (language: string): string | undefined =>
  LANGUAGE_TAG.test(language) ? language : undefined;

/**
 * The `lang` of a text inside a page in `locale`; undefined when it is the page's own language, or when what a peer
 * gave is no language tag.
 */
export const langOf = (language: string | null, locale: Locale): string | undefined =>
  language === null || language === locale || !LANGUAGE_TAG.test(language) ? undefined : language;
