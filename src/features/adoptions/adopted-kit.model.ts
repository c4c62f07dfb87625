import type { AdoptionState } from "../project-notes/adopted.model.ts";
import {
  NOTE_FIELDS,
  type ProjectNoteFields,
  type ProjectNoteInput,
  type ProjectNoteRequest,
} from "../project-notes/project-notes.schemas.ts";

/** What of a transfer kit goes into the note of whoever takes the project over, and how much of it was adapted since. */

/** Lists of a kit, one entry a line. */
const LISTS = ["prerequisites", "checklist", "pitfalls"] as const;

/**
 * What an adopter starts from: steps, lists, minimum size, what is needed. Contact, help offered, costs, lessons and files
 * are the origin's own. Of a peer's kit only what our own form would take.
 */
export function kitSeedOf({ transferKit, resources, effort, space }: ProjectNoteFields): Partial<ProjectNoteRequest> {
  const { support: _support, files: _files, ...kit } = transferKit ?? {};
  const hasKit = Object.values(kit).some((part) => part !== undefined && (!Array.isArray(part) || part.length > 0));
  const given = { ...(hasKit && { transferKit: kit }), resources, effort, space };
  const taken = Object.entries(given).filter(
    ([name, value]) => value !== undefined && NOTE_FIELDS[name as keyof typeof given].schema.safeParse(value).success,
  );
  return Object.fromEntries(taken);
}

/** Names of what `kitSeedOf` gives, to leave it out. */
export const WITHOUT_KIT = { transferKit: undefined, resources: undefined, effort: undefined, space: undefined };

/** Pictures and files of a note, which stay where they are. */
export const uploadsIn = ({ images = [], files = [], transferKit }: ProjectNoteFields): number =>
  images.length + files.length + (transferKit?.files ?? []).length;

/** From then on what stands in the kit is the adopter's own, whether it was changed or not. */
const SETTLED: readonly AdoptionState[] = ["running", "reported", "stopped"];

type Kit = NonNullable<ProjectNoteInput["transferKit"]>;
const entriesOf = (kit: Omit<Kit, "files"> = {}): string[] => [
  ...(kit.steps ?? []).map(({ name, text, duration }) => JSON.stringify([name, text, duration])),
  ...LISTS.flatMap((list) => (kit[list] ?? []).map((entry) => `${list} ${entry}`)),
];

/** Steps and lines of a kit that still stand as in the note that they were taken from, while it is being prepared. */
export function stillAsOrigin(note: ProjectNoteFields, origin: ProjectNoteFields, state: AdoptionState): number {
  if (SETTLED.includes(state)) return 0;
  const theirs = new Set(entriesOf(origin.transferKit));
  return entriesOf(note.transferKit).filter((entry) => theirs.has(entry)).length;
}
