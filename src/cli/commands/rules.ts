import { type Rule, rulesOf } from "../../features/district/rules.queries.ts";
import { keepRules } from "../../features/district/rules.usecases.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Command, Outcome } from "../command.ts";
import { OPERATOR } from "../operator.ts";

const lineOf = ({ text, textEn }: Rule): string => (textEn === "" ? text : `${text} | ${textEn}`);

async function asOutcome(ctx: Ctx): Promise<Outcome> {
  const rules = await rulesOf(ctx);
  return { json: rules, text: rules.length === 0 ? "There are no rules." : rules.map(lineOf).join("\n") };
}

export const rulesList: Command = {
  words: "rules list",
  summary: "Shows the rules of this server.",
  usage: "",
  args: 0,
  plan: () => asOutcome,
};

export const rulesSet: Command = {
  words: "rules set",
  summary: "Replaces the rules by the lines of standard input: German, or German | English.",
  usage: "< rules.txt",
  args: 0,
  async plan(given) {
    const lines = (await given.input()).split("\n").filter((line) => line.trim() !== "");
    return async (ctx) => {
      const known = new Map((await rulesOf(ctx)).map(({ id, text }) => [text, id]));
      const rules = lines.map((line) => {
        const [text = "", textEn = ""] = line.split("|").map((part) => part.trim());
        return { id: known.get(text) ?? "", text, textEn };
      });
      await keepRules(ctx, OPERATOR, rules);
      return asOutcome(ctx);
    };
  },
};
