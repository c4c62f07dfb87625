import { multibaseDigest } from "../media/media.model.ts";
import type { NoteKit, ProjectNoteFields } from "./project-notes.schemas.ts";

/** What a change of capitals, signs or line breaks does not touch: a corrected comma makes no new version. */
const words = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();

type Part = readonly [name: string, text: string | undefined];

const each = (name: string, texts: readonly string[] = []): Part[] => texts.map((text) => [name, words(text)]);

const said = (text: string | undefined): string | undefined => text && words(text);

function partsOf(kit: NoteKit, resources: NonNullable<ProjectNoteFields["resources"]>): Part[] {
  return [
    ["difficulty", kit.difficulty],
    ["duration", kit.duration],
    ["minimum", said(kit.minimum)],
    ...each("prerequisite", kit.prerequisites),
    ...(kit.steps ?? []).flatMap(({ name, text, duration }): Part[] => [
      ["step", words(name)],
      ["text", said(text)],
      ["time", duration],
    ]),
    ...each("check", kit.checklist),
    ...each("pitfall", kit.pitfalls),
    ...(kit.files ?? []).map(({ digest, url }): Part => ["file", digest ?? url]),
    ["support", said(kit.support)],
    ...resources.map(
      ({ kind, text, quantity, unit, per }): Part => [
        "material",
        [kind, quantity, said(unit), per, words(text)].filter((part) => part).join(" "),
      ],
    ),
  ];
}

/**
 * Which version of a transfer kit this is: a confirmation speaks of one only. The kit itself and what it takes count;
 * costs, lessons, contact and all else of the note do not. Every server makes it from the fields that it reads
 * (FEDERATION.md): SHA-256 over one line a part, `<name> <words>`, as multibase. Empty: there is no kit.
 */
export function kitDigest({ transferKit = {}, resources = [] }: ProjectNoteFields): string {
  const lines = partsOf(transferKit, resources).flatMap(([name, text]) => (text ? [`${name} ${text}`] : []));
  return lines.length === 0 ? "" : multibaseDigest(Buffer.from(lines.join("\n")));
}
