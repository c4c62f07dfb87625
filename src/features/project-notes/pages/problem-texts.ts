import type { ErrorEntry } from "../../../ui/forms/error-summary.tsx";
import { hasText, type MessageKey, type Translate } from "../../../ui/i18n/i18n.ts";
import type { Problem } from "../form/to-input.ts";

/** What a field is called in the list of errors; `*` stands for a row's number. */
const LABELS: Readonly<Record<string, MessageKey>> = {
  title: "writing.title.short",
  summary: "writing.summary.short",
  goal: "writing.goal.short",
  targetGroups: "writing.targetGroups.short",
  measures: "writing.measures.short",
  outcome: "writing.outcome.short",
  "lessons.didNotWork": "writing.didNotWork",
  "lessons.worked": "writing.worked",
  "lessons.wouldChange": "writing.wouldChange",
  benefit: "writing.benefit",
  "impact.*.name": "writing.impact.name",
  "impact.*.before": "writing.impact.before",
  "impact.*.after": "writing.impact.after",
  "impact.*.unit": "writing.impact.unit",
  "costs.*.label": "writing.money.label",
  "costs.*.amount": "writing.money.amount",
  "costs.*.currency": "writing.money.currency",
  "income.*.label": "writing.money.label",
  "income.*.amount": "writing.money.amount",
  "income.*.currency": "writing.money.currency",
  effort: "writing.effort",
  space: "writing.space",
  "resources.*.kind": "writing.resources.kind",
  "resources.*.text": "writing.resources.text",
  "resources.*.quantity": "writing.resources.quantity",
  "resources.*.unit": "writing.resources.unit",
  "partners.*.name": "writing.partners.name",
  "partners.*.role": "writing.partners.role",
  "partners.*.gains": "writing.partners.gains",
  "partners.*.actor": "writing.partners.actor",
  "place.name": "writing.place.name",
  "place.street": "writing.place.street",
  "place.postalCode": "writing.place.postalCode",
  "place.city": "writing.place.city",
  "place.latitude": "writing.place.latitude",
  "place.longitude": "writing.place.longitude",
  begin: "writing.begin",
  end: "writing.end",
  checkedAt: "writing.checkedAt",
  "images.*.alt": "writing.images.alt",
  "neu:images": "writing.images.new",
  "files.*.name": "writing.files.name",
  "neu:files": "writing.files.new",
  "transferKit.files.*.name": "writing.files.name",
  "neu:transferKit.files": "writing.kit.files",
  "transferKit.steps.*.name": "writing.kit.steps.name",
  "transferKit.steps.*.text": "writing.kit.steps.text",
  "transferKit.steps.*.duration": "writing.kit.steps.duration",
  "transferKit.prerequisites": "writing.kit.prerequisites",
  "transferKit.checklist": "writing.kit.checklist",
  "transferKit.minimum": "writing.kit.minimum",
  "transferKit.pitfalls": "writing.kit.pitfalls",
  "transferKit.duration": "writing.kit.duration",
  "transferKit.support": "writing.kit.support",
  "contact.name": "writing.contact.name",
  "contact.role": "writing.contact.role",
  "contact.actor": "writing.contact.actor",
  topics: "writing.topics",
  plainText: "writing.plainText",
  coAuthors: "writing.coAuthors",
  status: "writing.status",
  language: "writing.language",
  licence: "writing.licence",
  sectors: "writing.sectors",
  "coProduction.plan": "writing.coProduction.plan",
  "coProduction.run": "writing.coProduction.run",
  "coProduction.evaluate": "writing.coProduction.evaluate",
  "coProduction.none": "writing.coProduction.none",
  "costs.*.per": "writing.money.per",
  "costs.*.estimate": "writing.money.estimate",
  "income.*.per": "writing.money.per",
  "income.*.estimate": "writing.money.estimate",
  "resources.*.per": "writing.resources.per",
  "partners.*.sector": "writing.partners.sector",
  "transferKit.difficulty": "writing.kit.difficulty",
  "images.*.decorative": "writing.images.decorative",
};

const ROWS: Readonly<Record<string, MessageKey>> = {
  impact: "writing.impact.row",
  costs: "writing.costs.row",
  income: "writing.income.row",
  resources: "writing.resources.row",
  partners: "writing.partners.row",
  "transferKit.steps": "writing.kit.steps.row",
};

/** Fields whose values are codes, and where their words stand. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^outcome$/, "outcome"],
  [/^status$/, "status"],
  [/^language$/, "language"],
  [/^licence$/, "licence"],
  [/^sectors$|\.sector$/, "sector"],
  [/^resources\.\d+\.kind$/, "resource"],
  [/\.per$/, "per"],
  [/difficulty$/, "difficulty"],
];

const SAID: ReadonlySet<string> = new Set([
  "required",
  "too-long",
  "too-many",
  "not-a-date",
  "not-a-duration",
  "not-an-amount",
  "not-a-number",
  "not-a-currency",
  "not-an-address",
  "not-offered",
  "alt-missing",
  "end-before-begin",
  "summary-markup",
  "not-found",
]);

const REQUIRED: ReadonlySet<string> = new Set(["title", "summary", "goal", "targetGroups", "measures", "outcome"]);

/** A problem of the form with the sentence for it, when that does not follow from its code. */
export interface SaidProblem extends Problem {
  readonly message?: string;
}

/** One sentence that says what to do about a problem. */
function problemText(t: Translate, problem: SaidProblem): string {
  if (problem.message !== undefined) return problem.message;
  const { field, code, limit = 0, count = 0 } = problem;
  if (code === "required" && REQUIRED.has(field)) return t(`writing.problem.required.${field}` as MessageKey);
  const key = SAID.has(code) ? code : "other";
  return t(`writing.problem.${key}` as MessageKey, { limit, count, over: count - limit });
}

/** What a field's text is for people: codes as words, ticks as a tick. */
export function wordFor(t: Translate, field: string, text: string): string {
  if (text === "ja") return "✓";
  const area = WORDS.find(([pattern]) => pattern.test(field))?.[1];
  if (area === undefined) return text;
  const word = (code: string): string =>
    hasText(`terms.${area}.${code}`) ? t(`terms.${area}.${code}` as MessageKey) : code;
  return text.split("\n").map(word).join(", ");
}

/** Name of a field for people: "Kosten 2, Betrag". */
export function labelOf(t: Translate, field: string): string {
  const row = /^(.*)\.(\d+)\.[^.]+$/.exec(field);
  const key = LABELS[row ? field.replace(`.${row[2]}.`, ".*.") : field];
  const label = key === undefined ? "" : t(key).replace(/\?$/, "");
  const group = row?.[1] === undefined ? undefined : ROWS[row[1]];
  return group === undefined ? label : `${t(group, { number: Number(row?.[2]) + 1 })}, ${label}`;
}

/** The list on top of the form, each entry with a link to its field. */
export const problemEntries = (t: Translate, problems: readonly SaidProblem[]): ErrorEntry[] =>
  problems.map((problem) => {
    const label = labelOf(t, problem.field);
    const message = problemText(t, problem);
    return {
      ...(problem.field !== "" && { field: problem.field }),
      message: label === "" ? message : `${label}: ${message}`,
    };
  });

/** The sentence beside each field. */
export const problemsByField = (t: Translate, problems: readonly SaidProblem[]): ReadonlyMap<string, string> =>
  new Map(problems.map((problem) => [problem.field, problemText(t, problem)]));
