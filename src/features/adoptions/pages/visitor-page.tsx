import type { Frame } from "../../../ui/env.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import type { FormErrors } from "../../../ui/forms/form-errors.ts";
import { type FormValues, typed } from "../../../ui/forms/read-form.ts";
import { TextArea } from "../../../ui/forms/text-area.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import type { ProjectNoteView } from "../../project-notes/project-notes.model.ts";
import { LIMITS } from "../adoptions.schemas.ts";

interface VisitorPageProps {
  readonly frame: Frame;
  readonly note: ProjectNoteView;
  readonly form: FormValues;
  readonly errors: FormErrors;
  /** A request was sent just now: whether it has to be confirmed by mail. */
  readonly sent: "to-confirm" | "done" | null;
}

/** "Wir übernehmen das" for who is not logged in: from one's own server, or by e-mail. */
export const VisitorPage = (props: VisitorPageProps) => {
  const { frame, note, errors, sent } = props;
  const { t } = frame;
  const district = note.district.name;
  return (
    <Page
      frame={frame}
      title={t("adoptions.visitor.title")}
      lead={t("adoptions.visitor.lead", { district })}
      crumbs={[
        { href: "/projekte", label: t("reading.catalogue.crumb") },
        { href: note.path, label: <bdi>{note.fields.title}</bdi> },
      ]}
      crumb={t("adoptions.visitor.crumb")}
      noindex
    >
      {sent !== null && (
        <Alert kind="success" role="status" title={t(`adoptions.visitor.sent.${sent}`)}>
          <p>{t(`adoptions.visitor.sent.${sent}.text`, { district: frame.districtName })}</p>
        </Alert>
      )}
      <ErrorSummary t={t} errors={errors.entries} />
      <div class="split split--even">
        <ByHandle {...props} />
        <ByMail {...props} />
      </div>
      <p>
        {t("adoptions.visitor.member")}{" "}
        <a href={`/anmelden?weiter=${encodeURIComponent(`${note.path}/uebernehmen`)}`}>
          {t("adoptions.visitor.login")}
        </a>
      </p>
      <h2>{t("adoptions.visitor.then")}</h2>
      <ul class="lines">
        <li>{t("adoptions.visitor.then.handle")}</li>
        <li>{t("adoptions.visitor.then.mail", { district: frame.districtName })}</li>
        <li>{t("adoptions.visitor.then.origin", { district })}</li>
      </ul>
      <p class="small">{t("adoptions.visitor.privacy")}</p>
    </Page>
  );
};

const ByHandle = ({ frame: { t }, note }: VisitorPageProps) => (
  <form class="sheet form" action="/mitmachen-von-aussen" method="get">
    <h2 class="small-heading">{t("adoptions.visitor.handle.title")}</h2>
    <input type="hidden" name="beitrag" value={note.id} />
    <input type="hidden" name="was" value="uebernehmen" />
    <TextField
      t={t}
      name="adresse"
      label={t("district.follow.label")}
      hint={t("district.follow.hint")}
      spellcheck={false}
      autocapitalize="none"
      required
    />
    <div>
      <Button>{t("adoptions.visitor.handle.submit")}</Button>
    </div>
  </form>
);

const ByMail = ({ frame: { t, districtName }, note, form, errors }: VisitorPageProps) => (
  <form class="sheet form" action={`${note.path}/uebernehmen`} method="post" novalidate>
    <h2 class="small-heading">{t("adoptions.visitor.mail.title")}</h2>
    <TextField
      t={t}
      name="name"
      label={t("adoptions.visitor.name")}
      value={typed(form, "name")}
      error={errors.of("name")}
      autocomplete="name"
      maxlength={LIMITS.name}
      required
    />
    <TextField
      t={t}
      name="email"
      type="email"
      label={t("adoptions.visitor.email")}
      value={typed(form, "email")}
      error={errors.of("email")}
      autocomplete="email"
      maxlength={LIMITS.email}
      required
    />
    <TextArea
      t={t}
      name="message"
      label={t("adoptions.visitor.message", { district: districtName })}
      hint={t("adoptions.adopt.message.hint")}
      value={typed(form, "message")}
      error={errors.of("message")}
      rows={3}
      maxlength={LIMITS.message}
      optionalLabel
    />
    <div>
      <Button look="secondary">{t("adoptions.visitor.mail.submit")}</Button>
    </div>
  </form>
);

interface ConfirmProps {
  readonly frame: Frame;
  readonly secret: string;
  readonly done: boolean;
}

/** What the link in the mail opens: a button, since machines that look through mails open every link. */
export const ConfirmRequestPage = ({ frame, secret, done }: ConfirmProps) => {
  const { t } = frame;
  return (
    <Page frame={frame} title={t(done ? "adoptions.request.done" : "adoptions.request.confirm")} crumbs={[]} noindex>
      <p>
        {t(done ? "adoptions.request.done.text" : "adoptions.request.confirm.text", { district: frame.districtName })}
      </p>
      {!done && (
        <form method="post" action={`/uebernahme-anfrage/${secret}`}>
          <Button>{t("adoptions.request.confirm.button")}</Button>
        </form>
      )}
    </Page>
  );
};
