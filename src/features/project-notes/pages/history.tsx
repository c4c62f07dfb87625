import type { Frame } from "../../../ui/env.ts";
import { formatMoment } from "../../../ui/format.ts";
import type { MessageKey, Translate } from "../../../ui/i18n/i18n.ts";
import { langOf } from "../../../ui/lang.ts";
import { Page } from "../../../ui/page.tsx";
import type { Change } from "../form/changes.ts";
import type { NoteVersion, ProjectNoteView } from "../project-notes.model.ts";
import { NoteBody } from "./note-body.tsx";
import { NoteKitSection } from "./note-kit.tsx";
import { labelOf, wordFor } from "./problem-texts.ts";

interface HistoryProps {
  readonly frame: Frame;
  readonly note: ProjectNoteView;
}

const crumbsTo = ({ frame: { t }, note }: HistoryProps) => [
  { href: "/projekte", label: t("common.menu.projects") },
  { href: note.path, label: <bdi>{note.fields.title}</bdi> },
];

/** All versions with date and editor, the newest first. */
export const HistoryPage = (props: HistoryProps & { versions: readonly NoteVersion[] }) => {
  const { frame, note, versions } = props;
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("writing.history.of", { title: note.fields.title })}
      lead={t("writing.history.lead")}
      crumbs={crumbsTo(props)}
      crumb={t("writing.history")}
      noindex
    >
      <ol class="lines" reversed>
        {versions.map((version) => (
          <li>
            <a href={`${note.path}/verlauf/${version.version}`}>
              {t("writing.history.version", { version: version.version })}
            </a>{" "}
            {version.version === note.version && <b>({t("writing.history.current")})</b>}
            <br />
            <VersionLine frame={frame} version={version} />
          </li>
        ))}
      </ol>
      <Back {...props} />
    </Page>
  );
};

const VersionLine = ({ frame: { t, locale }, version }: { frame: Frame; version: NoteVersion }) => (
  <span class="soft">
    <time datetime={version.at.toISOString()}>{formatMoment(locale, version.at)}</time>
    {version.editorName !== "" && (
      <>
        {" · "}
        <bdi>{t("writing.history.by", { name: version.editorName })}</bdi>
      </>
    )}
  </span>
);

const Back = ({ frame: { t }, note }: HistoryProps) => (
  <p>
    <a href={note.path}>{t("writing.history.back")}</a>
  </p>
);

interface VersionProps extends HistoryProps {
  readonly version: NoteVersion;
  /** The note as it was then. */
  readonly then: ProjectNoteView;
  /** What changed from the version before; null for the first one. */
  readonly changes: readonly Change[] | null;
}

/** One version: what changed, and the whole text as it was. */
export const VersionPage = (props: VersionProps) => {
  const { frame, note, version, then, changes } = props;
  const { t } = frame;
  const number = t("writing.history.version", { version: version.version });
  return (
    <Page
      frame={frame}
      title={`${number}: ${note.fields.title}`}
      crumbs={[...crumbsTo(props), { href: `${note.path}/verlauf`, label: t("writing.history") }]}
      crumb={number}
      noindex
    >
      <p>
        <VersionLine frame={frame} version={version} />
      </p>
      <h2>{t("writing.history.compare")}</h2>
      <Changes t={t} changes={changes} />
      <h2>{t("writing.history.whole")}</h2>
      <div class="flow" lang={langOf(then.language, frame.locale)}>
        <p>
          <b>{then.fields.title}</b>
        </p>
        <p>{then.fields.summary}</p>
      </div>
      <NoteBody note={then} frame={frame} />
      <NoteKitSection note={then} frame={frame} />
      <Back {...props} />
    </Page>
  );
};

const Changes = ({ t, changes }: { t: Translate; changes: readonly Change[] | null }) => {
  if (changes === null) return <p>{t("writing.history.first")}</p>;
  if (changes.length === 0) return <p>{t("writing.history.same")}</p>;
  return (
    <dl class="changes flow">
      {changes.map(({ field, before, after }) => (
        <div>
          <dt>
            <b>{labelOf(t, field) || field}</b>
          </dt>
          <dd>
            <Side t={t} title="writing.history.before" field={field} text={before} />
          </dd>
          <dd>
            <Side t={t} title="writing.history.after" field={field} text={after} />
          </dd>
        </div>
      ))}
    </dl>
  );
};

const Side = ({ t, title, field, text }: { t: Translate; title: MessageKey; field: string; text: string }) => (
  <>
    <span class="soft">{t(title)}:</span>{" "}
    {text === "" ? (
      <span class="soft">{t("writing.history.nothing")}</span>
    ) : (
      <span class="kept">{wordFor(t, field, text)}</span>
    )}
  </>
);
