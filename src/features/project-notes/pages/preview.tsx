import type { Frame } from "../../../ui/env.ts";
import { LinkButton } from "../../../ui/forms/buttons.tsx";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { Details } from "../../../ui/parts/details.tsx";
import type { PlainHints } from "../plain-language.hints.ts";
import { mastodonPreview } from "../project-notes.content.ts";
import type { MastodonPreview, ProjectNoteView } from "../project-notes.model.ts";
import { NoteCard } from "./card.tsx";
import { NoteMain } from "./note-main.tsx";
import { PlainHintList } from "./plain-hints.tsx";
import { problemEntries, type SaidProblem } from "./problem-texts.ts";

interface PreviewProps {
  readonly frame: Frame;
  /** The draft as the note that it would become. */
  readonly note: ProjectNoteView;
}

/** Beside the form: the card, and what a microblog shows. */
export const PreviewAside = ({ frame, note }: PreviewProps) => (
  <>
    <Details title={frame.t("writing.aside.here")} group="vorschau" open>
      <div inert>
        <NoteCard note={note} frame={frame} />
      </div>
    </Details>
    <Details title={frame.t("writing.aside.mastodon")} group="vorschau">
      <MastodonCard frame={frame} note={note} />
    </Details>
  </>
);

/** Made by the function that also says what goes over the wire. */
const previewOf = (note: ProjectNoteView): MastodonPreview =>
  mastodonPreview(note.fields, note.slug === null ? null : note.url);

const MastodonCard = ({ frame, note }: PreviewProps) => {
  const { t } = frame;
  const shown = previewOf(note);
  return (
    <div class="sheet flow">
      <p>
        <b>
          <bdi>{note.author.name}</bdi>
        </b>{" "}
        <span class="soft address">
          @{note.author.handle}@{note.author.host}
        </span>
      </p>
      <p>
        <b>{shown.title}</b>
      </p>
      <p class="kept">{shown.summary}</p>
      <p class="address soft">{shown.link ?? t("writing.preview.address")}</p>
      {shown.hashtags.length > 0 && <p class="address">{shown.hashtags.join(" ")}</p>}
      {shown.imageUrl !== null && (
        <img class="upload" src={`${new URL(shown.imageUrl).pathname}/klein`} alt={shown.imageAlt} />
      )}
    </div>
  );
};

interface PreviewPageProps extends PreviewProps {
  /** Path of the form. */
  readonly back: string;
  /** Path of this preview: the switch to the plain-language text leads back to it. */
  readonly here: string;
  readonly plain: boolean;
  readonly problems: readonly SaidProblem[];
  /** What could be simpler in the plain-language text; null while that is not shown. */
  readonly hints: PlainHints | null;
}

/** The whole preview: in full, in a list, and on a microblog. */
export const PreviewPage = ({ frame, note, back, here, plain, problems, hints }: PreviewPageProps) => {
  const { t } = frame;
  return (
    <Page frame={frame} title={t("writing.preview.title", { title: note.fields.title })} crumbs={[]} bare noindex>
      <div class="frame flow">
        <Alert kind="info" title={t("writing.preview.lead")}>
          {problems.length > 0 && <p>{t("writing.preview.missing")}</p>}
          <Missing frame={frame} back={back} problems={problems} />
          <p>
            <LinkButton look="secondary" href={back}>
              {t("writing.preview.back")}
            </LinkButton>
          </p>
        </Alert>
        {hints !== null && (
          <Alert kind="info" title={t("writing.plain.title")}>
            <PlainHintList t={t} hints={hints} />
          </Alert>
        )}
        <NoteMain note={{ ...note, path: here, canEdit: false, canDelete: false }} frame={frame} plain={plain} />
        <div class="split split--even section">
          <section class="flow" aria-labelledby="liste">
            <h2 id="liste">{t("writing.preview.card")}</h2>
            <div inert>
              <NoteCard note={note} frame={frame} />
            </div>
          </section>
          <section class="flow" aria-labelledby="mastodon">
            <h2 id="mastodon">{t("writing.aside.mastodon")}</h2>
            <p class="soft">{t("writing.preview.mastodon.lead")}</p>
            <MastodonCard frame={frame} note={note} />
          </section>
        </div>
      </div>
    </Page>
  );
};

const Missing = ({
  frame,
  back,
  problems,
}: Pick<PreviewProps, "frame"> & { back: string; problems: readonly SaidProblem[] }) =>
  problems.length === 0 ? null : (
    <ul class="bullets">
      {problemEntries(frame.t, problems).map(({ field, message }) => (
        <li>
          <a href={`${back}#${field}`}>{message}</a>
        </li>
      ))}
    </ul>
  );
