import type { Child } from "hono/jsx";
import type { Frame } from "../../../ui/env.ts";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { langOf, languageTag } from "../../../ui/lang.ts";
import { oembedOf } from "../../../ui/oembed.ts";
import { Page } from "../../../ui/page.tsx";
import { ReportLink } from "../../../ui/parts/report-link.tsx";
import type { ReactionKind } from "../../posts/posts.model.ts";
import type { ProjectNoteView } from "../project-notes.model.ts";
import type { CommentView } from "./comment-view.ts";
import { Comments } from "./comments.tsx";
import { NoteMain } from "./note-main.tsx";
import { ownImages, pathOf } from "./note-picture.tsx";

/** What other features show on the page of a note. */
export interface NoteAddition {
  /** Beside it, first of all. */
  readonly beside?: Child;
  /** Below what was written. */
  readonly below?: Child;
}

export interface NotePageProps {
  readonly note: ProjectNoteView;
  readonly comments: readonly CommentView[];
  readonly frame: Frame;
  /** What the viewer has done with it already. */
  readonly done: ReadonlySet<ReactionKind> | undefined;
  /** The viewer has put the note aside. */
  readonly kept?: boolean | undefined;
  readonly pinned?: boolean | null | undefined;
  /** Show the plain-language text instead of the long one. */
  readonly plain: boolean;
  readonly additions?: readonly NoteAddition[];
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
        ...(note.local && !note.forPartners ? [oembedOf(note.url)] : []),
        ...(languageTag(note.language) === undefined ? [] : [{ href: note.path, hreflang: note.language }]),
        ...(note.plainContent === null
          ? []
          : [{ href: `${note.path}?einfach=1`, hreflang: `${note.language.slice(0, 2)}-simple` }]),
      ]}
      creator={note.author}
      openGraph={{ type: "article", image: image && pathOf(image.url) }}
      crumbs={[{ href: "/projekte", label: t("reading.catalogue.crumb") }]}
      crumb={<bdi lang={lang}>{note.fields.title}</bdi>}
      bare
    >
      <div class="frame">
        {props.draft !== undefined && <ErrorSummary t={t} errors={[{ field: "text", message: props.draft.error }]} />}
        <NoteMain note={note} frame={frame} plain={plain} beside={props.additions?.map(({ beside }) => beside)} />
        {props.additions?.map(({ below }) => below)}
        <Comments
          note={note}
          comments={props.comments}
          done={props.done}
          kept={props.kept}
          pinned={props.pinned}
          frame={frame}
          draft={props.draft}
        />
        <History note={note} frame={frame} />
        <p>
          <ReportLink frame={frame} address={note.uri} />
        </p>
      </div>
    </Page>
  );
};

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
