import { and, isNull, notInArray } from "drizzle-orm";
import { z } from "zod";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { isId } from "../../platform/ids.ts";
import { line } from "../../platform/text-schemas.ts";
import { readInput } from "../../platform/validation.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { onlyAdmins } from "./district.errors.ts";
import { rulesOf } from "./rules.queries.ts";
import { districtRules } from "./rules.table.ts";

/** More than anybody would read. */
export const MOST_RULES = 20;
const LONGEST = 500;

const rulesSchema = z.strictObject({
  rules: z
    .array(z.strictObject({ id: z.string(), text: line(LONGEST), textEn: line(LONGEST) }))
    .max(MOST_RULES, { error: "error.district.rules-many" }),
});
export type RuleInput = z.input<typeof rulesSchema>["rules"][number];

/**
 * Writes the rules down in this order. One that is left out, or has no German text any more, no longer holds; whoever
 * reported something with it is still understood. Ids of rules that hold stay; everything else is new.
 * @throws AppError `district.only-admins`, `errors.input` (fields `rules.<place>.text`)
 */
export async function keepRules(ctx: Ctx, viewer: Viewer, input: readonly RuleInput[]): Promise<void> {
  if (viewer.role !== "admin") throw onlyAdmins();
  const { rules } = readInput(rulesSchema, { rules: input });
  await inTransaction(ctx, async (tx) => {
    const now = tx.now();
    const holding = new Set((await rulesOf(tx)).map(({ id }) => id));
    const rows = rules
      .filter(({ text }) => text !== "")
      .map(({ id, text, textEn }, place) => ({
        ...{ place, text, textEn, createdAt: now },
        id: isId(id) && holding.has(id) ? id : tx.newId(),
      }));
    const ids = rows.map(({ id }) => id);
    const gone = and(isNull(districtRules.retiredAt), ids.length > 0 ? notInArray(districtRules.id, ids) : undefined);
    await tx.db.update(districtRules).set({ retiredAt: now }).where(gone);
    for (const { id, createdAt, ...said } of rows) {
      await tx.db
        .insert(districtRules)
        .values({ id, createdAt, ...said })
        .onConflictDoUpdate({ target: districtRules.id, set: said });
    }
  });
}
