import type { Frame } from "../../../ui/env.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";
import type { Intent } from "../intents.model.ts";

/** What a visitor wants to follow, or to do something with. */
export interface Subject {
  readonly intent: Intent;
  /** Name of the actor, or title of the post. */
  readonly name: string;
  /** What to search for at one's own server: a handle, or the post's id. */
  readonly address: string;
  /** Where its own page is. */
  readonly page: string;
  /** Form fields that name it. */
  readonly fields: Readonly<Record<string, string>>;
  /** Where the form goes. */
  readonly action: string;
}

interface WayPageProps {
  readonly frame: Frame;
  readonly subject: Subject;
  /** The way to the visitor's server; null while the address is not known. */
  readonly link: string | null;
  readonly value?: string | undefined;
  readonly error?: string | undefined;
}

/** How to do something from another server: asks for the visitor's address, then shows the way there. */
export const WayPage = ({ frame, subject, link, value, error }: WayPageProps) => {
  const { t } = frame;
  const { intent, name, address } = subject;
  return (
    <Page
      frame={frame}
      title={t(`intents.${intent}.title`)}
      lead={t(`intents.${intent}.lead`, { name })}
      crumbs={[{ href: subject.page, label: <bdi>{name}</bdi> }]}
      noindex
      federationNotice
    >
      <ErrorSummary t={t} errors={error === undefined ? [] : [{ field: "adresse", message: error }]} />
      {link === null ? (
        <>
          <p>{t("intents.search")}</p>
          <p>
            <b class="address">{address}</b>
          </p>
          <HandleForm frame={frame} subject={subject} value={value} error={error} />
        </>
      ) : (
        <Way frame={frame} subject={subject} link={link} />
      )}
    </Page>
  );
};

const HandleForm = ({ frame: { t }, subject, value, error }: Omit<WayPageProps, "link">) => (
  <form class="row row--base" action={subject.action} method="get">
    {Object.entries(subject.fields).map(([name, text]) => (
      <input type="hidden" name={name} value={text} />
    ))}
    <TextField
      t={t}
      name="adresse"
      label={t("district.follow.label")}
      hint={t("district.follow.hint")}
      value={value}
      error={error}
      spellcheck={false}
      autocapitalize="none"
    />
    <Button look="secondary">{t("district.follow.button")}</Button>
  </form>
);

const Way = ({ frame: { t }, subject, link }: { frame: Frame; subject: Subject; link: string }) => {
  const { host } = new URL(link);
  return (
    <>
      <h2>{t("district.follow.ready")}</h2>
      <p>{t("district.follow.ready.text")}</p>
      <p>
        <LinkButton href={link} rel="noopener nofollow">
          {t(`intents.${subject.intent}.open`, { host })}
        </LinkButton>
      </p>
      <h2>{t("district.follow.otherwise")}</h2>
      <p>{t(`intents.${subject.intent}.otherwise`, { host })}</p>
      <p>
        <b class="address">{subject.address}</b>
      </p>
    </>
  );
};
