import type { Frame } from "../../../ui/env.ts";
import { formatMoment } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { Fieldset, RadioGroup } from "../../../ui/forms/choices.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import type { MessageKey } from "../../../ui/i18n/i18n.ts";
import { AdminPage } from "../../../ui/parts/admin-page.tsx";
import { whenAnnounced } from "../../../ui/parts/announcements.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import { AUDIENCES, headlineOf, LONGEST_TEXT } from "../announcements.model.ts";
import type { Announcement } from "../announcements.queries.ts";

export const PATH = "/verwaltung/ankuendigungen";

interface FormProps {
  readonly frame: Frame;
  readonly values: FormValues;
  readonly errors: FormErrors;
}

interface AnnouncingProps extends FormProps {
  readonly done: MessageKey | undefined;
  readonly holding: readonly Announcement[];
  readonly past: readonly Announcement[];
  /** Id to go on from; undefined when the list ends here. */
  readonly before: string | undefined;
}

/** What holds, a form for something new, and what is past. */
export const AnnouncingPage = ({ frame, done, holding, past, before, ...form }: AnnouncingProps) => {
  const { t } = frame;
  return (
    <AdminPage frame={frame} title="announcements.title" done={done}>
      <ErrorSummary t={t} errors={form.errors.entries} />
      <p>{t("announcements.admin.lead")}</p>
      <h2>{t("announcements.admin.holding")}</h2>
      {holding.length === 0 && <p>{t("announcements.admin.holding.none")}</p>}
      <ul class="lines">
        {holding.map((announcement) => (
          <Line frame={frame} announcement={announcement} />
        ))}
      </ul>
      <section class="section flow" aria-labelledby="neu">
        <h2 id="neu">{t("announcements.admin.new")}</h2>
        <Fields frame={frame} {...form} action={PATH} submit="announcements.admin.publish" />
      </section>
      {past.length > 0 && (
        <section class="section flow" aria-labelledby="vorbei">
          <h2 id="vorbei">{t("announcements.admin.past")}</h2>
          <ul class="lines">
            {past.map((announcement) => (
              <Line frame={frame} announcement={announcement} isPast />
            ))}
          </ul>
          <Pagination
            t={t}
            next={before === undefined ? undefined : { href: `?vor=${before}`, label: t("common.older") }}
          />
        </section>
      )}
    </AdminPage>
  );
};

interface LineProps {
  readonly frame: Frame;
  readonly announcement: Announcement;
  readonly isPast?: boolean;
}

const Line = ({ frame, announcement, isPast = false }: LineProps) => {
  const { t, locale } = frame;
  const { id, text, audience, publishedAt, takenDownAt } = announcement;
  const [headline, when] = [headlineOf(text), whenAnnounced(frame, announcement)];
  const pastAs =
    takenDownAt === null
      ? t("announcements.admin.over")
      : t("announcements.admin.down", { time: formatMoment(locale, takenDownAt) });
  const facts = [
    ...(when === null ? [] : [when]),
    t(`announcements.for.${audience}`),
    t("announcements.published", { time: formatMoment(locale, publishedAt) }),
    ...(isPast ? [pastAs] : []),
  ];
  return (
    <li class="flow">
      <p>{headline}</p>
      <p class="soft small">{facts.join(" · ")}</p>
      {takenDownAt === null && (
        <p class="row">
          <a href={`${PATH}/${id}`} aria-label={t("announcements.admin.change.named", { text: headline })}>
            {t("announcements.admin.change")}
          </a>
          <a
            href={`${PATH}/${id}/zuruecknehmen`}
            aria-label={t("announcements.admin.takeDown.named", { text: headline })}
          >
            {t("announcements.admin.takeDown")}
          </a>
        </p>
      )}
    </li>
  );
};

/** One that is to be said differently. */
export const ChangePage = ({ frame, announcement, ...form }: FormProps & { readonly announcement: Announcement }) => (
  <AdminPage
    frame={frame}
    title="announcements.admin.change.title"
    above={{ href: PATH, title: "announcements.title" }}
  >
    <ErrorSummary t={frame.t} errors={form.errors.entries} />
    <p>{frame.t("announcements.admin.change.lead")}</p>
    <Fields frame={frame} {...form} action={`${PATH}/${announcement.id}`} submit="common.save" />
  </AdminPage>
);

interface FieldsProps extends FormProps {
  readonly action: string;
  readonly submit: MessageKey;
}

const Fields = ({ frame: { t }, values, errors, action, submit }: FieldsProps) => (
  <form class="form" method="post" action={action} novalidate>
    <TextArea
      t={t}
      name="text"
      label={t("announcements.admin.field.text")}
      hint={t("announcements.admin.field.text.hint")}
      value={typed(values, "text")}
      error={errors.of("text")}
      maxlength={LONGEST_TEXT}
      rows={4}
      required
    />
    {(["starts", "ends"] as const).map((which) => (
      <Fieldset
        id={which}
        legend={t(which === "starts" ? "announcements.admin.begin" : "announcements.admin.end")}
        hint={t(which === "starts" ? "announcements.admin.begin.hint" : "announcements.admin.end.hint")}
      >
        <div class="row row--base">
          {(["On", "At"] as const).map((part) => (
            <TextField
              t={t}
              name={`${which}${part}`}
              type={part === "On" ? "date" : "time"}
              label={t(part === "On" ? "announcements.admin.day" : "announcements.admin.time")}
              value={typed(values, `${which}${part}`)}
              error={errors.of(`${which}${part}`)}
              optionalLabel
            />
          ))}
        </div>
      </Fieldset>
    ))}
    <RadioGroup
      t={t}
      name="audience"
      label={t("announcements.admin.audience")}
      value={typed(values, "audience") || "everyone"}
      error={errors.of("audience")}
      options={AUDIENCES.map((value) => ({ value, label: t(`announcements.admin.audience.${value}`) }))}
    />
    <div>
      <Button>{t(submit)}</Button>
    </div>
  </form>
);
