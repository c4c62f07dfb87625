import type { Frame } from "../../../ui/env.ts";
import { formatMonth } from "../../../ui/format.ts";
import { langOf } from "../../../ui/lang.ts";
import { Card, CardLink } from "../../../ui/parts/card.tsx";
import { Icon } from "../../../ui/parts/icon.tsx";
import type { ProjectNoteView } from "../project-notes.model.ts";
import { isSand } from "./drawing.ts";
import { costInShort } from "./money.ts";
import { CardPicture } from "./note-picture.tsx";
import { Origin } from "./origin.tsx";
import { OutcomeMark } from "./outcome.tsx";
import { NoteWords } from "./paragraphs.tsx";

interface NoteCardProps {
  readonly note: ProjectNoteView;
  readonly frame: Frame;
  readonly wide?: boolean;
}

/** The one thing that others can take from a note: what did not work weighs most, except where it did work out. */
function lessonOf({ fields, outcome }: ProjectNoteView): string | undefined {
  const { worked = [], didNotWork = [], wouldChange = [] } = fields.lessons ?? {};
  const order = outcome === "succeeded" ? [worked, didNotWork, wouldChange] : [didNotWork, wouldChange, worked];
  return order.flat()[0];
}

/** One project note in a list. Outcome and lesson have the same place and weight, whatever the outcome. */
export const NoteCard = ({ note, frame, wide }: NoteCardProps) => {
  const { t, locale } = frame;
  const lang = langOf(note.language, locale);
  return (
    <Card band={<CardPicture note={note} frame={frame} />} sand={isSand(note)} wide={wide}>
      <Origin note={note} frame={frame}>
        <time datetime={note.publishedAt.toISOString()}>{formatMonth(locale, note.publishedAt)}</time>
      </Origin>
      <h3 lang={lang}>
        <CardLink href={note.path}>
          <bdi>
            <NoteWords note={note} frame={frame} text={note.fields.title} />
          </bdi>
        </CardLink>
      </h3>
      <p lang={lang}>
        <NoteWords note={note} frame={frame} text={note.fields.summary} />
      </p>
      {note.structure === "ok" && (
        <p class="lesson">
          <b>
            <OutcomeMark outcome={note.outcome} t={t} />
          </b>
          <span lang={lang}>
            <NoteWords note={note} frame={frame} text={lessonOf(note) ?? t("reading.lesson.none")} />
          </span>
        </p>
      )}
      <CardFacts note={note} frame={frame} />
    </Card>
  );
};

const CardFacts = ({ note, frame }: NoteCardProps) => {
  const cost = costInShort(frame.locale, note.fields.costs, (per) => frame.t(`terms.per.${per}`));
  const hasKit = (note.fields.transferKit?.steps ?? []).length > 0;
  if (cost === null && !hasKit) return null;
  return (
    <ul class="facts">
      {cost !== null && (
        <li>
          <Icon name="euro" />
          {cost}
        </li>
      )}
      {hasKit && (
        <li>
          <Icon name="blatt" />
          {frame.t("reading.kit")}
        </li>
      )}
    </ul>
  );
};
