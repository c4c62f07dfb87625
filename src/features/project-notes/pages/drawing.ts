import type { DrawingName } from "../../../ui/parts/icon.tsx";
import type { ProjectNoteView } from "../project-notes.model.ts";

/** Words of title and topics, and the drawing that goes with them. The first that fits counts. */
const BY_WORD: readonly (readonly [RegExp, DrawingName])[] = [
  [/repar|repair|werkstatt|werkzeug|flick/i, "z-werkzeug"],
  [/tausch|teilen|leihen|swap|share/i, "z-tausch"],
  [/brot|bäcker|lebensmittel|bread|food/i, "z-brot"],
  [/essen|mittag|kochen|küche|tafel|fest|frühstück|lunch|meal/i, "z-tisch"],
  [/rad\b|räder|lastenrad|mobil|bike|verkehr/i, "z-rad"],
  [/buch|bibliothek|lesen|saal|raum|räume|library|room/i, "z-buch"],
  [/senior|älter|garten|baum|grün|pflanz|bank\b|garden/i, "z-baum"],
  [/brett|digital|app\b|aushang|internet|news/i, "z-brett"],
];
const OTHERS: readonly DrawingName[] = ["z-tueren", "z-baum", "z-tisch", "z-buch", "z-tausch"];

/** The drawing of a note without a picture of its own: by its words, else always the same one for the same note. */
export function drawingFor(note: Pick<ProjectNoteView, "id" | "fields">): DrawingName {
  const words = [note.fields.title, ...(note.fields.topics ?? [])].join(" ");
  const fitting = BY_WORD.find(([pattern]) => pattern.test(words));
  return fitting?.[1] ?? OTHERS[Number(BigInt(note.id) % BigInt(OTHERS.length))] ?? "z-tueren";
}

/** Sand or tint behind a drawing, so that neighbours in a list differ. */
export const isSand = (note: Pick<ProjectNoteView, "id">): boolean => BigInt(note.id) % 2n === 0n;
