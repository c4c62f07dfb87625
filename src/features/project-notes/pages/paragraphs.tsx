import type { Frame } from "../../../ui/env.ts";
import { EmojiText } from "../../../ui/parts/emoji-text.tsx";
import type { ProjectNoteView } from "../project-notes.model.ts";

interface Around {
  readonly note: Pick<ProjectNoteView, "emojis" | "author">;
  readonly frame: Frame;
}

/** Plain words of a note, with its emojis. */
export const NoteWords = ({ note, frame, text }: Around & { readonly text: string }) => (
  <EmojiText frame={frame} text={text} emojis={note.emojis} owner={note.author.host} />
);

/** A member's text as paragraphs: a blank line parts them, a single line break stays one. */
export const Paragraphs = ({ text, ...around }: Around & { readonly text: string }) => (
  <>
    {text
      .split(/\n\s*\n/)
      .filter((paragraph) => paragraph.trim() !== "")
      .map((paragraph) => (
        <p class="pre-line">
          <NoteWords {...around} text={paragraph.trim()} />
        </p>
      ))}
  </>
);

/** A list of a member's sentences. */
export const Bullets = ({ items, ...around }: Around & { readonly items: readonly string[] }) => (
  <ul class="bullets">
    {items.map((item) => (
      <li>
        <NoteWords {...around} text={item} />
      </li>
    ))}
  </ul>
);
