import { LinkButton } from "../../../ui/forms/buttons.tsx";
import { ErrorSummary } from "../../../ui/forms/error-summary.tsx";
import { Page } from "../../../ui/page.tsx";
import { addressOf, FollowAddress, FollowForm, type FollowFormProps } from "../../../ui/parts/follow-form.tsx";

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
      {host === null && <FollowAddress frame={frame} actor={props.actor} />}
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
