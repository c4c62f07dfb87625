import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { Button } from "../../../ui/forms/buttons.tsx";
import { AdminPage } from "../../../ui/parts/admin-page.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import type { AdoptionRequest } from "../adoptions.queries.ts";

interface RequestsPageProps {
  readonly frame: Frame;
  readonly entries: readonly { request: AdoptionRequest; title: string | null; url: string }[];
  /** Id to go on from; undefined when the list ends here. */
  readonly before: string | undefined;
  readonly done: boolean;
}

/** Who without an account would like to take a project over; for admins and moderators. */
export const RequestsPage = ({ frame, entries, before, done }: RequestsPageProps) => {
  const { t, locale } = frame;
  return (
    <AdminPage frame={frame} title="adoptions.requests.title" done={done ? "adoptions.requests.finished" : undefined}>
      <p>{t("adoptions.requests.lead")}</p>
      {entries.length === 0 && <p>{t("adoptions.requests.none")}</p>}
      <ul class="lines">
        {entries.map(({ request, title, url }) => (
          <li class="flow">
            <p>
              <b>
                <bdi>{request.name}</bdi>
              </b>
              , <a href={`mailto:${request.email}`}>{request.email}</a>, {formatDay(locale, request.createdAt)}
              <br />
              <a href={url}>
                <bdi>{title}</bdi>
              </a>
            </p>
            {request.message !== "" && (
              <p>
                <bdi>{request.message}</bdi>
              </p>
            )}
            <form method="post" action={`/verwaltung/uebernahmen/${request.id}/erledigt`}>
              <Button look="secondary">{t("adoptions.requests.finish", { name: request.name })}</Button>
            </form>
          </li>
        ))}
      </ul>
      <Pagination
        t={t}
        next={
          before === undefined ? undefined : { href: `/verwaltung/uebernahmen/vor/${before}`, label: t("common.older") }
        }
      />
    </AdminPage>
  );
};
