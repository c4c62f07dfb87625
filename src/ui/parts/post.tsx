import type { Child } from "hono/jsx";
import { htmlToText } from "../../platform/html.ts";
import type { Frame } from "../env.ts";
import { formatDay, formatMoment } from "../format.ts";
import { langOf } from "../lang.ts";
import { ActorLink } from "./actor-link.tsx";
import { Icon } from "./icon.tsx";
import { isFolded, PostText, Words } from "./post-text.tsx";
import type { PostProps, ShownPost } from "./post-view.ts";
import { Quote } from "./quote-card.tsx";
import { ReportLink } from "./report-link.tsx";

/** Who, where from, when, and for whom: the last in words, where it is not for everybody. */
export const PostHead = ({ post, frame }: PostProps) => {
  const { t, locale } = frame;
  const { author, group, sharedBy, publishedAt, editedAt, audience, path } = post;
  return (
    <p class="origin" id={`von-${post.id}`}>
      <Icon name={author.local ? "haus" : "haus-leer"} />
      <span>
        <ActorLink actor={author} frame={frame} bold />
        {!author.local && (
          <>
            {" "}
            · <span class="address">{author.host}</span>
          </>
        )}
        {group !== null && (
          <>
            {" "}
            · {t("posts.in")} <ActorLink actor={group} frame={frame} />
          </>
        )}{" "}
        ·{" "}
        <a class="quiet" href={path}>
          <time datetime={publishedAt.toISOString()}>{formatDay(locale, publishedAt)}</time>
        </a>
        {editedAt !== null && <> · {t("posts.edited", { date: formatMoment(locale, editedAt) })}</>}
        {audience !== "public" && <> · {t(`posts.audience.${audience}`)}</>}
        {sharedBy !== null && (
          <>
            {" "}
            · {t("posts.shared-by")} <ActorLink actor={sharedBy} frame={frame} />
          </>
        )}
        {post.actedBy !== null && (
          <>
            {" "}
            · <bdi>{t("organisations.writtenBy", { name: post.actedBy })}</bdi>
          </>
        )}
      </span>
    </p>
  );
};

const lettersOf = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, "");

/** The summary of a long post, unless it is only how the text begins. */
export const Lead = ({ post, frame }: PostProps) => {
  const { summary, content, language } = post;
  if (summary === null) return null;
  // A summary that was made of the text differs in markup and marks only.
  const isBeginning = lettersOf(htmlToText(content)).startsWith(lettersOf(summary));
  if (isBeginning) return null;
  return (
    <p class="lead" lang={langOf(language, frame.locale)}>
      {summary}
    </p>
  );
};

/** Numbers as a plain sentence, only those that are not zero: nothing here is a contest. */
export const PostCounts = ({ stats, frame: { t } }: { stats: ShownPost["stats"]; frame: Frame }) => {
  const parts = [
    stats.comments === 1 && t("reading.comments.replies.one"),
    stats.comments > 1 && t("reading.comments.replies.many", { count: stats.comments }),
    stats.likes > 0 && t("reading.comments.likes", { count: stats.likes }),
    stats.boosts > 0 && t("reading.comments.boosts", { count: stats.boosts }),
  ].filter((part) => part !== false);
  return (
    <p class="soft">
      {parts.length === 0 ? t("reading.comments.none") : t("reading.comments.counted", { parts: parts.join(", ") })}
    </p>
  );
};

const SHOWN_CHARACTERS = 400;

function beginningOf(html: string): string {
  const text = htmlToText(html);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS).trimEnd()} …` : text;
}

interface PostCardProps extends PostProps {
  /** Level of its heading. */
  readonly level?: 2 | 3 | undefined;
  readonly children?: Child;
}

/** A post in a list: all of a short one, of a long one its summary, and the way to its page. */
export const PostCard = ({ post, frame, level, children }: PostCardProps) => {
  const { t, locale } = frame;
  const lang = langOf(post.language, locale);
  if (post.filter?.action === "hide") return null;
  return (
    <li>
      <article class="flow" aria-labelledby={`von-${post.id}`}>
        <PostHead post={post} frame={frame} />
        {post.title !== null && !isFolded(post) && (
          <Heading level={level} lang={lang}>
            <a href={post.path}>
              <bdi>
                <Words post={post} frame={frame} text={post.title} />
              </bdi>
            </a>
          </Heading>
        )}
        {post.title !== null && post.warning === null && !isFolded(post) ? (
          <>
            <p lang={lang}>
              <Words post={post} frame={frame} text={post.summary ?? beginningOf(post.content)} />
            </p>
            {post.quote !== undefined && <Quote quote={post.quote} frame={frame} />}
          </>
        ) : (
          <PostText post={post} frame={frame} />
        )}
        <p class="row">
          <a href={post.path}>{t(post.stats.comments > 0 ? "posts.open.thread" : "posts.open")}</a>
          {post.original !== null && (
            <a href={post.original} rel="noopener nofollow ugc">
              {t("reading.note.original.link", { host: post.author.host })}
            </a>
          )}
          {post.original !== null && <ReportLink frame={frame} address={post.uri} />}
        </p>
        {children}
      </article>
    </li>
  );
};

const Heading = ({
  level = 3,
  lang,
  children,
}: {
  level?: 2 | 3 | undefined;
  lang: string | undefined;
  children?: Child;
}) =>
  level === 2 ? (
    <h2 class="small-heading" lang={lang}>
      {children}
    </h2>
  ) : (
    <h3 lang={lang}>{children}</h3>
  );
