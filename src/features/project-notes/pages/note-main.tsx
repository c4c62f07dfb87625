import type { Child } from "hono/jsx";
import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { Checkbox } from "../../../ui/forms/choices.tsx";
import { langOf } from "../../../ui/lang.ts";
import { ActorLink } from "../../../ui/parts/actor-link.tsx";
import { RichText } from "../../../ui/parts/rich-text.tsx";
import type { ProjectNoteView } from "../project-notes.model.ts";
import { NoteBody } from "./note-body.tsx";
import { NoteFacts } from "./note-facts.tsx";
import { NoteHead } from "./note-head.tsx";
import { NoteKitSection } from "./note-kit.tsx";

interface NoteProps {
  readonly note: ProjectNoteView;
  readonly frame: Frame;
}

/** All that was written, on its own page and in the preview. `plain`: the plain-language text instead of the long one. */
export const NoteMain = ({
  note,
  frame,
  plain,
  beside,
}: NoteProps & { readonly plain: boolean; readonly beside?: Child | undefined }) => (
  <>
    <NoteHead note={note} frame={frame} plain={plain} />
    <div class="split section">
      {plain ? <PlainText note={note} frame={frame} /> : <LongText note={note} frame={frame} />}
      <Aside note={note} frame={frame} beside={beside} />
    </div>
    <div lang={langOf(note.language, frame.locale)}>{!plain && <NoteKitSection note={note} frame={frame} />}</div>
  </>
);

const LongText = ({ note, frame }: NoteProps) =>
  note.structure === "ok" ? (
    <NoteBody note={note} frame={frame} />
  ) : (
    <div class="flow">
      <p class="soft">{frame.t("reading.note.article")}</p>
      <RichText
        html={note.content}
        lang={langOf(note.language, frame.locale)}
        emojis={{ all: note.emojis, owner: note.author.host, frame }}
      />
    </div>
  );

const PlainText = ({ note, frame }: NoteProps) => (
  <section class="flow plain-text" aria-labelledby="einfach-titel">
    <h2 id="einfach-titel">{frame.t("reading.note.plain.title")}</h2>
    <RichText
      html={note.plainContent ?? ""}
      lang={`${note.language.slice(0, 2)}-simple`}
      emojis={{ all: note.emojis, owner: note.author.host, frame }}
    />
    <p class="small soft">{frame.t("reading.note.plain.note")}</p>
    <PlainCheckLine note={note} frame={frame} />
    {note.canCheckPlain && frame.viewer && <PlainCheckForm note={note} frame={frame} />}
  </section>
);

/** Who of those who did not write it has read it. Ours only: of a peer's text we do not know. */
const PlainCheckLine = ({ note: { plainCheck, local }, frame }: NoteProps) => {
  const { t, locale } = frame;
  if (!local) return null;
  if (plainCheck === null) return <p class="small">{t("reading.note.plain.unchecked")}</p>;
  const date = formatDay(locale, plainCheck.at);
  return (
    <p class="small">
      {t("reading.note.plain.checked")} <ActorLink actor={plainCheck.by} frame={frame} />,{" "}
      <time datetime={plainCheck.at.toISOString()}>{date}</time>
      {plainCheck.byReader && ` (${t("reading.note.plain.checked.reader")})`}
    </p>
  );
};

const PlainCheckForm = ({ note, frame: { t, viewer } }: NoteProps) =>
  note.plainCheck?.by.id === viewer?.actorId ? (
    <form class="no-print" method="post" action={`${note.path}/einfach-geprueft`}>
      <Button look="tertiary" name="pruefung" value="zurueck">
        {t("reading.note.plain.check.withdraw")}
      </Button>
    </form>
  ) : (
    <form class="form no-print" method="post" action={`${note.path}/einfach-geprueft`}>
      <Checkbox t={t} name="zielgruppe" label={t("reading.note.plain.check.reader")} />
      <Button look="secondary" name="pruefung" value="ja">
        {t("reading.note.plain.check")}
      </Button>
    </form>
  );

const Aside = ({ note, frame, beside }: NoteProps & { readonly beside?: Child | undefined }) => {
  const { t } = frame;
  return (
    <aside class="sticky flow" aria-labelledby="ueberblick">
      {beside}
      <div class="sheet flow">
        <h2 id="ueberblick" class="small-heading">
          {t("reading.note.at-a-glance")}
        </h2>
        <NoteFacts note={note} frame={frame} />
      </div>
      <Passing note={note} frame={frame} />
      {(note.canEdit || note.canDelete) && <Actions note={note} frame={frame} />}
    </aside>
  );
};

/** Whom to ask, and what one may do with the text. */
const Passing = ({ note, frame: { t } }: NoteProps) => {
  const { contact, licence } = note.fields;
  if (contact === undefined && licence === undefined) return null;
  return (
    <div class="flow small">
      {contact !== undefined && (
        <p>
          <span class="soft">{t("reading.note.contact")}:</span> <bdi>{contact.name}</bdi>
          {contact.role !== undefined && `, ${contact.role}`}
        </p>
      )}
      {licence !== undefined && (
        <p>
          <span class="soft">{t("reading.note.licence")}:</span> {t(`terms.licence.${licence}`)}
        </p>
      )}
    </div>
  );
};

const Actions = ({ note, frame: { t } }: NoteProps) => (
  <nav class="row no-print" aria-label={t("reading.note.actions")}>
    {note.canEdit && (
      <LinkButton look="secondary" icon="stift" href={`${note.path}/bearbeiten`}>
        {t("reading.note.edit")}
      </LinkButton>
    )}
    {note.canDelete && (
      <LinkButton look="tertiary" href={`${note.path}/loeschen`}>
        {t("reading.note.delete")}
      </LinkButton>
    )}
  </nav>
);
