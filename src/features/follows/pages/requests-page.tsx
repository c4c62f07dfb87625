import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { Page } from "../../../ui/page.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import type { FollowEntry } from "../follows.queries.ts";

interface RequestsPageProps {
  readonly frame: Frame;
  readonly requests: readonly FollowEntry[];
  /** Id to go on from; undefined when the list ends here. */
  readonly before: string | undefined;
}

/** Who would like to follow the member, each with yes and no. */
export const RequestsPage = ({ frame, requests, before }: RequestsPageProps) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("follows.requests.title")}
      lead={t("follows.requests.lead")}
      crumbs={[{ href: "/einstellungen", label: t("accounts.settings.title") }]}
      noindex
    >
      {requests.length === 0 && <p>{t("follows.requests.none")}</p>}
      <ul class="plain flow">
        {requests.map((request) => (
          <Request frame={frame} request={request} />
        ))}
      </ul>
      <Pagination
        t={t}
        next={before === undefined ? undefined : { href: `?vor=${before}`, label: t("common.older") }}
      />
    </Page>
  );
};

const Request = ({ frame: { t, locale }, request }: { frame: Frame; request: FollowEntry }) => {
  const { actor, followId, createdAt } = request;
  const handle = `@${actor.handle}@${actor.host}`;
  return (
    <li class="flow">
      <p>
        <b>
          <bdi>{actor.name}</bdi>
        </b>
        <br />
        <a class="address" href={`/${handle}`}>
          {handle}
        </a>
        <br />
        {t("follows.requests.since", { day: formatDay(locale, createdAt) })}
      </p>
      <form class="row" method="post" action={`/einstellungen/anfragen/${followId}`}>
        <Button look="secondary" name="antwort" value="ja">
          {t("follows.requests.accept", { handle })}
        </Button>
        <Button look="tertiary" name="antwort" value="nein">
          {t("follows.requests.reject", { handle })}
        </Button>
      </form>
    </li>
  );
};
