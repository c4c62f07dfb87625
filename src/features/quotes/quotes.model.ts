import { htmlToText } from "../../platform/html.ts";
import { langOf } from "../../ui/lang.ts";
import type { QuoteView } from "../../ui/parts/quote-view.ts";
import type { Actor } from "../actors/actors.queries.ts";
import type { Post } from "../posts/posts.queries.ts";

/** A quoted post that may be shown with the one that quotes it. */
export interface Quoted {
  readonly post: Post;
  readonly author: Actor;
}

const SHOWN_CHARACTERS = 300;

/** A quoted post as its card shows it. What its author put behind a warning is not shown here at all. */
export function quoteView({ post, author }: Quoted, locale: "de" | "en"): QuoteView {
  const whole = post.sensitive ? (post.summary ?? "…") : (post.summary ?? htmlToText(post.content));
  const text = whole.length > SHOWN_CHARACTERS ? `${whole.slice(0, SHOWN_CHARACTERS).trimEnd()} …` : whole;
  return { author, title: post.title, text, lang: langOf(post.language, locale), url: post.url };
}
