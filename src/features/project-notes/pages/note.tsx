import type { Frame } from "../../../ui/env.ts";
import { LinkButton } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { langOf, languageTag } from "../../../ui/lang.ts";
import { Page } from "../../../ui/page.tsx";
import type { ProjectNoteView } from "../project-notes.model.ts";
import type { CommentView } from "./comment-view.ts";
import { Comments } from "./comments.tsx";
import { NoteBody } from "./note-body.tsx";
import { NoteFacts } from "./note-facts.tsx";
import { NoteHead } from "./note-head.tsx";
import { NoteKitSection } from "./note-kit.tsx";
import { ownImages, pathOf } from "./note-picture.tsx";
import { RichText } from "./rich-text.tsx";

export interface NotePageProps {
  readonly note: ProjectNoteView;
  readonly comments: readonly CommentView[];
  readonly frame: Frame;
  /** Show the plain-language text instead of the long one. */
  readonly plain: boolean;
  readonly draft?: { readonly text: string; readonly error: string } | undefined;
}

/** One project note, ours or a peer's. */
export const NotePage = (props: NotePageProps) => {
  const { note, frame } = props;
  const plain = props.plain && note.plainContent !== null;
  const { t } = frame;
  const lang = langOf(note.language, frame.locale);
  const [image] = ownImages(note);
  return (
    <Page
      frame={frame}
      title={note.fields.title}
      description={note.fields.summary}
      canonical={note.local ? note.path : note.url}
      alternates={[
        { href: note.uri, type: "application/activity+json" },
        ...(languageTag(note.language) === undefined ? [] : [{ href: note.path, hreflang: note.language }]),
        ...(note.plainContent === null ? [] : [{ href: `${note.path}?einfach=1`, hreflang: "de-simple" }]),
      ]}
      openGraph={{ type: "article", image: image && pathOf(image.url) }}
      crumbs={[{ href: "/projekte", label: t("reading.catalogue.crumb") }]}
      crumb={<bdi lang={lang}>{note.fields.title}</bdi>}
      bare
    >
      <div class="frame">
        {props.draft !== undefined && <ErrorSummary t={t} errors={[{ field: "text", message: props.draft.error }]} />}
        <NoteHead note={note} frame={frame} plain={plain} />
        <div class="split section">
          {plain ? <PlainText note={note} frame={frame} /> : <LongText note={note} frame={frame} />}
          <Aside note={note} frame={frame} />
        </div>
        <div lang={lang}>{!plain && <NoteKitSection note={note} frame={frame} />}</div>
        <Comments note={note} comments={props.comments} frame={frame} draft={props.draft} />
        <History note={note} frame={frame} />
      </div>
    </Page>
  );
};

const LongText = ({ note, frame }: Pick<NotePageProps, "note" | "frame">) =>
  note.structure === "ok" ? (
    <NoteBody note={note} frame={frame} />
  ) : (
    <div class="flow">
      <p class="soft">{frame.t("reading.note.article")}</p>
      <RichText html={note.content} lang={langOf(note.language, frame.locale)} />
    </div>
  );

const PlainText = ({ note, frame: { t } }: Pick<NotePageProps, "note" | "frame">) => (
  <section class="flow plain-text" aria-labelledby="einfach-titel">
    <h2 id="einfach-titel">{t("reading.note.plain.title")}</h2>
    <RichText html={note.plainContent ?? ""} lang="de-simple" />
    <p class="small soft">{t("reading.note.plain.note")}</p>
  </section>
);

const Aside = ({ note, frame }: Pick<NotePageProps, "note" | "frame">) => {
  const { t } = frame;
  return (
    <aside class="sticky flow" aria-labelledby="ueberblick">
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
const Passing = ({ note, frame: { t } }: Pick<NotePageProps, "note" | "frame">) => {
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

const Actions = ({ note, frame: { t } }: Pick<NotePageProps, "note" | "frame">) => (
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

const History = ({ note, frame: { t } }: Pick<NotePageProps, "note" | "frame">) =>
  note.local ? (
    <p class="section small no-print">
      {note.version > 1 ? (
        <a href={`${note.path}/verlauf`}>{t("reading.note.history", { count: note.version })}</a>
      ) : (
        t("reading.note.history.one")
      )}
    </p>
  ) : null;
