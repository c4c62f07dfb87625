import { escapeHtml, textToHtml } from "../../platform/html.ts";
import { formatDuration, formatList, formatMoney, formatNumber, formatPartialDate } from "../../ui/format.ts";
import { type Locale, type Translate, translator } from "../../ui/i18n/i18n.ts";
import type { NoteAdoption } from "./adopted.model.ts";
import {
  type Block,
  heading,
  type Inline,
  list,
  paragraph,
  paragraphs,
  toHtml,
  toMarkdown,
} from "./project-notes.blocks.ts";
import { hashtagOf, type MastodonPreview, statusOf } from "./project-notes.model.ts";
import {
  DEFAULT_LICENCE,
  isTopicIri,
  type NoteFile,
  type NoteKit,
  type ProjectNoteFields,
} from "./project-notes.schemas.ts";

/**
 * The text that a note becomes for software that knows nothing of its structure: whatever a neighbour needs stands in
 * it (wire §1.4), the title first and in bold (decision 13).
 */

type Items = readonly (readonly Inline[])[];
/** What the parts of the text are made with. */
interface Writer {
  readonly locale: Locale;
  readonly t: Translate;
}

/** A heading and what stands under it; nothing at all where there is nothing to say. */
const section = (title: string, ...blocks: readonly Block[]): Block[] =>
  blocks.length === 0 ? [] : [heading(title), ...blocks];
const listOf = (items: Items, ordered = false): Block[] => (items.length === 0 ? [] : [list(items, ordered)]);
const linesOf = (lines: readonly string[] | undefined): Block[] => listOf((lines ?? []).map((line) => [line]));
const joined = (parts: readonly (string | undefined)[], separator = ", "): string =>
  parts.filter((part) => part !== undefined && part !== "").join(separator);
const named = (name: string, href: string | undefined): Inline => (href ? { text: name, href } : name);

/** From when until when, either end open. */
function periodOf({ locale, t }: Writer, { begin, end }: ProjectNoteFields): string | undefined {
  const from = begin && formatPartialDate(locale, begin);
  const until = end && formatPartialDate(locale, end);
  if (from && until) return from === until ? from : t("project-notes.period", { begin: from, end: until });
  if (from) return t("project-notes.period.since", { begin: from });
  return until && t("project-notes.period.until", { end: until });
}

function placeOf({ place }: ProjectNoteFields): string | undefined {
  return place && joined([place.name, place.street, joined([place.postalCode, place.city], " ")]);
}

function facts(writer: Writer, fields: ProjectNoteFields): Block[] {
  const { t, locale } = writer;
  const topics = (fields.topics ?? []).map(
    (topic): Inline => (isTopicIri(topic) ? { text: topic, href: topic } : topic),
  );
  const separated = topics.flatMap((topic, index): Inline[] => (index === 0 ? [topic] : [", ", topic]));
  const entries: [string, Inline[]][] = [
    [t("project-notes.fact.status"), [t(`terms.status.${statusOf(fields)}`)]],
    [t("project-notes.fact.outcome"), [t(`terms.outcome.${fields.outcome ?? "ongoing"}`)]],
    [t("project-notes.fact.period"), [periodOf(writer, fields) ?? ""]],
    [t("project-notes.fact.checkedAt"), [fields.checkedAt ? formatPartialDate(locale, fields.checkedAt) : ""]],
    [t("project-notes.fact.place"), [placeOf(fields) ?? ""]],
    [t("project-notes.fact.sectors"), [joined((fields.sectors ?? []).map((sector) => t(`terms.sector.${sector}`)))]],
    [t("project-notes.fact.topics"), separated],
  ];
  const told = entries.filter(([, value]) => value.some((part) => part !== ""));
  return [list(told.map(([name, value]) => [{ bold: `${name}:` }, " ", ...value]))];
}

function needs({ t, locale }: Writer, fields: ProjectNoteFields): Block[] {
  const resources = (fields.resources ?? []).map(({ kind, text, quantity, unit, per }) => {
    const amount = joined(
      [quantity && formatNumber(locale, Number(quantity)), unit, per && t(`terms.per.${per}`)],
      " ",
    );
    return [`${t(`terms.resource.${kind}`)}: ${joined([text, amount])}`];
  });
  const effort = fields.effort ? [[`${t("project-notes.need.effort")}: ${fields.effort}`]] : [];
  const space = fields.space ? [[`${t("project-notes.need.space")}: ${fields.space}`]] : [];
  return section(t("project-notes.heading.needs"), ...listOf([...resources, ...effort, ...space]));
}

type Money = NonNullable<ProjectNoteFields["costs"]>[number];

function finance({ t, locale }: Writer, { costs = [], income = [] }: ProjectNoteFields): Block[] {
  const item = (flow: string) => (money: Money) => {
    const sum = formatMoney(locale, money.amount, money.currency);
    const amount = joined([sum, money.per && t(`terms.per.${money.per}`)], " ");
    const estimate = money.estimate ? ` (${t("project-notes.estimate")})` : "";
    return [`${flow}: ${money.label}, ${amount}${estimate}`];
  };
  const items = [...costs.map(item(t("project-notes.cost"))), ...income.map(item(t("project-notes.income")))];
  return section(t("project-notes.heading.finance"), ...listOf(items));
}

function partners({ t }: Writer, fields: ProjectNoteFields): Block[] {
  const items = (fields.partners ?? []).map((partner): Inline[] => {
    const sector = partner.sector ? ` (${t(`terms.sector.${partner.sector}`)})` : "";
    const role = partner.role ? `: ${partner.role}` : "";
    const gains = partner.gains?.length ? ` – ${t("project-notes.gains")}: ${joined(partner.gains, "; ")}` : "";
    return [named(partner.name, partner.actor), `${sector}${role}${gains}`];
  });
  return section(t("project-notes.heading.partners"), ...listOf(items));
}

function coProduction({ t, locale }: Writer, { coProduction: parts }: ProjectNoteFields): Block[] {
  if (!parts) return [];
  const names = (["plan", "run", "evaluate"] as const).map((part) => ({
    name: t(`project-notes.coProduction.${part}`),
    together: parts[part],
  }));
  const sentence = (together: boolean): Block[] => {
    const which = names.filter((part) => part.together === together).map((part) => part.name);
    const key = together ? "project-notes.coProduction.with" : "project-notes.coProduction.without";
    return which.length === 0 ? [] : [paragraph(t(key, { parts: formatList(locale, which) }))];
  };
  return section(t("project-notes.heading.coProduction"), ...sentence(true), ...sentence(false));
}

function impact({ t }: Writer, fields: ProjectNoteFields): Block[] {
  const items = (fields.impact ?? []).map(({ name, before, after, unit }) => {
    const change = joined([
      before && t("project-notes.impact.before", { value: before }),
      after && t("project-notes.impact.after", { value: after }),
    ]);
    return [joined([joined([name, unit && `(${unit})`], " "), change], ": ")];
  });
  return section(t("project-notes.heading.impact"), ...listOf(items));
}

function lessons({ t }: Writer, { lessons: learned }: ProjectNoteFields): Block[] {
  return (["worked", "didNotWork", "wouldChange"] as const).flatMap((part) =>
    section(t(`project-notes.heading.${part}`), ...linesOf(learned?.[part])),
  );
}

const fileLinks = (files: readonly NoteFile[] | undefined): Block[] =>
  listOf((files ?? []).map(({ name, url }) => [{ text: name, href: url }]));

function steps({ locale }: Writer, kit: NoteKit): Block[] {
  const items = (kit.steps ?? []).map((step): Inline[] => [
    { bold: step.name },
    step.duration ? ` (${formatDuration(locale, step.duration)})` : "",
    step.text ? `\n${step.text}` : "",
  ]);
  return listOf(items, true);
}

function transferKit(writer: Writer, { transferKit: kit }: ProjectNoteFields): Block[] {
  if (!kit) return [];
  const { t, locale } = writer;
  const told: [string, string | undefined][] = [
    [t("project-notes.kit.difficulty"), kit.difficulty && t(`terms.difficulty.${kit.difficulty}`)],
    [t("project-notes.kit.duration"), kit.duration && formatDuration(locale, kit.duration)],
    [t("project-notes.kit.minimum"), kit.minimum],
    [t("project-notes.kit.support"), kit.support],
  ];
  const summary = told.filter(([, value]) => value).map(([name, value]) => [`${name}: ${value}`]);
  const body = [
    ...listOf(summary),
    ...section(t("project-notes.heading.prerequisites"), ...linesOf(kit.prerequisites)),
    ...section(t("project-notes.heading.steps"), ...steps(writer, kit)),
    ...section(t("project-notes.heading.checklist"), ...linesOf(kit.checklist)),
    ...section(t("project-notes.heading.pitfalls"), ...linesOf(kit.pitfalls)),
    ...section(t("project-notes.heading.kitFiles"), ...fileLinks(kit.files)),
  ];
  return section(t("project-notes.heading.kit"), ...body);
}

function closing({ t }: Writer, fields: ProjectNoteFields, url: string | undefined): Block[] {
  const { contact } = fields;
  const who: Inline[] = contact ? [named(contact.name, contact.actor), contact.role ? `, ${contact.role}` : ""] : [];
  const licence = fields.licence ?? DEFAULT_LICENCE;
  return [
    ...section(t("project-notes.heading.files"), ...fileLinks(fields.files)),
    ...section(t("project-notes.heading.contact"), ...(contact ? [paragraph(...who)] : [])),
    paragraph(`${t("project-notes.licence")} `, { text: licence, href: LICENCE_IRIS[licence] }),
    ...(url ? [paragraph(`${t("project-notes.page")} `, { text: url, href: url })] : []),
  ];
}

/** What the licences are called on the wire. */
export const LICENCE_IRIS = {
  "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
  "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
  "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
} as const;

/** What stands around a note's text. */
export interface NoteAround {
  /** Page of the note, linked at the end; left out in a preview. */
  readonly url?: string | undefined;
  readonly adoption?: NoteAdoption | null | undefined;
}

/** Where it comes from and how far it is, before everything else. */
function descent({ t }: Writer, adoption: NoteAdoption | null | undefined): Block[] {
  if (!adoption?.named) return [];
  const { title, url, district } = adoption.named;
  const from = paragraph(
    `${t("project-notes.adopted.from")} `,
    { text: title, href: url },
    ` (${t("project-notes.adopted.district", { district })}). ${t(`terms.adoption.${adoption.state}.sentence`)}`,
  );
  const why = adoption.reason === null ? [] : [paragraph(`${t("project-notes.adopted.why")}: ${adoption.reason}`)];
  return [from, ...why, ...section(t("project-notes.adopted.adapted"), ...linesOf(adoption.adapted))];
}

function blocksOf(fields: ProjectNoteFields, locale: Locale, { url, adoption }: NoteAround): Block[] {
  const writer: Writer = { locale, t: translator(locale) };
  const texts = (["goal", "benefit", "measures"] as const).map((name) => {
    const text = fields[name];
    return section(writer.t(`project-notes.heading.${name}`), ...(text ? paragraphs(text) : []));
  });
  const [goal = [], benefit = [], measures = []] = texts;
  return [
    paragraph({ bold: fields.title }),
    ...descent(writer, adoption),
    paragraph(fields.summary),
    ...facts(writer, fields),
    ...goal,
    ...benefit,
    ...section(writer.t("project-notes.heading.targetGroups"), ...linesOf(fields.targetGroups)),
    ...measures,
    ...needs(writer, fields),
    ...finance(writer, fields),
    ...partners(writer, fields),
    ...coProduction(writer, fields),
    ...impact(writer, fields),
    ...lessons(writer, fields),
    ...transferKit(writer, fields),
    ...closing(writer, fields, url),
  ];
}

/**
 * The whole note as HTML: `content` on the wire, and what is shown where the structure is not.
 */
export const renderNoteContent = (fields: ProjectNoteFields, locale: Locale, around: NoteAround = {}): string =>
  toHtml(blocksOf(fields, locale, around));

/** The same as Markdown: `source` on the wire (Lemmy, PieFed, NodeBB and Friendica prefer it). */
export const plainMarkdown = (fields: ProjectNoteFields, locale: Locale, around: NoteAround = {}): string =>
  toMarkdown(blocksOf(fields, locale, around));

/** The plain-language twin as HTML, or null. */
export const renderPlainText = ({ plainText }: ProjectNoteFields): string | null =>
  plainText === undefined ? null : textToHtml(plainText);

/** The short form: `preview` on the wire (FEP-b2b8). */
export const renderPreview = ({ title, summary }: ProjectNoteFields): string =>
  `<p><strong>${escapeHtml(title)}</strong></p><p>${escapeHtml(summary)}</p>`;

/** What a Mastodon reader will see: name, summary, link, hashtags and the first picture (wire §6). */
export function mastodonPreview(fields: ProjectNoteFields, link: string | null = null): MastodonPreview {
  const [image] = fields.images ?? [];
  return {
    title: fields.title,
    summary: fields.summary,
    link,
    hashtags: hashtagsOf(fields).map((tag) => `#${tag}`),
    imageUrl: image?.url ?? null,
    imageAlt: image?.alt ?? "",
  };
}

/** The text topics as hashtags, without `#`, each once. */
export function hashtagsOf(fields: Pick<ProjectNoteFields, "topics">): string[] {
  const tags = (fields.topics ?? []).filter((topic) => !isTopicIri(topic)).map(hashtagOf);
  const seen = new Map(tags.filter((tag) => tag !== "").map((tag) => [tag.toLowerCase(), tag]));
  return [...seen.values()];
}
