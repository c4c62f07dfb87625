import { htmlToText } from "../../platform/html.ts";
import { langOf } from "../lang.ts";
import { Attachments, type ShownAttachment } from "./attachments.tsx";
import { EmojiText } from "./emoji-text.tsx";
import { Poll } from "./poll.tsx";
import type { PostProps, ShownPost } from "./post-view.ts";
import { classAround, Quote } from "./quote-card.tsx";
import { RichText } from "./rich-text.tsx";

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

export const isFolded = ({ filter }: ShownPost): boolean => filter !== undefined && filter.action !== "blur";

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
export const Words = ({ post, frame, text }: PostProps & { text: string }) => (
  <EmojiText frame={frame} text={text} emojis={post.emojis} owner={post.author.host} />
);
