import { formatMonth } from "../../../ui/format.ts";
import type { Locale, Translate } from "../../../ui/i18n/i18n.ts";
import type { LineageNode } from "../lineage.model.ts";

/** How far it is, in a word or two. */
export function stateWords(t: Translate, { gone, state, parentUri }: LineageNode): string {
  if (gone) return t("adoptions.tree.gone");
  if (state !== null && parentUri !== null) return t(`terms.adoption.${state}`);
  return parentUri === null ? t("adoptions.tree.origin") : "";
}

/** Since when. */
export const whenWords = (locale: Locale, { publishedAt }: LineageNode): string =>
  publishedAt === null ? "" : formatMonth(locale, publishedAt);
