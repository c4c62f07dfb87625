import { plainName } from "../../../platform/emojis.ts";
import { htmlToText } from "../../../platform/html.ts";
import type { Frame } from "../../../ui/env.ts";
import { LinkButton } from "../../../ui/forms/buttons.tsx";
import { Page } from "../../../ui/page.tsx";
import { Card, CardLink } from "../../../ui/parts/card.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import type { Group } from "../groups.queries.ts";
import { MemberCount, pathOf } from "./parts.tsx";

interface GroupsPageProps {
  readonly frame: Frame;
  readonly groups: readonly Group[];
  /** Id that this page's groups are older than; undefined on the first page. */
  readonly before: string | undefined;
  /** Id after which the next page begins; null on the last page. */
  readonly next: string | null;
}

/** Every group of this server that the reader may know of. */
export const GroupsPage = ({ frame, groups, before, next }: GroupsPageProps) => {
  const { t, viewer, districtName: district } = frame;
  return (
    <Page
      frame={frame}
      title={t("groups.title")}
      description={t("groups.description", { district })}
      lead={t("groups.lead", { district })}
      crumbs={[]}
      noindex={before !== undefined}
    >
      {groups.length === 0 && (
        <p>
          {t("groups.none")} {t(viewer === null ? "groups.none.visitor" : "groups.none.member")}
        </p>
      )}
      {viewer !== null && (
        <p class="row">
          <LinkButton href="/gruppen/neu">{t("groups.new")}</LinkButton>
        </p>
      )}
      <div class="grid grid--cards">
        {groups.map((group) => (
          <GroupCard frame={frame} group={group} />
        ))}
      </div>
      <Pagination
        t={t}
        first={before === undefined ? undefined : { href: "/gruppen", label: t("groups.newest") }}
        next={next === null ? undefined : { href: `?vor=${next}`, label: t("groups.older") }}
      />
    </Page>
  );
};

const GroupCard = ({ frame, group }: { frame: Frame; group: Group }) => (
  <Card>
    <h2 class="small-heading">
      <CardLink href={pathOf(group)}>
        <bdi>{plainName(group.actor)}</bdi>
      </CardLink>
    </h2>
    {group.actor.summary !== "" && <p>{htmlToText(group.actor.summary)}</p>}
    <p class="soft">
      {frame.t(group.actor.archivedAt === null ? `groups.mode.${group.mode}` : "groups.archived.word")} ·{" "}
      <MemberCount frame={frame} group={group} />
    </p>
  </Card>
);
