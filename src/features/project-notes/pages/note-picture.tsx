import type { Frame } from "../../../ui/env.ts";
import { Drawing } from "../../../ui/parts/icon.tsx";
import type { ProjectNoteView } from "../project-notes.model.ts";
import type { NoteImage } from "../project-notes.schemas.ts";
import { drawingFor } from "./drawing.ts";

interface PictureProps {
  readonly note: ProjectNoteView;
  readonly frame: Frame;
}

/** Pictures of ours; a peer's come through our own address (`Frame.mediaPath`). */
export const ownImages = (note: ProjectNoteView): readonly NoteImage[] =>
  note.local ? (note.fields.images ?? []) : [];

/** Path of an upload of ours. */
export const pathOf = (url: string): string => new URL(url).pathname;

/** The picture that stands for the note, unless its author put a warning before it. */
export const titleImage = ({ fields, sensitive }: ProjectNoteView): NoteImage | undefined =>
  sensitive ? undefined : fields.images?.[0];

/** The first picture, else a drawing. In a list it says nothing that the words do not say. */
export const CardPicture = ({ note, frame }: PictureProps) => {
  const image = titleImage(note);
  if (image === undefined) return <Drawing name={drawingFor(note)} />;
  const src = note.local ? `${pathOf(image.url)}/klein` : frame.mediaPath("image", image.url, note.author.host);
  return <img class="photo" {...keptInView(image.focus)} src={src} alt="" loading="lazy" decoding="async" />;
};

/** In quarters of the way from the upper left, for the style sheet: no styles may stand in pages. */
const quarter = (part: number): number => Math.round((part + 1) * 2);

/** What a picture that is cropped keeps in view; its middle when nobody said. */
const keptInView = (focus: NoteImage["focus"]) =>
  focus && { "data-focus-x": quarter(focus[0]), "data-focus-y": quarter(-focus[1]) };

/** The picture beside the heading, with its alternative text. */
export const HeadPicture = ({ note, frame }: PictureProps) => {
  const image = titleImage(note);
  if (image === undefined) {
    return (
      <div class="picture">
        <Drawing name={drawingFor(note)} />
      </div>
    );
  }
  // A member chose to leave it empty; a peer may just have forgotten.
  const alt = image.alt || (note.local ? "" : frame.t("media.foreign.undescribed"));
  return (
    <div class="picture picture--photo">
      <img
        class="photo"
        src={frame.mediaPath("image", image.url, note.author.host)}
        alt={alt}
        width={image.width}
        height={image.height}
      />
    </div>
  );
};
