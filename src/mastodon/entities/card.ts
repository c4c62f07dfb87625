import type { Actor } from "../../features/actors/actors.queries.ts";
import { mayCredit } from "../../features/actors/attribution.model.ts";
import type { Post } from "../../features/posts/posts.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { plainName } from "../../platform/emojis.ts";
import type { AccountEntity } from "./account.ts";
import { addressEntity } from "./address.ts";
import { pictureUrl } from "./emoji.ts";

/**
 * PreviewCard: the page of a post that its status only teases. `image` null, never "" (trap 8).
 * @param account of the author; named only if they let the page do so
 */
export const cardEntity = (ctx: Ctx, post: Post, author: Actor, account: AccountEntity, teaser: string) => ({
  url: addressEntity(post.url || post.uri),
  title: post.title ?? "",
  description: teaser,
  language: languageOf(post.language),
  type: "link" as const,
  author_name: plainName(author),
  author_url: addressEntity(author.url || author.uri),
  authors: [
    {
      name: plainName(author),
      url: addressEntity(author.url || author.uri),
      account: mayCredit(author, post.url || post.uri) ? account : null,
    },
  ],
  provider_name: author.host,
  provider_url: `https://${author.host}/`,
  html: "",
  width: 0,
  height: 0,
  image: post.imageUrl === null ? null : pictureUrl(ctx, post.imageUrl, author.host),
  image_description: post.imageAlt ?? "",
  embed_url: "",
  blurhash: null,
  published_at: post.publishedAt.toISOString(),
});

/** BCP 47, as it is usually written, without our own flag for plain language; null when it was not said or is none. */
export function languageOf(language: string | null): string | null {
  try {
    return Intl.getCanonicalLocales(language?.replace(/-simple$/i, "") ?? [])[0] ?? null;
  } catch {
    // A RangeError: no language that could be named.
    return null;
  }
}
