import { isId } from "../../../platform/ids.ts";
import { type Outcome, type Status, topicKey } from "../project-notes.model.ts";
import { OUTCOMES, STATUSES } from "../project-notes.schemas.ts";

/** What a reader asked the catalogue for. */
export interface CatalogueChoice {
  /** Words to be found. */
  readonly text?: string | undefined;
  readonly outcomes: readonly Outcome[];
  readonly statuses: readonly Status[];
  /** Key of a topic (`topicKey`). */
  readonly topic?: string | undefined;
  /** Name of a district. */
  readonly district?: string | undefined;
  /** Only notes older than this id. */
  readonly before?: string | undefined;
}

const MAX_LENGTH = 200;

/** Reads the query of `/projekte`. What is not known is left out: an old or mistyped link still shows something. */
export function readChoice(query: URLSearchParams): CatalogueChoice {
  const asked = (name: string) => query.getAll(name);
  const text = (name: string) => query.get(name)?.trim().slice(0, MAX_LENGTH) || undefined;
  const topic = text("thema");
  const before = text("vor");
  return {
    text: text("q"),
    outcomes: OUTCOMES.filter((value) => asked("ergebnis").includes(value)),
    statuses: STATUSES.filter((value) => asked("stand").includes(value)),
    topic: topic === undefined ? undefined : topicKey(topic) || undefined,
    district: text("stadtteil"),
    before: before !== undefined && isId(before) ? before : undefined,
  };
}

/** The address of the catalogue with that choice. */
export function catalogueHref(choice: CatalogueChoice): string {
  const query = new URLSearchParams();
  if (choice.text !== undefined) query.set("q", choice.text);
  for (const value of choice.outcomes) query.append("ergebnis", value);
  for (const value of choice.statuses) query.append("stand", value);
  if (choice.topic !== undefined) query.set("thema", choice.topic);
  if (choice.district !== undefined) query.set("stadtteil", choice.district);
  if (choice.before !== undefined) query.set("vor", choice.before);
  const text = query.toString();
  return text === "" ? "/projekte" : `/projekte?${text}`;
}

/** The same choice without one outcome or status, from the start. */
export const withoutChoice = (choice: CatalogueChoice, value: Outcome | Status): string =>
  catalogueHref({
    ...choice,
    outcomes: choice.outcomes.filter((outcome) => outcome !== value),
    statuses: choice.statuses.filter((status) => status !== value),
    before: undefined,
  });
