import type { Child } from "hono/jsx";
import type { Frame } from "../../../ui/env.ts";
import { Attachments } from "../../../ui/parts/attachments.tsx";
import type { ProjectNoteView } from "../project-notes.model.ts";
import { NoteFinance } from "./note-costs.tsx";
import { NoteFiles } from "./note-files.tsx";
import { ownImages, pathOf, titleImage } from "./note-picture.tsx";
import { Bullets, NoteWords, Paragraphs } from "./paragraphs.tsx";

interface NoteProps {
  readonly note: ProjectNoteView;
  readonly frame: Frame;
}

const Section = ({ id, title, children }: { id: string; title: string; children?: Child }) => (
  <section class="flow" aria-labelledby={id}>
    <h2 id={id}>{title}</h2>
    {children}
  </section>
);

/** The long part: goal, course, money, people, impact, lessons. Sections without content are left out. */
export const NoteBody = ({ note, frame }: NoteProps) => {
  const { t } = frame;
  const { goal, benefit, measures, resources = [], costs = [], income = [], partners = [], impact = [] } = note.fields;
  const files = note.fields.files ?? [];
  return (
    <div class="flow">
      {goal !== undefined && (
        <Section id="ziel" title={t("reading.note.goal")}>
          <Paragraphs note={note} frame={frame} text={goal} />
        </Section>
      )}
      {measures !== undefined && (
        <Section id="ablauf" title={t("reading.note.measures")}>
          <Paragraphs note={note} frame={frame} text={measures} />
        </Section>
      )}
      {benefit !== undefined && (
        <Section id="nutzen" title={t("reading.note.benefit")}>
          <Paragraphs note={note} frame={frame} text={benefit} />
        </Section>
      )}
      <Lessons note={note} frame={frame} />
      {resources.length > 0 && <Resources note={note} frame={frame} />}
      {costs.length + income.length > 0 && (
        <Section id="kosten" title={t("reading.note.finance")}>
          <NoteFinance note={note} frame={frame} />
        </Section>
      )}
      {partners.length > 0 && <Partners note={note} frame={frame} />}
      {impact.length > 0 && <Impact note={note} frame={frame} />}
      <MorePictures note={note} frame={frame} />
      {files.length > 0 && (
        <Section id="dateien" title={t("reading.note.files")}>
          <NoteFiles files={files} note={note} frame={frame} />
        </Section>
      )}
    </div>
  );
};

/** Three boxes of equal weight, filled or not: what is missing is said. */
const Lessons = ({ note, frame }: NoteProps) => {
  const { t } = frame;
  const { lessons } = note.fields;
  const given = Object.values(lessons ?? {}).some((list) => (list ?? []).length > 0);
  if (!given) return null;
  return (
    <Section id="gelernt" title={t(note.local ? "reading.note.lessons" : "reading.note.lessons.theirs")}>
      <div class="lessons">
        {(["worked", "didNotWork", "wouldChange"] as const).map((kind) => (
          <div class="flow">
            <h3>{t(`reading.note.lessons.${kind}`)}</h3>
            {(lessons?.[kind] ?? []).length > 0 ? (
              <Bullets note={note} frame={frame} items={lessons?.[kind] ?? []} />
            ) : (
              <p class="soft">{t("reading.note.lessons.empty")}</p>
            )}
          </div>
        ))}
      </div>
    </Section>
  );
};

const Resources = ({ note, frame }: NoteProps) => (
  <Section id="bedarf" title={frame.t("reading.note.resources")}>
    <ul class="lines">
      {(note.fields.resources ?? []).map(({ kind, text, quantity, unit, per }) => {
        const amount = [quantity, unit, per && frame.t(`terms.per.${per}`)].filter((part) => part).join(" ");
        return (
          <li>
            <b>{frame.t(`terms.resource.${kind}`)}</b>
            <br />
            <NoteWords note={note} frame={frame} text={text} />
            {amount !== "" && <span class="soft"> ({amount})</span>}
          </li>
        );
      })}
    </ul>
  </Section>
);

const Partners = ({ note, frame: { t } }: NoteProps) => (
  <Section id="beteiligte" title={t("reading.note.partners")}>
    <ul class="lines">
      {(note.fields.partners ?? []).map(({ name, sector, role, gains = [] }) => (
        <li>
          <b>
            <bdi>{name}</bdi>
          </b>
          {sector !== undefined && <span class="soft"> ({t(`terms.sector.${sector}`)})</span>}
          {role !== undefined && (
            <>
              <br />
              {t("reading.note.partners.role", { role })}
            </>
          )}
          {gains.length > 0 && (
            <>
              <br />
              {t("reading.note.partners.gains", { gains: gains.join(", ") })}
            </>
          )}
        </li>
      ))}
    </ul>
  </Section>
);

const Impact = ({ note, frame: { t } }: NoteProps) => (
  <Section id="wirkung" title={t("reading.note.impact")}>
    <section class="kern-table-responsive" tabindex={0} aria-label={t("reading.note.impact.caption")}>
      <table class="kern-table">
        <thead class="kern-table__head">
          <tr class="kern-table__row">
            {(["what", "before", "after"] as const).map((column) => (
              <th scope="col" class="kern-table__header">
                {t(`reading.note.impact.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="kern-table__body">
          {(note.fields.impact ?? []).map(({ name, before, after, unit }) => (
            <tr class="kern-table__row">
              <th scope="row" class="kern-table__header">
                {name}
                {unit !== undefined && <span class="soft"> ({unit})</span>}
              </th>
              <td class="kern-table__cell">{before ?? "–"}</td>
              <td class="kern-table__cell">{after ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  </Section>
);

/** The first picture stands beside the heading. */
const MorePictures = ({ note, frame }: NoteProps) => {
  if (!note.local) return <TheirPictures note={note} frame={frame} />;
  const [, ...others] = ownImages(note);
  if (others.length === 0) return null;
  return (
    <Section id="bilder" title={frame.t("reading.note.images")}>
      <div class="grid grid--narrow">
        {others.map((image) => (
          <img
            class="photo"
            src={pathOf(image.url)}
            alt={image.alt}
            width={image.width}
            height={image.height}
            loading="lazy"
          />
        ))}
      </div>
    </Section>
  );
};

/** A peer's pictures; behind a warning all of them are here. */
const TheirPictures = ({ note, frame }: NoteProps) => {
  const title = titleImage(note);
  const images = (note.fields.images ?? []).filter((image) => image !== title);
  if (images.length === 0) return null;
  return (
    <Section id="bilder" title={frame.t("reading.note.images")}>
      <Attachments frame={frame} items={images} owner={note.author.host} sensitive={note.sensitive} />
    </Section>
  );
};
