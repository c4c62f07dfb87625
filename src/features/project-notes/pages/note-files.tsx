import type { Frame } from "../../../ui/env.ts";
import type { ProjectNoteView } from "../project-notes.model.ts";
import type { NoteFile } from "../project-notes.schemas.ts";
import { pathOf } from "./note-picture.tsx";

interface FilesProps {
  readonly files: readonly NoteFile[];
  readonly note: ProjectNoteView;
  readonly frame: Frame;
}

/** "PDF", "ODT": the last part of a media type, short enough to be read. */
const kindOf = ({ url, mediaType }: NoteFile): string => {
  const ending = /\.([a-z0-9]{2,5})$/i.exec(new URL(url).pathname)?.[1];
  return (ending ?? mediaType.split(/[/.+]/).at(-1) ?? "").toUpperCase();
};

/** Files to download. A peer's lie at the peer; the link says so by its host. */
export const NoteFiles = ({ files, note, frame: { t } }: FilesProps) => (
  <ul class="plain">
    {files.map((file) => (
      <li>
        <a
          href={note.local ? pathOf(file.url) : file.url}
          rel={note.local ? undefined : "noopener nofollow ugc"}
          download={note.local ? file.name : undefined}
        >
          {t("reading.note.files.link", { name: file.name, type: kindOf(file) })}
        </a>
        {!note.local && <span class="soft address"> {new URL(file.url).host}</span>}
      </li>
    ))}
  </ul>
);
