import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { RadioGroup } from "../../../ui/forms/choices.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { hasText } from "../../../ui/i18n/i18n.ts";
import { Page } from "../../../ui/page.tsx";
import type { ProjectNoteView } from "../../project-notes/project-notes.model.ts";
import { choiceOf, MAX_ANSWER, QUESTIONS } from "../follow-ups.model.ts";
import type { FollowUp } from "../follow-ups.queries.ts";

interface FollowUpProps {
  readonly frame: Frame;
  readonly note: ProjectNoteView;
  readonly followUp: FollowUp;
  readonly form: FormValues;
  readonly errors: FormErrors;
}

/** Three short questions, some months after a project was taken over. */
export const FollowUpPage = (props: FollowUpProps) => {
  const { frame, note, followUp, errors } = props;
  const { t } = frame;
  const isOpen = followUp.state === "open";
  const named = { title: note.fields.title, district: otherDistrict(props) };
  return (
    <Page
      frame={frame}
      title={t(`follow-ups.title.${followUp.months}`)}
      lead={isOpen ? t(`follow-ups.lead.${followUp.side}`, named) : undefined}
      crumbs={[
        { href: "/projekte", label: t("reading.catalogue.crumb") },
        { href: note.path, label: <bdi>{note.fields.title}</bdi> },
      ]}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      {isOpen ? <Questions {...props} /> : <Closed {...props} />}
    </Page>
  );
};

/** The district on the other side, by the name that is known of it. */
function otherDistrict({ frame: { t }, note: { adoption }, followUp: { side, adopted } }: FollowUpProps): string {
  const name = side === "origin" ? adopted?.district : adoption?.named?.district;
  return name ?? t("follow-ups.other-district");
}

const Questions = (props: FollowUpProps) => {
  const { frame, note, followUp } = props;
  const { t } = frame;
  const path = `${note.path}/nachfrage/${followUp.id}`;
  return (
    <>
      {followUp.adopted !== null && (
        <p>
          {t("follow-ups.adopted")}{" "}
          <a href={followUp.adopted.path}>
            <bdi>{followUp.adopted.title}</bdi>
          </a>
        </p>
      )}
      <p>{t("follow-ups.public")}</p>
      <form class="form" method="post" action={path} novalidate>
        {QUESTIONS[followUp.side].map((question) => (
          <Asked {...props} question={question} />
        ))}
        <div>
          <Button>{t("follow-ups.submit")}</Button>
        </div>
      </form>
      <section class="section flow" aria-labelledby="statt-titel">
        <h2 id="statt-titel">{t("follow-ups.instead")}</h2>
        <p>{t(`follow-ups.later.${followUp.months}`)}</p>
        <form method="post" action={`${path}/spaeter`} class="row">
          <Button look="secondary">{t("follow-ups.later")}</Button>
          {followUp.side === "adopter" && (
            <LinkButton look="tertiary" href={`${note.path}/uebernahme?stand=stopped`}>
              {t("follow-ups.over")}
            </LinkButton>
          )}
        </form>
      </section>
    </>
  );
};

type AskedProps = FollowUpProps & { readonly question: (typeof QUESTIONS)["adopter"][number] };

const Asked = (props: AskedProps) => {
  const { frame, form, errors, question } = props;
  const { t } = frame;
  const { name } = question;
  const words = (
    <TextArea
      t={t}
      name={name}
      label={t(`follow-ups.question.${name}`)}
      hint={t(`follow-ups.question.${name}.hint`, { district: otherDistrict(props) })}
      value={typed(form, name)}
      error={errors.of(name)}
      rows={3}
      maxlength={MAX_ANSWER}
      optionalLabel
    />
  );
  if (name === "recommend") return [<Choice {...props} name={name} />, words];
  return name === "heard" ? [words, <Choice {...props} name={name} />] : words;
};

const Choice = ({ frame: { t }, form, errors, question, name }: AskedProps & { name: "heard" | "recommend" }) => {
  const choice = choiceOf(question);
  return (
    <RadioGroup
      t={t}
      name={choice}
      label={t(`follow-ups.choice.${name}`)}
      value={typed(form, choice)}
      error={errors.of(choice)}
      options={question.lists.map((list) => ({ value: list, label: inWords(t, `follow-ups.${name}.${list}`) }))}
      optionalLabel
    />
  );
};

const inWords = (t: Frame["t"], key: string): string => (hasText(key) ? t(key) : key);

/** What became of it: nothing more can be said here. */
const Closed = ({ frame, note, followUp }: FollowUpProps) => {
  const { t, locale } = frame;
  const date = formatDay(locale, followUp.closedAt ?? followUp.askedAt);
  return (
    <>
      <p>{t(`follow-ups.closed.${followUp.state === "open" ? "over" : followUp.state}`, { date })}</p>
      <p>
        <a href={`${note.path}#gelernt`}>{t("follow-ups.to-note")}</a>
      </p>
    </>
  );
};
