import { DIFFICULTIES } from "../project-notes.schemas.ts";
import { Area, type FormState, Line, OneOf, Rows, Section } from "./form-parts.tsx";
import type { SectionProps } from "./form-sections.tsx";
import { FileRows } from "./form-uploads.tsx";

const Step = ({ s, at }: { s: FormState; at: string }) => (
  <>
    <Line s={s} name={`${at}.name`} label={s.t("writing.kit.steps.name")} />
    <Line s={s} name={`${at}.duration`} label={s.t("writing.kit.steps.duration")} hint={s.t("writing.duration.hint")} />
    <Area s={s} name={`${at}.text`} label={s.t("writing.kit.steps.text")} rows={2} />
  </>
);

/** What others need to do the same: steps, lists, files. */
export const KitSection = ({ s, open }: SectionProps) => {
  const { t } = s;
  const lines = t("writing.lines.hint");
  return (
    <Section
      s={s}
      id="abschnitt-anleitung"
      title="writing.section.kit"
      fields={["transferKit"]}
      open={open?.startsWith("transferKit") === true}
    >
      <Rows
        s={s}
        name="transferKit.steps"
        legend="writing.kit.steps"
        row="writing.kit.steps.row"
        add="writing.kit.steps.add"
        fields={(at) => <Step s={s} at={at} />}
      />
      <Area s={s} name="transferKit.prerequisites" label={t("writing.kit.prerequisites")} hint={lines} />
      <Area s={s} name="transferKit.checklist" label={t("writing.kit.checklist")} hint={lines} />
      <Line s={s} name="transferKit.minimum" label={t("writing.kit.minimum")} hint={t("writing.kit.minimum.hint")} />
      <Area s={s} name="transferKit.pitfalls" label={t("writing.kit.pitfalls")} hint={lines} />
      <OneOf
        s={s}
        name="transferKit.difficulty"
        label={t("writing.kit.difficulty")}
        options={DIFFICULTIES}
        word={(difficulty) => t(`terms.difficulty.${difficulty}`)}
      />
      <Line s={s} name="transferKit.duration" label={t("writing.kit.duration")} hint={t("writing.duration.hint")} />
      <Line s={s} name="transferKit.support" label={t("writing.kit.support")} />
      <h3 id="transferKit.files">{t("writing.kit.files")}</h3>
      <FileRows s={s} name="transferKit.files" />
    </Section>
  );
};
