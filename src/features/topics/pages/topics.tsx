import type { Frame } from "../../../ui/env.ts";
import { LinkButton } from "../../../ui/forms/buttons.tsx";
import { Page } from "../../../ui/page.tsx";
import type { TopicCount } from "../topics.queries.ts";

interface TopicsPageProps {
  readonly frame: Frame;
  readonly topics: readonly TopicCount[];
  readonly canIntroduce: boolean;
}

/** All topics, those with most on them first, each with how much of it lives here and elsewhere. */
export const TopicsPage = ({ frame, topics, canIntroduce }: TopicsPageProps) => {
  const { t } = frame;
  return (
    <Page frame={frame} title={t("topics.title")} lead={t("topics.lead")} crumbs={[]}>
      {canIntroduce && (
        <p>
          <LinkButton href="/schreiben/thema" look={topics.length === 0 ? "secondary" : "primary"}>
            {t("topics.introduce")}
          </LinkButton>
        </p>
      )}
      {topics.length === 0 && (
        <div class="panel flow">
          <p>{t("topics.none")}</p>
          <p>
            <LinkButton href="/schreiben/projekt">{t("topics.none.go")}</LinkButton>
          </p>
        </div>
      )}
      <ul class="lines">
        {topics.map((topic) => (
          <li>
            <a href={`/themen/${encodeURIComponent(topic.key)}`}>
              <bdi>{topic.name}</bdi>
            </a>{" "}
            <span class="soft">{counts(frame, topic)}</span>
          </li>
        ))}
      </ul>
    </Page>
  );
};

/** What is nowhere is not said. */
function counts({ t }: Frame, { here, elsewhere }: TopicCount): string {
  const parts = [
    ...(here > 0 ? [t("topics.count.here", { count: here })] : []),
    ...(elsewhere > 0 ? [t("topics.count.elsewhere", { count: elsewhere })] : []),
  ];
  return parts.join(", ");
}
