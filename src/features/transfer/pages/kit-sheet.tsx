import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { renderSVG } from "uqr";
import { formatDuration, formatMoney } from "../../../ui/format.ts";
import type { Locale, Translate } from "../../../ui/i18n/i18n.ts";
import { langOf } from "../../../ui/lang.ts";
import type { ProjectNoteView } from "../../project-notes/project-notes.model.ts";
import type { NoteKit } from "../../project-notes/project-notes.schemas.ts";

export interface SheetProps {
  readonly note: ProjectNoteView;
  readonly t: Translate;
  readonly locale: Locale;
}

/** All that a district needs to do the same, to be printed: steps to tick off, and what to mind. Text alone, no pictures. */
export const KitSheet = ({ note, t, locale }: SheetProps) => {
  const { fields } = note;
  const kit: NoteKit = fields.transferKit ?? {};
  return (
    <div class="kit-sheet" lang={langOf(note.language, locale)}>
      <div class="kit-sheet__head">
        <div>
          <p class="lead">{fields.summary}</p>
          <p lang={locale}>{inShort(kit, t, locale)}</p>
        </div>
        <QrCode address={note.url} t={t} />
      </div>
      <Steps kit={kit} locale={locale} />
      <div class="kit-sheet__parts">
        <Part title={t("transfer.materials")} items={fields.resources?.map(({ text }) => text)} />
        <Part title={t("transfer.costs")} items={costLines(note, t, locale)} />
        <Part title={t("reading.kit.minimum")} items={kit.minimum === undefined ? [] : [kit.minimum]} />
        <Part title={t("reading.kit.prerequisites")} items={kit.prerequisites} />
        <Part title={t("reading.kit.checklist")} items={kit.checklist} boxes />
        <Part title={t("reading.kit.pitfalls")} items={kit.pitfalls} />
        <Part title={t("transfer.lessons")} items={lessonLines(note)} />
        <Part
          title={t("reading.kit.support")}
          items={[contactLine(note), kit.support].filter((line) => line !== undefined)}
        />
      </div>
      <p class="small" lang={locale}>
        {t("transfer.source", { author: note.author.name, district: note.district.name })}{" "}
        {fields.licence !== undefined && t(`terms.licence.${fields.licence}`)}
      </p>
    </div>
  );
};

const inShort = (kit: NoteKit, t: Translate, locale: Locale): string =>
  [
    kit.difficulty && t(`terms.difficulty.${kit.difficulty}`),
    kit.duration && t("reading.kit.duration", { duration: formatDuration(locale, kit.duration) }),
  ]
    .filter((part) => part)
    .join(" · ");

/** Leads whoever holds the paper to the note, with what has changed since. */
const QrCode = ({ address, t }: { address: string; t: Translate }) => (
  <figure class="kit-sheet__code">
    <div role="img" aria-label={t("transfer.code", { address })}>
      {raw(renderSVG(address, { ecc: "M", border: 2 }))}
    </div>
    <figcaption class="address small">{address}</figcaption>
  </figure>
);

const Steps = ({ kit: { steps = [] }, locale }: { kit: NoteKit; locale: Locale }) =>
  steps.length === 0 ? null : (
    <ol class="kit-sheet__steps">
      {steps.map(({ name, text, duration }) => (
        <li>
          <span class="kit-sheet__box" aria-hidden="true" />
          <div>
            <b>{name}</b>
            {duration !== undefined && <span lang={locale}> ({formatDuration(locale, duration)})</span>}
            {text !== undefined && <p class="pre-line">{text.trim()}</p>}
          </div>
        </li>
      ))}
    </ol>
  );

interface PartProps {
  readonly title: Child;
  readonly items: readonly string[] | undefined;
  /** With boxes to tick. */
  readonly boxes?: boolean;
}

const Part = ({ title, items = [], boxes = false }: PartProps) =>
  items.length === 0 ? null : (
    <section>
      <h2>{title}</h2>
      <ul class={boxes ? "kit-sheet__boxes" : "bullets"}>
        {items.map((item) => (
          <li>
            {boxes && <span class="kit-sheet__box" aria-hidden="true" />}
            <span>{item}</span>
          </li>
        ))}
      </ul>
    </section>
  );

const costLines = ({ fields: { costs = [] } }: ProjectNoteView, t: Translate, locale: Locale): string[] =>
  costs.map(({ label, amount, currency, per }) => {
    const money = formatMoney(locale, amount, currency);
    return `${label}: ${per === undefined || per === "once" ? money : `${money} ${t(`terms.per.${per}`)}`}`;
  });

const lessonLines = ({ fields: { lessons = {} } }: ProjectNoteView): string[] => [
  ...(lessons.worked ?? []),
  ...(lessons.didNotWork ?? []),
  ...(lessons.wouldChange ?? []),
];

const contactLine = ({ fields: { contact } }: ProjectNoteView): string | undefined =>
  contact && [contact.name, contact.role].filter((part) => part !== undefined).join(", ");
