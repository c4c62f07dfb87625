import type { Rule } from "../../features/district/rules.queries.ts";

/** Rule: German, with the translation into English under its language. */
export const ruleEntity = ({ id, text, textEn }: Rule) => ({
  ...{ id, text, hint: "" },
  translations: {
    de: { text, hint: "" },
    ...(textEn !== "" && { en: { text: textEn, hint: "" } }),
  },
});
