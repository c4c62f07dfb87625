import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { RadioGroup } from "../../../ui/forms/choices.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import type { ProjectNoteView } from "../../project-notes/project-notes.model.ts";
import { ADOPTION_POLICIES, type AdoptionPolicy } from "../adoptions.model.ts";
import type { AnsweredEntry, ExternalAdoption } from "../adoptions.queries.ts";
import { LIMITS } from "../adoptions.schemas.ts";
import { ByHand } from "./by-hand.tsx";

export interface AnswersPageProps {
  readonly frame: Frame;
  readonly note: ProjectNoteView;
  readonly entries: readonly AnsweredEntry[];
  /** Id to go on from; undefined when the list ends here. */
  readonly before: string | undefined;
  readonly byHand: readonly ExternalAdoption[];
  readonly policy: AdoptionPolicy | null;
  readonly form: FormValues;
  readonly errors: FormErrors;
}

/** Who takes a note over, for its people: answer, take back, enter by hand, and the rule for what comes. */
export const AnswersPage = (props: AnswersPageProps) => {
  const { frame, note, entries, before, errors } = props;
  const { t } = frame;
  const path = `${note.path}/uebernahmen`;
  return (
    <Page
      frame={frame}
      title={t("adoptions.answers.title")}
      lead={t("adoptions.answers.lead")}
      crumbs={[
        { href: "/projekte", label: t("reading.catalogue.crumb") },
        { href: note.path, label: <bdi>{note.fields.title}</bdi> },
      ]}
      noindex
    >
      <ErrorSummary t={t} errors={errors.entries} />
      {entries.length === 0 && <p>{t("adoptions.answers.none")}</p>}
      <ul class="lines">
        {entries.map((entry) => (
          <Entry frame={frame} path={path} entry={entry} />
        ))}
      </ul>
      <Pagination
        t={t}
        next={before === undefined ? undefined : { href: `${path}/vor/${before}`, label: t("common.older") }}
      />
      <Policy {...props} />
      <ByHand {...props} />
    </Page>
  );
};

interface EntryProps {
  readonly frame: Frame;
  readonly path: string;
  readonly entry: AnsweredEntry;
}

const Entry = ({ frame, path, entry }: EntryProps) => {
  const { t, locale } = frame;
  const { adoption, adopter, progress } = entry;
  const handle = `@${adopter.handle}@${adopter.host}`;
  return (
    <li class="flow" id={`uebernahme-${adoption.id}`}>
      <p>
        <Adopted entry={entry} />
        <br />
        <span class="soft">
          <span class="address">{handle}</span>, {formatDay(locale, adoption.createdAt)} ·{" "}
          {t(`adoptions.answers.state.${adoption.state}`)}
          {adoption.state === "accepted" && progress !== null && `, ${t(`terms.adoption.${progress.state}`)}`}
        </span>
      </p>
      {adoption.message !== "" && (
        <p>
          {t("adoptions.answers.message")} <bdi>{adoption.message}</bdi>
        </p>
      )}
      {adoption.reason !== null && adoption.reason !== "" && (
        <p class="small soft">
          {t("adoptions.answers.reason")}: {adoption.reason}
        </p>
      )}
      {adoption.state === "waiting" && <Decide frame={frame} action={`${path}/${adoption.id}`} handle={handle} />}
      {adoption.state === "accepted" && (
        <form method="post" action={`${path}/${adoption.id}`}>
          <Button look="secondary" name="answer" value="revoke">
            {t("adoptions.answers.revoke", { handle })}
          </Button>
        </form>
      )}
    </li>
  );
};

const Adopted = ({ entry: { title, path, adoption } }: { entry: AnsweredEntry }) =>
  path === null ? (
    <a href={adoption.adoptedUri} rel="noopener nofollow ugc">
      {new URL(adoption.adoptedUri).host}
    </a>
  ) : (
    <b>
      <a href={path}>
        <bdi>{title}</bdi>
      </a>
    </b>
  );

const Decide = ({ frame: { t }, action, handle }: { frame: Frame; action: string; handle: string }) => (
  <form class="form" method="post" action={action}>
    <TextField
      t={t}
      id={`grund-${action.replace(/.*\//, "")}`}
      name="reason"
      label={t("adoptions.answers.refuse.reason")}
      hint={t("adoptions.answers.refuse.hint")}
      maxlength={LIMITS.reason}
      optionalLabel
    />
    <div class="row">
      <Button name="answer" value="accept">
        {t("adoptions.answers.accept", { handle })}
      </Button>
      <Button look="secondary" name="answer" value="refuse">
        {t("adoptions.answers.refuse", { handle })}
      </Button>
    </div>
  </form>
);

const Policy = ({ frame: { t }, note, policy, form, errors }: AnswersPageProps) => (
  <section class="section flow" aria-labelledby="regel-titel">
    <h2 id="regel-titel">{t("adoptions.policy.title")}</h2>
    <form class="form" method="post" action={`${note.path}/uebernahmen-regel`}>
      <RadioGroup
        t={t}
        name="policy"
        label={t("adoptions.policy.label")}
        value={typed(form, "policy") || (policy ?? "default")}
        error={errors.of("policy")}
        options={(["default", ...ADOPTION_POLICIES] as const).map((value) => ({
          value,
          label: t(`adoptions.policy.${value}`),
        }))}
        required
      />
      <div>
        <Button look="secondary">{t("common.save")}</Button>
      </div>
    </form>
  </section>
);
