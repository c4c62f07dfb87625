import { CheckboxGroup } from "../../../ui/forms/choices.tsx";
import { SECTORS } from "../../actors/actors.model.ts";
import { fieldValues } from "../form/values.ts";
import { LANGUAGES, LICENCES, PERIODS, RESOURCE_KINDS, STATUSES } from "../project-notes.schemas.ts";
import { Area, type FormState, Line, OneOf, Rows, Section, Tick } from "./form-parts.tsx";
import { PlainHintList } from "./plain-hints.tsx";

/** `open`: the section that was just worked on. */
export interface SectionProps {
  readonly s: FormState;
  readonly open: string | undefined;
}

export const LessonsSection = ({ s, open }: SectionProps) => (
  <Section
    s={s}
    id="abschnitt-gelernt"
    title="writing.section.lessons"
    fields={["lessons.worked", "lessons.wouldChange", "benefit", "impact"]}
    open={open === "impact"}
  >
    <Area s={s} name="lessons.worked" label={s.t("writing.worked")} hint={s.t("writing.lines.hint")} />
    <Area s={s} name="lessons.wouldChange" label={s.t("writing.wouldChange")} hint={s.t("writing.lines.hint")} />
    <Area s={s} name="benefit" label={s.t("writing.benefit")} />
    <Rows
      s={s}
      name="impact"
      legend="writing.impact"
      row="writing.impact.row"
      add="writing.impact.add"
      fields={(at) => (
        <>
          <Line s={s} name={`${at}.name`} label={s.t("writing.impact.name")} />
          <Line s={s} name={`${at}.before`} label={s.t("writing.impact.before")} />
          <Line s={s} name={`${at}.after`} label={s.t("writing.impact.after")} />
          <Line s={s} name={`${at}.unit`} label={s.t("writing.impact.unit")} />
        </>
      )}
    />
  </Section>
);

const CURRENCIES = ["EUR", "CHF", "DKK", "PLN", "CZK", "SEK", "GBP", "USD"];

const MoneyRow = ({ s, at }: { s: FormState; at: string }) => {
  const given = fieldValues(s.form, `${at}.currency`).filter((currency) => !CURRENCIES.includes(currency));
  return (
    <>
      <Line s={s} name={`${at}.label`} label={s.t("writing.money.label")} />
      <Line s={s} name={`${at}.amount`} label={s.t("writing.money.amount")} inputmode="decimal" />
      <OneOf
        s={s}
        name={`${at}.currency`}
        label={s.t("writing.money.currency")}
        options={[...CURRENCIES, ...given]}
        word={(currency) => currency}
        preset="EUR"
      />
      <OneOf
        s={s}
        name={`${at}.per`}
        label={s.t("writing.money.per")}
        options={PERIODS}
        word={(per) => s.t(`terms.per.${per}`)}
      />
      <Tick s={s} name={`${at}.estimate`} label={s.t("writing.money.estimate")} />
    </>
  );
};

export const MoneySection = ({ s, open }: SectionProps) => (
  <Section
    s={s}
    id="abschnitt-kosten"
    title="writing.section.money"
    fields={["costs", "income"]}
    open={open === "costs" || open === "income"}
  >
    <Rows
      s={s}
      name="costs"
      legend="writing.costs"
      hint="writing.money.hint"
      row="writing.costs.row"
      add="writing.costs.add"
      fields={(at) => <MoneyRow s={s} at={at} />}
    />
    <Rows
      s={s}
      name="income"
      legend="writing.income"
      hint="writing.money.hint"
      row="writing.income.row"
      add="writing.income.add"
      fields={(at) => <MoneyRow s={s} at={at} />}
    />
  </Section>
);

export const ResourcesSection = ({ s, open }: SectionProps) => (
  <Section
    s={s}
    id="abschnitt-bedarf"
    title="writing.section.resources"
    fields={["effort", "space", "resources"]}
    open={open === "resources"}
  >
    <Line s={s} name="effort" label={s.t("writing.effort")} hint={s.t("writing.effort.hint")} />
    <Line s={s} name="space" label={s.t("writing.space")} hint={s.t("writing.space.hint")} />
    <Rows
      s={s}
      name="resources"
      legend="writing.resources"
      row="writing.resources.row"
      add="writing.resources.add"
      fields={(at) => (
        <>
          <Line s={s} name={`${at}.text`} label={s.t("writing.resources.text")} />
          <OneOf
            s={s}
            name={`${at}.kind`}
            label={s.t("writing.resources.kind")}
            options={RESOURCE_KINDS}
            word={(kind) => s.t(`terms.resource.${kind}`)}
          />
          <Line s={s} name={`${at}.quantity`} label={s.t("writing.resources.quantity")} inputmode="decimal" />
          <Line s={s} name={`${at}.unit`} label={s.t("writing.resources.unit")} />
          <OneOf
            s={s}
            name={`${at}.per`}
            label={s.t("writing.resources.per")}
            options={PERIODS}
            word={(per) => s.t(`terms.per.${per}`)}
          />
        </>
      )}
    />
  </Section>
);

const Partner = ({ s, at }: { s: FormState; at: string }) => (
  <>
    <Line s={s} name={`${at}.name`} label={s.t("writing.partners.name")} />
    <OneOf
      s={s}
      name={`${at}.sector`}
      label={s.t("writing.partners.sector")}
      options={SECTORS}
      word={(sector) => s.t(`terms.sector.${sector}`)}
    />
    <div class="whole">
      <Line s={s} name={`${at}.role`} label={s.t("writing.partners.role")} />
    </div>
    <Area s={s} name={`${at}.gains`} label={s.t("writing.partners.gains")} hint={s.t("writing.lines.hint")} rows={2} />
    <Line s={s} name={`${at}.actor`} label={s.t("writing.partners.actor")} hint={s.t("writing.address.hint")} />
  </>
);

export const PartnersSection = ({ s, open }: SectionProps) => (
  <Section
    s={s}
    id="abschnitt-beteiligte"
    title="writing.section.partners"
    fields={["partners", "sectors", "coProduction"]}
    open={open === "partners"}
  >
    <Rows
      s={s}
      name="partners"
      legend="writing.partners"
      row="writing.partners.row"
      add="writing.partners.add"
      fields={(at) => <Partner s={s} at={at} />}
    />
    <CheckboxGroup
      t={s.t}
      name="sectors"
      label={s.t("writing.sectors")}
      values={fieldValues(s.form, "sectors")}
      error={s.problems.get("sectors")}
      options={SECTORS.map((value) => ({ value, label: s.t(`terms.sector.${value}`) }))}
    />
    <fieldset class="kern-fieldset" id="coProduction">
      <legend class="kern-label">{s.t("writing.coProduction")}</legend>
      <div class="kern-fieldset__body">
        {(["plan", "run", "evaluate", "none"] as const).map((part) => (
          <Tick s={s} name={`coProduction.${part}`} label={s.t(`writing.coProduction.${part}`)} />
        ))}
      </div>
    </fieldset>
  </Section>
);

export const PlaceSection = ({ s, open }: SectionProps) => (
  <Section
    s={s}
    id="abschnitt-ort"
    title="writing.section.place"
    fields={["place", "status", "begin", "end", "checkedAt"]}
    open={open === "place"}
  >
    <OneOf
      s={s}
      name="status"
      label={s.t("writing.status")}
      options={STATUSES}
      word={(status) => s.t(`terms.status.${status}`)}
    />
    <Line s={s} name="begin" label={s.t("writing.begin")} hint={s.t("writing.date.hint")} />
    <Line s={s} name="end" label={s.t("writing.end")} hint={s.t("writing.date.hint")} />
    <Line s={s} name="checkedAt" label={s.t("writing.checkedAt")} hint={s.t("writing.date.hint")} />
    <Line s={s} name="place.name" label={s.t("writing.place.name")} hint={s.t("writing.place.name.hint")} />
    <div class="row-fields">
      <div class="whole">
        <Line s={s} name="place.street" label={s.t("writing.place.street")} />
      </div>
      <Line s={s} name="place.postalCode" label={s.t("writing.place.postalCode")} />
      <Line s={s} name="place.city" label={s.t("writing.place.city")} />
      <Line s={s} name="place.latitude" label={s.t("writing.place.latitude")} inputmode="decimal" />
      <Line s={s} name="place.longitude" label={s.t("writing.place.longitude")} inputmode="decimal" />
    </div>
  </Section>
);

export const ContactSection = ({ s, open }: SectionProps) => (
  <Section s={s} id="abschnitt-kontakt" title="writing.section.contact" fields={["contact"]} open={open === "contact"}>
    <Line s={s} name="contact.name" label={s.t("writing.contact.name")} hint={s.t("writing.contact.name.hint")} />
    <Line s={s} name="contact.role" label={s.t("writing.contact.role")} />
    <Line s={s} name="contact.actor" label={s.t("writing.contact.actor")} hint={s.t("writing.address.hint")} />
  </Section>
);

export const TopicsSection = ({ s, open }: SectionProps) => (
  <Section
    s={s}
    id="abschnitt-themen"
    title="writing.section.topics"
    fields={["topics", "language", "licence"]}
    open={open === "topics"}
  >
    <Line s={s} name="topics" label={s.t("writing.topics")} hint={s.t("writing.topics.hint")} />
    <OneOf
      s={s}
      name="language"
      label={s.t("writing.language")}
      options={LANGUAGES}
      word={(language) => s.t(`terms.language.${language}`)}
    />
    <OneOf
      s={s}
      name="licence"
      label={s.t("writing.licence")}
      options={LICENCES}
      word={(licence) => s.t(`terms.licence.${licence}`)}
    />
  </Section>
);

export const PlainSection = ({ s, open }: SectionProps) => (
  <Section
    s={s}
    id="abschnitt-einfach"
    title="writing.section.plain"
    fields={["plainText"]}
    open={open === "plainText"}
  >
    <Area s={s} name="plainText" label={s.t("writing.plainText")} hint={s.t("writing.plainText.hint")} rows={8} />
    <div class="flow small" role="status" data-hints="/schreiben/lesbarkeit" data-field="plainText">
      {s.plainHints && <PlainHintList t={s.t} hints={s.plainHints} />}
    </div>
  </Section>
);
