import { z } from "zod";
import { line } from "../../platform/text-schemas.ts";
import {
  choiceOf,
  type FollowUpAnswer,
  type LessonList,
  MAX_ANSWER,
  QUESTIONS,
  type Side,
} from "./follow-ups.model.ts";

/** What was typed: a text for each question, and a choice where its answer may go to several lists. */
export type FollowUpInput = Readonly<Record<string, string>>;

const missing = { error: "error.errors.missing" };

/** The answers of one side. None is required, all together must say something. */
export function answersSchema(side: Side) {
  const questions = QUESTIONS[side];
  const shape = questions.flatMap((question): [string, z.ZodType<string>][] => {
    const text: [string, z.ZodType<string>] = [question.name, line(MAX_ANSWER)];
    return question.lists.length === 1
      ? [text]
      : [text, [choiceOf(question), z.enum(["", ...question.lists], missing)]];
  });
  return z.strictObject(Object.fromEntries(shape)).transform((given, context): FollowUpAnswer[] => {
    const answers = questions.flatMap((question): FollowUpAnswer[] => {
      const text = given[question.name] ?? "";
      const [first, ...others] = question.lists;
      const list = others.length === 0 ? first : (given[choiceOf(question)] as LessonList | "");
      if (text !== "" && !list) context.addIssue({ ...choose, path: [choiceOf(question)] });
      return list && (text !== "" || (question.choiceSpeaks && others.length > 0)) ? [{ question, list, text }] : [];
    });
    if (answers.length === 0 && context.issues.length === 0)
      context.addIssue({ code: "custom", message: "error.follow-ups.empty", path: [questions[0]?.name ?? ""] });
    return answers;
  });
}

const choose = { code: "custom", message: "error.follow-ups.choose" } as const;
