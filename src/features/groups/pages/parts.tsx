import { plainName } from "../../../platform/emojis.ts";
import { htmlToText } from "../../../platform/html.ts";
import type { Frame } from "../../../ui/env.ts";
import { formatDay, formatNumber } from "../../../ui/format.ts";
import { langOf } from "../../../ui/lang.ts";
import { ActorLink } from "../../../ui/parts/actor-link.tsx";
import { Alert } from "../../../ui/parts/alert.tsx";
import { Attachments } from "../../../ui/parts/attachments.tsx";
import { EmojiText } from "../../../ui/parts/emoji-text.tsx";
import type { Actor } from "../../actors/actors.queries.ts";
import type { PostStats } from "../../posts/posts.model.ts";
import type { Group, Thread } from "../groups.queries.ts";

export const pathOf = ({ actor }: Group): string => `/gruppen/${actor.handle}`;

export const threadPath = (group: Group, postId: string): string => `${pathOf(group)}/${postId}`;

export const addressOf = ({ handle, host }: Pick<Actor, "handle" | "host">): string => `@${handle}@${host}`;

/** Where the pages below a group's moderation come from. */
export const manageCrumbs = ({ t }: Pick<Frame, "t">, group: Group) => [
  { href: "/gruppen", label: t("groups.title") },
  { href: pathOf(group), label: plainName(group.actor) },
  { href: `${pathOf(group)}/moderation`, label: t("groups.moderate") },
];

/** The mode in one word and, for members of a closed group, what it cannot do. */
export const Mode = ({ frame: { t }, group: { mode } }: { frame: Frame; group: Group }) => (
  <p>
    <b>{t(`groups.mode.${mode}`)}</b> · <span class="soft">{t(`groups.mode.${mode}.text`)}</span>
  </p>
);

/** Nothing more is written here. */
export const ArchivedNotice = ({ frame: { t, locale }, group: { actor } }: { frame: Frame; group: Group }) =>
  actor.archivedAt === null ? null : (
    <Alert kind="info" title={t("groups.archived", { day: formatDay(locale, actor.archivedAt) })}>
      <p>{t("groups.archived.text")}</p>
    </Alert>
  );

export const MemberCount = ({ frame: { t, locale }, group: { actor } }: { frame: Frame; group: Group }) => (
  <span class="soft">
    {actor.followersCount === 1
      ? t("groups.members.one")
      : t("groups.members.many", { count: formatNumber(locale, actor.followersCount) })}
  </span>
);

/** Who wrote something, where and when. */
export const Byline = ({ frame, author, at }: { frame: Frame; author: Actor; at: Date }) => (
  <p>
    <ActorLink actor={author} frame={frame} bold />{" "}
    <span class="soft">
      {!author.local && <span class="address">{author.host} </span>}·{" "}
      <time datetime={at.toISOString()}>{formatDay(frame.locale, at)}</time>
    </span>
  </p>
);

export const titleOf = ({ t }: Pick<Frame, "t">, { post, author }: Thread): string =>
  post.title ?? t("groups.thread.untitled", { name: plainName(author) });

/** Where a thread is read: project notes have a page of their own. */
export function readingPath(group: Group, { post, author }: Thread): string {
  if (post.kind !== "projectNote") return threadPath(group, post.id);
  return post.local && post.slug !== null ? `/projekte/${post.slug}` : `/projekte/${author.host}/${post.id}`;
}

const SHOWN_CHARACTERS = 300;

/** A thread in a list: title, beginning, how many answered. What its author put behind a warning stays behind it. */
export const ThreadLine = ({
  frame,
  group,
  thread,
  stats,
}: {
  frame: Frame;
  group: Group;
  thread: Thread;
  stats?: PostStats | undefined;
}) => {
  const { post, author } = thread;
  const { t, locale } = frame;
  const lang = langOf(post.language, locale);
  const comments = stats?.comments ?? 0;
  return (
    <li class="flow">
      <h3 lang={lang}>
        <a href={readingPath(group, thread)}>
          <bdi>
            <EmojiText frame={frame} text={titleOf(frame, thread)} emojis={post.emojis} owner={author.host} />
          </bdi>
        </a>
      </h3>
      <Byline frame={frame} author={author} at={post.publishedAt} />
      <p lang={lang}>
        <EmojiText frame={frame} text={beginningOf(thread)} emojis={post.emojis} owner={author.host} />
      </p>
      <Attachments frame={frame} items={post.attachments} owner={author.host} sensitive={post.sensitive} />
      {(comments > 0 || post.lockedAt !== null) && (
        <p class="soft">
          {[
            comments === 1 ? t("groups.thread.answers.one") : null,
            comments > 1 ? t("groups.thread.answers.many", { count: comments }) : null,
            post.lockedAt === null ? null : t("groups.thread.locked"),
          ]
            .filter((part) => part !== null)
            .join(" · ")}
        </p>
      )}
    </li>
  );
};

/** The first lines of a text, without the title that they begin with; of what is behind a warning only the warning. */
function beginningOf({ post: { content, title, sensitive, summary } }: Thread): string {
  if (sensitive) return summary ?? "…";
  const text = htmlToText(content);
  const said = title !== null && text.startsWith(title) ? text.slice(title.length).trimStart() : text;
  const letters = [...said];
  return letters.length > SHOWN_CHARACTERS ? `${letters.slice(0, SHOWN_CHARACTERS).join("").trimEnd()} …` : said;
}
