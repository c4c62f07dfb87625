import { plainName } from "../../../platform/emojis.ts";
import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { Page } from "../../../ui/page.tsx";
import { Pagination } from "../../../ui/parts/pagination.tsx";
import type { Group, LogEntry } from "../groups.queries.ts";
import { addressOf, pathOf, threadPath } from "./parts.tsx";

interface LogPageProps {
  readonly frame: Frame;
  readonly group: Group;
  readonly entries: readonly LogEntry[];
  readonly before: string | undefined;
  readonly next: string | null;
}

/** What the moderators of a group did, for everybody who may read the group. */
export const LogPage = ({ frame, group, entries, before, next }: LogPageProps) => {
  const { t } = frame;
  const name = plainName(group.actor);
  const path = `${pathOf(group)}/protokoll`;
  return (
    <Page
      frame={frame}
      title={t("groups.log.title", { name })}
      lead={t("groups.log.lead")}
      crumbs={[
        { href: "/gruppen", label: t("groups.title") },
        { href: pathOf(group), label: name },
      ]}
      crumb={t("groups.log.crumb")}
      noindex
    >
      {entries.length === 0 && <p>{t("groups.log.none")}</p>}
      <ul class="lines">
        {entries.map((entry) => (
          <Entry frame={frame} group={group} entry={entry} />
        ))}
      </ul>
      <Pagination
        t={t}
        first={before === undefined ? undefined : { href: path, label: t("groups.log.newest") }}
        next={next === null ? undefined : { href: `${path}?vor=${next}`, label: t("groups.log.older") }}
      />
    </Page>
  );
};

const Entry = ({ frame: { t, locale }, group, entry }: { frame: Frame; group: Group; entry: LogEntry }) => {
  const { action, moderator, about, post, reason, until, createdAt } = entry;
  const names = { moderator: plainName(moderator), about: about === null ? "" : addressOf(about) };
  return (
    <li class="flow" id={`eintrag-${entry.id}`}>
      <p>
        <time class="soft" datetime={createdAt.toISOString()}>
          {formatDay(locale, createdAt)}
        </time>{" "}
        {t(`groups.log.${action}`, names)}
        {until !== null && ` ${t("groups.log.until", { day: formatDay(locale, until) })}`}
      </p>
      {reason !== "" && (
        <p>
          <bdi>{reason}</bdi>
        </p>
      )}
      {post !== null && (
        <p>
          <a href={threadPath(group, post.id)}>
            {post.title === null ? t("groups.log.post") : <bdi>{post.title}</bdi>}
          </a>
        </p>
      )}
    </li>
  );
};
