import { htmlToText } from "../../../platform/html.ts";
import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { langOf } from "../../../ui/lang.ts";
import { ActorLink } from "../../../ui/parts/actor-link.tsx";
import { Attachments, type ShownAttachment } from "../../../ui/parts/attachments.tsx";
import { EmojiText } from "../../../ui/parts/emoji-text.tsx";
import { Icon } from "../../../ui/parts/icon.tsx";
import { QuoteCard, type QuoteView } from "../../../ui/parts/quote-card.tsx";
import { ReportLink } from "../../../ui/parts/report-link.tsx";
import type { FeedEntry } from "../../posts/posts.queries.ts";

const SHOWN_CHARACTERS = 400;
const SHOWN_ATTACHMENTS = 4;

/** What hangs from a post; an article's title picture may stand nowhere else. */
function pictured({ attachments, imageUrl, imageAlt }: FeedEntry["post"]): ShownAttachment[] {
  const isThere = imageUrl === null || attachments.some(({ url }) => url === imageUrl);
  const title = isThere ? [] : [{ url: imageUrl, mediaType: "image/*", alt: imageAlt ?? "" }];
  return [...title, ...attachments].slice(0, SHOWN_ATTACHMENTS);
}

/** What a peer wrote that is no project note, as what it is: who, where, the beginning, and the way to the original. */
export const PostLine = ({
  entry,
  quote,
  frame,
}: {
  entry: FeedEntry;
  quote?: QuoteView | undefined;
  frame: Frame;
}) => {
  const { post, author } = entry;
  const { t, locale } = frame;
  const lang = langOf(post.language, locale);
  return (
    <li class="flow">
      <p class="origin">
        <Icon name={author.local ? "haus" : "haus-leer"} />
        <span>
          <ActorLink actor={author} frame={frame} /> · <span class="address">{author.host}</span> ·{" "}
          <time datetime={post.publishedAt.toISOString()}>{formatDay(locale, post.publishedAt)}</time>
        </span>
      </p>
      {post.title !== null && (
        <h3 lang={lang}>
          <bdi>
            <EmojiText frame={frame} text={post.title} emojis={post.emojis} owner={author.host} />
          </bdi>
        </h3>
      )}
      <Beginning entry={entry} frame={frame} />
      <Attachments frame={frame} items={pictured(post)} owner={author.host} sensitive={post.sensitive} />
      {quote !== undefined && <QuoteCard quote={quote} frame={frame} />}
      <p>
        <a href={post.url} rel="noopener nofollow ugc">
          {t("reading.note.original.link", { host: author.host })}
        </a>{" "}
        · <ReportLink frame={frame} address={post.uri} />
      </p>
    </li>
  );
};

/** What its author put behind a warning stays behind it. */
const Beginning = ({ entry: { post, author }, frame }: { entry: FeedEntry; frame: Frame }) => {
  const { t, locale } = frame;
  const lang = langOf(post.language, locale);
  const words = (plain: string) => <EmojiText frame={frame} text={plain} emojis={post.emojis} owner={author.host} />;
  const text = htmlToText(post.content);
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS).trimEnd()} …` : text;
  if (!post.sensitive) return <p lang={lang}>{words(post.kind === "note" ? shown : (post.summary ?? shown))}</p>;
  return (
    <details>
      <summary lang={lang}>{post.summary === null ? t("reading.feed.sensitive") : words(post.summary)}</summary>
      <p lang={lang}>{words(shown)}</p>
    </details>
  );
};
