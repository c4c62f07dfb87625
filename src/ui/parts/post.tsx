import type { Child } from "hono/jsx";
import type { CustomEmoji } from "../../platform/emojis.ts";
import { htmlToText } from "../../platform/html.ts";
import type { Frame } from "../env.ts";
import { formatDay, formatMoment } from "../format.ts";
import { Button, LinkButton } from "../forms/buttons.tsx";
import { langOf } from "../lang.ts";
import { ActorLink } from "./actor-link.tsx";
import { Attachments, type ShownAttachment } from "./attachments.tsx";
import { EmojiText } from "./emoji-text.tsx";
import type { ShownFilter } from "./filter-view.ts";
import { Icon } from "./icon.tsx";
import { Poll, type ShownPoll } from "./poll.tsx";
import { classAround, Quote } from "./quote-card.tsx";
import { QuoteLink } from "./quote-link.tsx";
import type { ShownQuote } from "./quote-view.ts";
import { ReportLink } from "./report-link.tsx";
import { RichText } from "./rich-text.tsx";

interface ShownActor {
  readonly name: string;
  readonly handle: string;
  readonly host: string;
  readonly url: string;
  readonly local: boolean;
  readonly emojis: readonly CustomEmoji[];
}

/** A post of whatever kind, ours or a peer's, as pages show it to the one who looks. */
export interface ShownPost {
  readonly id: string;
  /** The page here that it is read on. */
  readonly path: string;
  /** Its own address here: what is done with it has addresses below. */
  readonly own: string;
  /** ActivityPub id. */
  readonly uri: string;
  /** Its page at its origin; null for ours. */
  readonly original: string | null;
  readonly author: ShownActor;
  /** Who wrote it in the name of its author, an organisation; null for all but its editors. */
  readonly actedBy: string | null;
  /** Who brought it here, if not its author. */
  readonly sharedBy: ShownActor | null;
  readonly group: ShownActor | null;
  readonly publishedAt: Date;
  /** Null before the first visible edit. */
  readonly editedAt: Date | null;
  readonly title: string | null;
  /** What is said before something delicate; empty when it is only marked; null when nothing is folded away. */
  readonly warning: string | null;
  /** Of a long post a few sentences, plain text. */
  readonly summary: string | null;
  /** Sanitised HTML. */
  readonly content: string;
  /** BCP 47. */
  readonly language: string | null;
  /** Pictures for `:names:` in its texts. */
  readonly emojis: readonly CustomEmoji[];
  /** What hangs from it; a picture of ours without words is decoration. */
  readonly attachments: readonly ShownAttachment[];
  readonly audience: "public" | "unlisted" | "followers" | "direct" | "group" | "local" | "partners";
  readonly poll: ShownPoll | null;
  /** What it quotes. */
  readonly quote: ShownQuote | undefined;
  readonly filter?: ShownFilter;
  readonly isReply: boolean;
  readonly stats: { readonly comments: number; readonly likes: number; readonly boosts: number };
  /** What the one who looks has done with it, and may do. */
  readonly mine: ReactionState;
  readonly canEdit: boolean;
  readonly canDelete: boolean;
  /** Whether they may take it away as a moderator. */
  readonly canModerate: boolean;
}

interface ReactionState {
  readonly liked: boolean;
  readonly boosted: boolean;
  /** Put aside for oneself. */
  readonly kept: boolean;
  /** Whether it stands at the top of one's own page; null for what cannot stand there. */
  readonly pinned: boolean | null;
  readonly canBoost: boolean;
}

interface PostProps {
  readonly post: ShownPost;
  readonly frame: Frame;
}

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

/**
 * The text with its pictures and its poll; what its author put behind a warning stays behind it. Where there is a mark
 * but no warning, as microblog servers put it on pictures, only those are folded away. What a filter of the reader found
 * is folded, too; where it cannot be left out, since answers hang from it, also what was to be hidden.
 */
export const PostText = ({ post, frame }: PostProps) =>
  isFolded(post) ? (
    <details class="flow">
      <summary>{frame.t("posts.filtered", { filter: post.filter?.title ?? "" })}</summary>
      <Warned post={post} frame={frame} />
    </details>
  ) : (
    <Warned post={post} frame={frame} />
  );

const isFolded = ({ filter }: ShownPost): boolean => filter !== undefined && filter.action !== "blur";

const Warned = ({ post, frame }: PostProps) => {
  const { warning, language, attachments } = post;
  const lang = langOf(language, frame.locale);
  if (warning === null || (warning === "" && attachments.length > 0)) return <Inside post={post} frame={frame} />;
  return (
    <details class="flow">
      <summary lang={lang}>
        <bdi>{warning === "" ? frame.t("posts.sensitive") : <Words post={post} frame={frame} text={warning} />}</bdi>
      </summary>
      <Inside post={post} frame={frame} />
    </details>
  );
};

/** Nothing was left of its text, and nothing hangs from it. */
const isEmpty = ({ content, poll, attachments, quote }: ShownPost): boolean =>
  poll === null && quote === undefined && attachments.length === 0 && htmlToText(content).trim() === "";

/** Says so, and where the whole stands. */
const Nothing = ({ post, frame: { t } }: PostProps) => (
  <p class="soft">
    {t("posts.empty")}{" "}
    {post.original !== null && (
      <a href={post.original} rel="noopener nofollow ugc">
        {t("reading.note.original.link", { host: post.author.host })}
      </a>
    )}
  </p>
);

const Inside = ({ post, frame }: PostProps) => (
  <div class={classAround(post.quote)}>
    {isEmpty(post) && <Nothing post={post} frame={frame} />}
    {!isEmpty(post) && post.content !== "" && (
      <RichText
        html={post.content}
        lang={langOf(post.language, frame.locale)}
        emojis={{ all: post.emojis, owner: post.author.host, frame }}
      />
    )}
    {post.poll !== null && (
      <Poll
        {...{ frame, poll: post.poll, postId: post.id, lang: post.language }}
        {...{ emojis: post.emojis, owner: post.author.host }}
      />
    )}
    <Pictures post={post} frame={frame} />
    {post.quote !== undefined && <Quote quote={post.quote} frame={frame} />}
  </div>
);

/** Ours as we know them; others' through our own address, never from theirs. */
const Pictures = ({ post, frame }: PostProps) => {
  const { author, attachments, warning } = post;
  const isMarked = warning === "" || post.filter?.action === "blur";
  if (!author.local) {
    return <Attachments frame={frame} items={attachments} owner={author.host} sensitive={isMarked} />;
  }
  if (!isMarked || attachments.length === 0) return <Own items={attachments} />;
  return (
    <details>
      <summary>{frame.t("media.foreign.sensitive")}</summary>
      <Own items={attachments} />
    </details>
  );
};

const Own = ({ items }: { items: readonly ShownAttachment[] }) =>
  items.length === 0 ? null : (
    <ul class="plain grid grid--narrow">
      {items.map(({ url, alt }) => (
        <li>
          <img class="photo" src={new URL(url).pathname} alt={alt} loading="lazy" />
        </li>
      ))}
    </ul>
  );

/** A plain text of the post, with its emojis. */
const Words = ({ post, frame, text }: PostProps & { text: string }) => (
  <EmojiText frame={frame} text={text} emojis={post.emojis} owner={post.author.host} />
);

/** Like, boost, put aside and to the top of one's page, and back again, and quote; without script. Only for members. */
export const ReactionButtons = ({ postId, mine, frame }: { postId: string; mine: ReactionState; frame: Frame }) => {
  const { t, viewer, path } = frame;
  if (viewer === null) return null;
  return (
    <form method="post" action="/reagieren" class="row no-print">
      <input type="hidden" name="beitrag" value={postId} />
      <input type="hidden" name="zurueck" value={path} />
      <Button look="tertiary" name="was" value={mine.liked ? "like:nicht" : "like"}>
        {t(mine.liked ? "posts.unlike" : "posts.like")}
      </Button>
      {(mine.canBoost || mine.boosted) && (
        <Button look="tertiary" name="was" value={mine.boosted ? "boost:nicht" : "boost"}>
          {t(mine.boosted ? "posts.unboost" : "posts.boost")}
        </Button>
      )}
      <Button look="tertiary" name="was" value={mine.kept ? "keep:nicht" : "keep"}>
        {t(mine.kept ? "posts.unkeep" : "posts.keep")}
      </Button>
      {mine.pinned !== null && (
        <Button look="tertiary" name="was" value={mine.pinned ? "pin:nicht" : "pin"}>
          {t(mine.pinned ? "posts.unpin" : "posts.pin")}
        </Button>
      )}
      {mine.canBoost && <QuoteLink postId={postId} frame={frame} />}
    </form>
  );
};

/** To the page where a moderator takes it away and says why. */
export const ModerateLink = ({ post, frame: { t } }: { post: Pick<ShownPost, "id" | "canModerate">; frame: Frame }) =>
  post.canModerate ? (
    <LinkButton look="tertiary" href={`/verwaltung/beitraege/${post.id}`}>
      {t("moderation.post.link")}
    </LinkButton>
  ) : null;

/** Edit, delete and moderate, for whoever may. */
export const PostActions = ({ post, frame }: PostProps) => {
  const { t } = frame;
  return post.canEdit || post.canDelete || post.canModerate ? (
    <p class="row no-print">
      {post.canEdit && (
        <LinkButton look="tertiary" icon="stift" href={`${post.own}/bearbeiten`}>
          {t("posts.edit")}
        </LinkButton>
      )}
      {post.canDelete && (
        <LinkButton look="tertiary" href={`${post.own}/loeschen`}>
          {t("posts.delete")}
        </LinkButton>
      )}
      <ModerateLink post={post} frame={frame} />
    </p>
  ) : null;
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
