import type { Child } from "hono/jsx";
import type { Frame } from "../../../ui/env.ts";
import { Icon } from "../../../ui/parts/icon.tsx";
import type { ProjectNoteView } from "../project-notes.model.ts";

/** Own or from elsewhere: a filled or an outlined house and the district's name, never a colour. */
export const Origin = ({ note, frame, children }: { note: ProjectNoteView; frame: Frame; children?: Child }) => (
  <p class="origin">
    <Icon name={note.local ? "haus" : "haus-leer"} />
    <span>
      {note.local ? (
        <>
          <bdi>{note.district.name}</bdi> {frame.t("reading.origin.here")}
        </>
      ) : (
        <>
          {frame.t("reading.origin.from")} <bdi>{note.district.name}</bdi>
        </>
      )}
      {children !== undefined && <> · {children}</>}
    </span>
  </p>
);
