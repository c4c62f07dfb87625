import type { Frame } from "../../../ui/env.ts";
import { Button, LinkButton } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { TextField } from "../../../ui/forms/text-field.tsx";
import { Page } from "../../../ui/page.tsx";

interface FollowFormProps {
  readonly frame: Frame;
  /** Handle of ours that is to be followed. */
  readonly actor: string;
  readonly value?: string | undefined;
  readonly error?: string | undefined;
}

/** `@handle@host` of somebody here. */
export const addressOf = (frame: Frame, handle: string): string => `@${handle}@${new URL(frame.origin).host}`;

/** The handle to search for, and a form that shows the way to the visitor's own server. Nothing is stored. */
export const FollowForm = ({ frame, actor, value, error }: FollowFormProps) => {
  const { t } = frame;
  return (
    <form class="flow" action="/folgen-von-aussen" method="get">
      <p>{t("district.new.follow.text")}</p>
      <p>
        <b class="address">{addressOf(frame, actor)}</b>
      </p>
      <input type="hidden" name="wem" value={actor} />
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
};

interface FollowPageProps extends FollowFormProps {
  readonly name: string;
  /** ActivityPub id to be followed. */
  readonly uri: string;
  /** Host of the visitor's own server; null while the address is not known. */
  readonly host: string | null;
}

/** How to follow somebody here from another server. */
export const FollowPage = (props: FollowPageProps) => {
  const { frame, name, host, error } = props;
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("district.follow.title")}
      lead={t("district.follow.lead", { name })}
      crumbs={[]}
      noindex
      federationNotice
    >
      <ErrorSummary t={t} errors={error === undefined ? [] : [{ field: "adresse", message: error }]} />
      {host === null ? <FollowForm {...props} /> : <Way {...props} host={host} />}
    </Page>
  );
};

const Way = ({ frame, actor, uri, host }: FollowPageProps & { host: string }) => {
  const { t } = frame;
  return (
    <>
      <h2>{t("district.follow.ready")}</h2>
      <p>{t("district.follow.ready.text")}</p>
      <p>
        <LinkButton
          href={`https://${host}/authorize_interaction?uri=${encodeURIComponent(uri)}`}
          rel="noopener nofollow"
        >
          {t("district.follow.open", { host })}
        </LinkButton>
      </p>
      <h2>{t("district.follow.otherwise")}</h2>
      <p>{t("district.follow.otherwise.text", { host })}</p>
      <p>
        <b class="address">{addressOf(frame, actor)}</b>
      </p>
    </>
  );
};
