import type { Locale } from "../../../ui/i18n/i18n.ts";

/**
 * An amount as people write it: "12,50", "1.250", "1.250,00 €", "12.5".
 * @returns a decimal string with a dot and at most two decimals; null when it is no amount
 */
export function parseAmount(text: string): string | null {
  const bare = text.replace(/[\s\u00a0\u202f]|€|EUR/gi, "");
  const groups = /^\d{1,3}([.'’]\d{3})+(,\d{1,2})?$/.exec(bare) ?? /^\d{1,3}(,\d{3})+\.\d{1,2}$/.exec(bare);
  const plain = groups ? dropGroups(bare) : bare.replace(",", ".");
  return /^\d{1,9}(\.\d{1,2})?$/.test(plain) ? plain : null;
}

/** The last separator is the decimal one, unless three digits follow it. */
function dropGroups(text: string): string {
  const decimals = /[.,](\d{1,2})$/.exec(text)?.[1];
  const whole = decimals === undefined ? text : text.slice(0, -decimals.length - 1);
  return whole.replace(/\D/g, "") + (decimals === undefined ? "" : `.${decimals}`);
}

/** A stored amount as it stands in the form: "12,50" (in English "12.50"). */
export const writeAmount = (amount: string, locale: Locale): string =>
  locale === "de" ? amount.replace(".", ",") : amount;

/** A coordinate in degrees: "48,7636" or "48.7636"; null when it is no number. */
export function parseDegrees(text: string): number | null {
  const plain = text.trim().replace(",", ".");
  return /^-?\d{1,3}(\.\d{1,20})?$/.test(plain) ? Number(plain) : null;
}

/** A stored coordinate as it stands in the form. */
export function writeDegrees(degrees: number, locale: Locale): string {
  const text = degrees.toFixed(7).replace(/\.?0+$/, "");
  return locale === "de" ? text.replace(".", ",") : text;
}
