import { htmlToText } from "../../../platform/html.ts";
import type { Frame } from "../../../ui/env.ts";
import { formatDay } from "../../../ui/format.ts";
import { langOf } from "../../../ui/lang.ts";
import { ActorLink } from "../../../ui/parts/actor-link.tsx";
import { Icon } from "../../../ui/parts/icon.tsx";
import type { FeedEntry } from "../../posts/posts.queries.ts";

const SHOWN_CHARACTERS = 400;

/** What a peer wrote that is no project note, as what it is: who, where, the beginning, and the way to the original. */
export const PostLine = ({ entry, frame }: { entry: FeedEntry; frame: Frame }) => {
  const { post, author } = entry;
  const { t, locale } = frame;
  const lang = langOf(post.language, locale);
  return (
    <li class="flow">
      <p class="origin">
        <Icon name={author.local ? "haus" : "haus-leer"} />
        <span>
          <ActorLink actor={author} /> · <span class="address">{author.host}</span> ·{" "}
          <time datetime={post.publishedAt.toISOString()}>{formatDay(locale, post.publishedAt)}</time>
        </span>
      </p>
      {post.title !== null && (
        <h3 lang={lang}>
          <bdi>{post.title}</bdi>
        </h3>
      )}
      <Beginning entry={entry} frame={frame} />
      <p>
        <a href={post.url} rel="noopener nofollow ugc">
          {t("reading.note.original.link", { host: author.host })}
        </a>
      </p>
    </li>
  );
};

/** What its author put behind a warning stays behind it. */
const Beginning = ({ entry: { post }, frame: { t, locale } }: { entry: FeedEntry; frame: Frame }) => {
  const lang = langOf(post.language, locale);
  const text = htmlToText(post.content);
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS).trimEnd()} …` : text;
  if (!post.sensitive) return <p lang={lang}>{post.kind === "note" ? shown : (post.summary ?? shown)}</p>;
  return (
    <details>
      <summary lang={lang}>{post.summary ?? t("reading.feed.sensitive")}</summary>
      <p lang={lang}>{shown}</p>
    </details>
  );
};
