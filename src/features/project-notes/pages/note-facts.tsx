import type { Child } from "hono/jsx";
import type { Frame } from "../../../ui/env.ts";
import { formatList, formatPartialDate } from "../../../ui/format.ts";
import type { Translate } from "../../../ui/i18n/i18n.ts";
import { type DescriptionItem, DescriptionList } from "../../../ui/parts/description-list.tsx";
import { type ProjectNoteView, topicKey } from "../project-notes.model.ts";
import { isTopicIri, type ProjectNoteFields } from "../project-notes.schemas.ts";
import { costInShort } from "./money.ts";

interface NoteProps {
  readonly note: ProjectNoteView;
  readonly frame: Frame;
}

/** What can be said in a line each. What was not filled in is not named. */
export const NoteFacts = ({ note, frame }: NoteProps) => {
  const { fields } = note;
  const { t, locale } = frame;
  const cost = costInShort(locale, fields.costs, (per) => t(`terms.per.${per}`));
  const lines: readonly (DescriptionItem | null)[] = [
    item(t("reading.note.targetGroups"), joined(frame, fields.targetGroups)),
    item(t("reading.note.status"), note.structure === "ok" ? t(`terms.status.${note.status}`) : null),
    item(t("reading.note.period"), period(frame, fields)),
    item(t("reading.note.effort"), fields.effort),
    item(t("reading.note.cost"), cost),
    item(t("reading.note.space"), fields.space),
    item(t("reading.note.place"), placeText(fields)),
    item(t("reading.note.coProduction"), coProduction(frame, fields)),
    item(t("reading.note.sectors"), sectors(frame, fields)),
    item(t("reading.note.topics"), fields.topics?.length ? <Topics topics={fields.topics} /> : null),
    item(t("reading.note.checkedAt"), fields.checkedAt && formatPartialDate(locale, fields.checkedAt)),
    note.local ? null : original(note, t),
  ];
  return <DescriptionList items={lines.filter((line) => line !== null)} />;
};

const item = (term: string, value: Child): DescriptionItem | null =>
  value === null || value === undefined || value === "" ? null : { term, value };

const joined = (frame: Frame, items: readonly string[] | undefined): string | null =>
  items === undefined || items.length === 0 ? null : formatList(frame.locale, items);

const sectors = (frame: Frame, { sectors: codes = [] }: ProjectNoteFields): string | null =>
  joined(
    frame,
    codes.map((code) => frame.t(`terms.sector.${code}`)),
  );

function period({ t, locale }: Frame, { begin, end }: ProjectNoteFields): string | null {
  const from = begin && formatPartialDate(locale, begin);
  const to = end && formatPartialDate(locale, end);
  if (from && to) return from === to ? from : t("project-notes.period", { begin: from, end: to });
  if (from) return t("project-notes.period.since", { begin: from });
  return to ? t("project-notes.period.until", { end: to }) : null;
}

function placeText({ place }: ProjectNoteFields): string | null {
  if (place === undefined) return null;
  const town = [place.postalCode, place.city].filter((part) => part !== undefined).join(" ");
  return [place.name, place.street, town].filter((part) => part !== undefined && part !== "").join(", ");
}

function coProduction({ t, locale }: Frame, { coProduction: parts }: ProjectNoteFields): string | null {
  if (parts === undefined) return null;
  const names = (["plan", "run", "evaluate"] as const)
    .filter((part) => parts[part])
    .map((part) => t(`reading.note.coProduction.${part}`));
  if (names.length === 0) return t("reading.note.coProduction.none");
  return t("reading.note.coProduction.with", { parts: formatList(locale, names) });
}

/** Text topics lead to the catalogue; a topic that is only an address has no name to show. */
const Topics = ({ topics }: { topics: readonly string[] }) => {
  const named = topics.filter((topic) => !isTopicIri(topic));
  return (
    <>
      {named.map((topic, index) => (
        <>
          {index > 0 && ", "}
          <a href={`/projekte?thema=${encodeURIComponent(topicKey(topic))}`}>
            <bdi>{topic}</bdi>
          </a>
        </>
      ))}
    </>
  );
};

const original = (note: ProjectNoteView, t: Translate): DescriptionItem => ({
  term: t("reading.note.original"),
  value: (
    <a href={note.url} rel="noopener nofollow ugc">
      {new URL(note.url).host}
    </a>
  ),
  className: "address",
});
