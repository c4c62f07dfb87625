import type { Child } from "hono/jsx";
import type { Frame } from "../../../ui/env.ts";
import { formatDuration, formatList } from "../../../ui/format.ts";
import { Icon } from "../../../ui/parts/icon.tsx";
import type { ProjectNoteView } from "../project-notes.model.ts";
import type { NoteKit } from "../project-notes.schemas.ts";
import { missingParts } from "../transfer-kit.model.ts";
import { NoteFiles } from "./note-files.tsx";
import { Bullets, Paragraphs } from "./paragraphs.tsx";

interface KitProps {
  readonly note: ProjectNoteView;
  readonly kit: NoteKit;
  readonly frame: Frame;
}

const isEmpty = (kit: NoteKit): boolean =>
  Object.values(kit).every((value) => value === undefined || (Array.isArray(value) && value.length === 0));

/** What another district needs to do the same: steps to tick, and what to mind. `#paket` prints alone on one page. */
export const NoteKitSection = ({ note, frame }: { note: ProjectNoteView; frame: Frame }) => {
  const { transferKit: kit } = note.fields;
  if (kit === undefined || isEmpty(kit)) return null;
  const { t } = frame;
  return (
    <section class="section" id="paket" aria-labelledby="paket-titel">
      <div class="split">
        <div class="flow">
          <div class="row row--ends">
            <h2 id="paket-titel">{t("reading.kit.title")}</h2>
            {(kit.steps ?? []).length > 0 && (
              <p class="no-print">
                <a href={`${note.path}/paket`}>
                  <Icon name="drucker" /> {t("reading.kit.print")}
                </a>
              </p>
            )}
          </div>
          {note.transferReady && (
            <p class="row">
              <span class="outcome">
                <Icon name="geben" />
                {t("transfer.ready")}
              </span>
            </p>
          )}
          <KitSummary kit={kit} frame={frame} />
          <Steps note={note} kit={kit} frame={frame} />
          <Missing note={note} frame={frame} />
        </div>
        <KitNotes note={note} kit={kit} frame={frame} />
      </div>
    </section>
  );
};

/** Tells whoever may edit the note what others will look for. */
const Missing = ({ note, frame: { t, locale } }: Omit<KitProps, "kit">) => {
  const missing = note.canEdit ? missingParts(note.fields) : [];
  if (missing.length === 0) return null;
  const parts = formatList(
    locale,
    missing.map((part) => t(`transfer.part.${part}`)),
  );
  return (
    <p class="soft no-print">
      {t("transfer.missing", { parts })} <a href={`${note.path}/bearbeiten`}>{t("reading.note.edit")}</a>
    </p>
  );
};

const KitSummary = ({ kit, frame: { t, locale } }: Omit<KitProps, "note">) => {
  const parts = [
    kit.difficulty && t(`terms.difficulty.${kit.difficulty}`),
    kit.duration && t("reading.kit.duration", { duration: formatDuration(locale, kit.duration) }),
  ].filter((part) => part);
  return <p>{parts.length > 0 ? parts.join(" · ") : t("reading.kit.lead")}</p>;
};

const Steps = ({ note, kit, frame }: KitProps) => {
  const { t, locale } = frame;
  const { steps = [] } = kit;
  if (steps.length === 0) return null;
  return (
    <ol class="steps">
      {steps.map(({ name, text, duration }, index) => (
        <li>
          <div>
            <h3>{name}</h3>
            {text !== undefined && <Paragraphs note={note} frame={frame} text={text} />}
            {duration !== undefined && <p class="soft small">{formatDuration(locale, duration)}</p>}
          </div>
          <div class="kern-form-check">
            <input
              class="kern-form-check__checkbox"
              type="checkbox"
              name="schritt"
              value={String(index + 1)}
              aria-label={t("reading.kit.done", { step: name })}
            />
          </div>
        </li>
      ))}
    </ol>
  );
};

const Part = ({ title, children }: { title: string; children?: Child }) => (
  <div class="flow">
    <h3>{title}</h3>
    {children}
  </div>
);

const KitNotes = ({ note, kit, frame }: KitProps) => {
  const { t } = frame;
  const { prerequisites = [], checklist = [], pitfalls = [], files = [], minimum, support } = kit;
  const some = prerequisites.length + checklist.length + pitfalls.length + files.length > 0 || minimum || support;
  if (!some) return null;
  return (
    <div class="panel flow">
      {minimum !== undefined && (
        <Part title={t("reading.kit.minimum")}>
          <p>{minimum}</p>
        </Part>
      )}
      {prerequisites.length > 0 && (
        <Part title={t("reading.kit.prerequisites")}>
          <Bullets note={note} frame={frame} items={prerequisites} />
        </Part>
      )}
      {checklist.length > 0 && (
        <Part title={t("reading.kit.checklist")}>
          <Bullets note={note} frame={frame} items={checklist} />
        </Part>
      )}
      {pitfalls.length > 0 && (
        <Part title={t("reading.kit.pitfalls")}>
          <Bullets note={note} frame={frame} items={pitfalls} />
        </Part>
      )}
      {support !== undefined && (
        <Part title={t("reading.kit.support")}>
          <p>{support}</p>
        </Part>
      )}
      {files.length > 0 && (
        <Part title={t("reading.kit.files")}>
          <NoteFiles files={files} note={note} frame={frame} />
        </Part>
      )}
    </div>
  );
};
