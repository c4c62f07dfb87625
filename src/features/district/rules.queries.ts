import { asc, inArray, isNull } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { type Id, isId } from "../../platform/ids.ts";
import { districtRules } from "./rules.table.ts";

/** A rule in both languages. */
export type Rule = Pick<typeof districtRules.$inferSelect, "id" | "text" | "textEn">;

const columns = { id: districtRules.id, text: districtRules.text, textEn: districtRules.textEn };

/** The rules that hold, in their order. */
export const rulesOf = (ctx: Ctx): Promise<Rule[]> =>
  ctx.db
    .select(columns)
    .from(districtRules)
    .where(isNull(districtRules.retiredAt))
    .orderBy(asc(districtRules.place), asc(districtRules.id));

/** Those of some ids that are rules, also ones that were taken back since. */
export async function rulesNamed(ctx: Ctx, ids: readonly string[]): Promise<Rule[]> {
  const known: Id[] = ids.filter(isId);
  if (known.length === 0) return [];
  return ctx.db
    .select(columns)
    .from(districtRules)
    .where(inArray(districtRules.id, known))
    .orderBy(asc(districtRules.place), asc(districtRules.id));
}

/** A rule in the language of whoever reads. */
export const ruleText = ({ text, textEn }: Rule, locale: string): string =>
  locale === "de" || textEn === "" ? text : textEn;
