import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { langOf } from "../../../ui/lang.ts";
import { ActorLink } from "../../../ui/parts/actor-link.tsx";
import { Icon } from "../../../ui/parts/icon.tsx";
import type { ProjectNoteView } from "../project-notes.model.ts";
import { HeadPicture } from "./note-picture.tsx";
import { Origin } from "./origin.tsx";
import { OutcomeMark } from "./outcome.tsx";
import { NoteWords } from "./paragraphs.tsx";

interface HeadProps {
  readonly note: ProjectNoteView;
  readonly frame: Frame;
  /** Whether the plain-language text is shown. */
  readonly plain: boolean;
}

export const NoteHead = ({ note, frame, plain }: HeadProps) => {
  const { t, locale } = frame;
  const lang = langOf(note.language, locale);
  const written = formatDay(locale, note.publishedAt);
  return (
    <div class="split note-head">
      <header class="flow">
        <Origin note={note} frame={frame}>
          <time datetime={note.publishedAt.toISOString()}>{t("reading.origin.written", { date: written })}</time>
        </Origin>
        <h1 lang={lang}>
          <bdi>
            <NoteWords note={note} frame={frame} text={note.fields.title} />
          </bdi>
        </h1>
        <p class="lead" lang={lang}>
          <NoteWords note={note} frame={frame} text={note.fields.summary} />
        </p>
        <Author note={note} frame={frame} />
        {note.forPartners && <p class="soft small">{t("reading.note.for-partners")}</p>}
        {note.actedBy !== null && (
          <p class="soft small">
            <bdi>{t("organisations.writtenBy", { name: note.actedBy.name })}</bdi>
          </p>
        )}
        <p class="row">
          {note.structure === "ok" && <OutcomeMark outcome={note.outcome} t={t} />}
          {(note.fields.transferKit?.steps ?? []).length > 0 && (
            <span class="outcome">
              <Icon name="blatt" />
              {t("reading.kit.with")}
            </span>
          )}
        </p>
        {note.plainContent !== null && <LanguageSwitch note={note} frame={frame} plain={plain} />}
      </header>
      <HeadPicture note={note} frame={frame} />
    </div>
  );
};

const Author = ({ note, frame }: Omit<HeadProps, "plain">) => {
  const { t, locale } = frame;
  const { author, coAuthors, updatedAt, publishedAt } = note;
  return (
    <p class="soft">
      {t("reading.origin.by")}{" "}
      {[author, ...coAuthors].map((each, index) => (
        <>
          {index > 0 && ", "}
          <ActorLink actor={each} frame={frame} />
        </>
      ))}
      {updatedAt.getTime() !== publishedAt.getTime() && (
        <>
          {", "}
          <time datetime={updatedAt.toISOString()}>
            {t("reading.origin.changed", { date: formatDay(locale, updatedAt) })}
          </time>
        </>
      )}
    </p>
  );
};

/** Two links; the choice is kept in the address, and only who asks for it is given a cookie that remembers it. */
const LanguageSwitch = ({ note, frame, plain }: HeadProps) => {
  const { t, plainLanguage } = frame;
  return (
    <>
      <Versions note={note} frame={frame} plain={plain} />
      {note.slug !== null || !note.local ? (
        <form class="row no-print small" method="post" action="/sprache/einfach">
          <input type="hidden" name="weiter" value={plainLanguage ? note.path : `${note.path}?einfach=1`} />
          <Button look="tertiary" name="merken" value={plainLanguage ? "nein" : "ja"}>
            {t(plainLanguage ? "reading.note.language.forget" : "reading.note.language.remember")}
          </Button>
        </form>
      ) : null}
    </>
  );
};

const Versions = ({ note, frame: { t, plainLanguage }, plain }: HeadProps) => (
  <nav class="row no-print" aria-labelledby="sprache">
    <span id="sprache">{t("reading.note.language")}</span>
    <span class="switch">
      <a href={plainLanguage ? `${note.path}?einfach=0` : note.path} aria-current={plain ? undefined : "true"}>
        {t("reading.note.language.normal")}
      </a>
      <a href={`${note.path}?einfach=1`} aria-current={plain ? "true" : undefined}>
        {t("reading.note.language.plain")}
      </a>
    </span>
  </nav>
);
