import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { Page } from "../../../ui/page.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import type { StampEntry } from "../quotes.queries.ts";

interface QuotesPageProps {
  readonly frame: Frame;
  readonly entries: readonly StampEntry[];
  /** Id to go on from; undefined when the list ends here. */
  readonly before: string | undefined;
}

/** Who quotes the member, each with the way to take the leave back. */
export const QuotesPage = ({ frame, entries, before }: QuotesPageProps) => {
  const { t } = frame;
  return (
    <Page
      frame={frame}
      title={t("quotes.title")}
      lead={t("quotes.lead")}
      crumbs={[{ href: "/einstellungen", label: t("accounts.settings.title") }]}
      noindex
    >
      {entries.length === 0 && <p>{t("quotes.none")}</p>}
      <ul class="lines">
        {entries.map((entry) => (
          <Entry frame={frame} entry={entry} />
        ))}
      </ul>
      <Pagination
        t={t}
        next={
          before === undefined ? undefined : { href: `/einstellungen/zitate/vor/${before}`, label: t("common.older") }
        }
      />
    </Page>
  );
};

const Entry = ({ frame: { t, locale }, entry }: { frame: Frame; entry: StampEntry }) => {
  const { stamp, post, quoter } = entry;
  const handle = `@${quoter.handle}@${quoter.host}`;
  return (
    <li class="flow">
      <p>{t("quotes.quoting", { handle, day: formatDay(locale, stamp.createdAt) })}</p>
      <p>
        {t("quotes.quoted")}:{" "}
        <a href={post.url}>{post.title === null ? formatDay(locale, post.publishedAt) : <bdi>{post.title}</bdi>}</a>
        {" · "}
        <a href={stamp.quotingUri} rel="noopener nofollow ugc">
          {t("quotes.open")}
        </a>
      </p>
      <form method="post" action={`/einstellungen/zitate/${stamp.id}/zuruecknehmen`}>
        <Button look="secondary">{t("quotes.revoke", { handle })}</Button>
      </form>
    </li>
  );
};
