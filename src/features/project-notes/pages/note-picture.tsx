import { Drawing } from "../../../ui/parts/icon.tsx";
import type { ProjectNoteView } from "../project-notes.model.ts";
import type { NoteImage } from "../project-notes.schemas.ts";
import { drawingFor } from "./drawing.ts";

/** A peer's pictures are not shown: no page asks another host for anything. */
export const ownImages = (note: ProjectNoteView): readonly NoteImage[] =>
  note.local ? (note.fields.images ?? []) : [];

/** Path of an upload of ours. */
export const pathOf = (url: string): string => new URL(url).pathname;

/** The member's first picture, else a drawing. In a list it says nothing that the words do not say. */
export const CardPicture = ({ note }: { note: ProjectNoteView }) => {
  const [image] = ownImages(note);
  if (image === undefined) return <Drawing name={drawingFor(note)} />;
  return <img class="photo" src={`${pathOf(image.url)}/klein`} alt="" loading="lazy" decoding="async" />;
};

/** The picture beside the heading, with its alternative text. */
export const HeadPicture = ({ note }: { note: ProjectNoteView }) => {
  const [image] = ownImages(note);
  if (image === undefined) {
    return (
      <div class="picture">
        <Drawing name={drawingFor(note)} />
      </div>
    );
  }
  return (
    <div class="picture picture--photo">
      <img class="photo" src={pathOf(image.url)} alt={image.alt} width={image.width} height={image.height} />
    </div>
  );
};
