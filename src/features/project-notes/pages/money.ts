import { formatMoney } from "../../../ui/format.ts";
import type { Locale } from "../../../ui/i18n/i18n.ts";
import type { ProjectNoteFields } from "../project-notes.schemas.ts";

export type MoneyLine = NonNullable<ProjectNoteFields["costs"]>[number];

const cents = (amount: string): bigint => {
  const [whole = "0", fraction = ""] = amount.split(".");
  return BigInt(whole) * 100n + BigInt(fraction.padEnd(2, "0").slice(0, 2));
};

/**
 * The sum of several amounts as a decimal string with its currency, or null when they cannot be added: different
 * currencies, or some once and others again and again.
 */
export function sumOf(lines: readonly MoneyLine[]): { amount: string; currency: string; per: MoneyLine["per"] } | null {
  const [first] = lines;
  if (first === undefined) return null;
  const alike = lines.every((line) => line.currency === first.currency && line.per === first.per);
  if (!alike || !lines.every((line) => /^\d+(\.\d{1,2})?$/.test(line.amount))) return null;
  const total = lines.reduce((sum, line) => sum + cents(line.amount), 0n);
  return {
    amount: `${total / 100n}.${String(total % 100n).padStart(2, "0")}`,
    currency: first.currency,
    per: first.per,
  };
}

/** "415 €", "120 € pro Monat", or null when the costs cannot be said in one figure. */
export function costInShort(
  locale: Locale,
  costs: readonly MoneyLine[] | undefined,
  perName: (per: NonNullable<MoneyLine["per"]>) => string,
): string | null {
  const sum = sumOf(costs ?? []);
  if (sum === null) return null;
  const money = formatMoney(locale, sum.amount, sum.currency);
  return sum.per === undefined || sum.per === "once" ? money : `${money} ${perName(sum.per)}`;
}
