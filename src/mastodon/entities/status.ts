import type { Actor } from "../../features/actors/actors.queries.ts";
import { hashtagPage } from "../../features/posts/member-text.model.ts";
import { threadRootOf } from "../../features/posts/muted-threads.queries.ts";
import { attachmentsOf } from "../../features/posts/post-view.queries.ts";
import type { PostTag, Visibility } from "../../features/posts/posts.model.ts";
import type { Post } from "../../features/posts/posts.queries.ts";
import { asList, isObject, textOf } from "../../platform/ap-read.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { clientNotFound } from "../errors.ts";
import { acctOf } from "./account.ts";
import { addressEntity } from "./address.ts";
import { cardEntity, languageOf } from "./card.ts";
import { emojiEntities } from "./emoji.ts";
import { mediaEntity } from "./media.ts";
import { pollEntity } from "./poll.ts";
import { quoteApprovalEntity, quoteStateEntity, showsQuoted } from "./quote.ts";
import { stadtteilEntity } from "./stadtteil.ts";
import { loadParts, type StatusParts } from "./status-parts.ts";
import { statusText } from "./status-text.ts";

export type StatusEntity = Whole & { readonly reblog: (Whole & { readonly reblog: null }) | null };
type Whole = ReturnType<typeof wholeEntity>;

/**
 * Status of each id that the viewer may see, in the order given; what is hidden, gone or unknown is left out. The same number
 * of statements for many as for one.
 * @param ids of posts, and of boosts: these are a status of their own with `reblog`
 */
export async function statusEntities(ctx: Ctx, viewer: Viewer | null, ids: readonly Id[]): Promise<StatusEntity[]> {
  if (ids.length === 0) return [];
  const parts = await loadParts(ctx, viewer, ids);
  return ids.flatMap((id): StatusEntity[] => {
    const post = parts.posts.get(id);
    if (post) return [{ ...wholeEntity(ctx, viewer, post, parts), reblog: null }];
    return boostEntity(ctx, viewer, id, parts);
  });
}

/** Status of one id. @throws AppError `mastodon.not-found` when the viewer may not see it */
export async function statusEntity(ctx: Ctx, viewer: Viewer | null, id: Id): Promise<StatusEntity> {
  const [entity] = await statusEntities(ctx, viewer, [id]);
  if (!entity) throw clientNotFound();
  return entity;
}

/** A boost says nothing itself: counters and flags are those of the post in it. */
function boostEntity(ctx: Ctx, viewer: Viewer | null, id: Id, parts: StatusParts): StatusEntity[] {
  const boost = parts.boosts.get(id);
  const post = boost && parts.posts.get(boost.postId);
  const account = boost && parts.accounts.get(boost.actorId);
  if (!post || !account) return [];
  const inner = wholeEntity(ctx, viewer, post, parts);
  return [
    {
      ...inner,
      id: boost.id,
      uri: boost.uri,
      created_at: boost.createdAt.toISOString(),
      edited_at: null,
      visibility: VISIBILITIES[boost.visibility],
      in_reply_to_id: null,
      in_reply_to_account_id: null,
      account,
      content: "",
      spoiler_text: "",
      media_attachments: [],
      mentions: [],
      tags: [],
      emojis: [],
      poll: null,
      card: null,
      quote: null,
      pinned: false,
      application: undefined,
      stadtteil: null,
      reblog: { ...inner, reblog: null },
    },
  ];
}

/** Clients know four audiences: whatever is for some but not for those named alone is `private` to them. */
const VISIBILITIES: Readonly<Record<Visibility, "public" | "unlisted" | "private" | "direct">> = {
  public: "public",
  unlisted: "unlisted",
  followers: "private",
  group: "private",
  local: "private",
  partners: "private",
  direct: "direct",
};

/** A post with what it quotes; a quote in what is quoted is only named. */
function wholeEntity(ctx: Ctx, viewer: Viewer | null, post: Post, parts: StatusParts) {
  return { ...postEntity(ctx, viewer, post, parts), quote: quoteEntity(ctx, viewer, post.id, parts) };
}

function quoteEntity(ctx: Ctx, viewer: Viewer | null, quotingId: Id, parts: StatusParts) {
  const quote = parts.quotes.get(quotingId);
  if (!quote) return null;
  const state = quoteStateEntity(quote);
  const quoted = showsQuoted(quote) && quote.quotedId !== null ? parts.quotedPosts.get(quote.quotedId) : undefined;
  if (!quoted) return { state, quoted_status: null };
  const nested = { quote: shallowQuoteEntity(quoted.id, parts), reblog: null };
  return { state, quoted_status: { ...postEntity(ctx, viewer, quoted, parts), ...nested } };
}

function shallowQuoteEntity(quotingId: Id, parts: StatusParts) {
  const quote = parts.quotes.get(quotingId);
  if (!quote) return null;
  const state = quoteStateEntity(quote);
  return { state, quoted_status_id: showsQuoted(quote) ? quote.quotedId : null };
}

function postEntity(ctx: Ctx, viewer: Viewer | null, post: Post, parts: StatusParts) {
  const author = existing(parts.actors.get(post.authorId));
  const account = existing(parts.accounts.get(author.id));
  const document: JsonObject = JSON.parse(post.document);
  const tags = parts.tags.get(post.id) ?? [];
  const quote = parts.quotes.get(post.id);
  const poll = parts.polls.get(post.id);
  const stats = parts.stats.get(post.id);
  const done = parts.done.get(post.id);
  const note = parts.notes.get(post.id);
  const answered = post.inReplyToId === null ? undefined : parts.answered.get(post.inReplyToId);
  const pageOf = (tag: string): string => hashtagPage(ctx.origin, tag);
  const text = statusText(post, {
    ...{ note, tags },
    quoteShown: quote !== undefined && showsQuoted(quote),
    hashtagPage: pageOf,
  });
  return {
    id: post.id,
    uri: post.uri,
    url: addressEntity(post.url || post.uri),
    created_at: post.publishedAt.toISOString(),
    edited_at: post.updatedAt > post.publishedAt ? post.updatedAt.toISOString() : null,
    in_reply_to_id: answered === undefined ? null : post.inReplyToId,
    in_reply_to_account_id: answered ?? null,
    account,
    content: text.content,
    spoiler_text: text.warning,
    sensitive: post.sensitive || text.warning !== "",
    visibility: VISIBILITIES[post.visibility],
    language: languageOf(post.language),
    media_attachments: attachmentsOf(post).map((one) => mediaEntity(ctx, one, author.host)),
    mentions: mentionedIn(post, document, parts).map((actor) => mentionEntity(ctx, actor)),
    tags: tags.map((one) => statusTagEntity(ctx, one)),
    emojis: emojiEntities(ctx, post.emojis, author.host),
    poll: poll
      ? pollEntity(ctx, {
          ...{ postId: post.id, poll, emojis: post.emojis, owner: author.host },
          votes: parts.votes.get(post.id) ?? [],
          own: viewer?.actorId === post.authorId,
        })
      : null,
    card: text.teaser === null ? null : cardEntity(ctx, post, author, account, text.teaser),
    quote_approval: quoteApprovalEntity(post, document, author, {
      ...{ viewer, follows: parts.follows.get(author.id) === "accepted" },
    }),
    replies_count: stats?.replies ?? 0,
    reblogs_count: stats?.boosts ?? 0,
    favourites_count: stats?.likes ?? 0,
    quotes_count: parts.quoted.get(post.uri) ?? 0,
    favourited: done?.has("like") === true,
    reblogged: done?.has("boost") === true,
    bookmarked: parts.bookmarked.has(post.id),
    muted: parts.muted.has(threadRootOf(post)),
    pinned: parts.pinned.has(post.id),
    filtered: parts.filtered.get(post.id) ?? [],
    // Which app somebody uses is nobody else's to know.
    application: post.authorId === viewer?.actorId ? parts.applications.get(post.applicationId ?? "") : undefined,
    stadtteil: stadtteilEntity(ctx, post, author, note),
  };
}

const existing = <T>(part: T | undefined): T => {
  if (part === undefined) throw new Error("a post without its author");
  return part;
};

/** Whom the text names; of a direct message everybody whom it was sent to, since they take part in the conversation. */
function mentionedIn(post: Post, document: JsonObject, parts: StatusParts): Actor[] {
  const addressed = parts.addressees.get(post.id) ?? [];
  if (post.visibility === "direct") return [...addressed];
  const tags = asList(document.tag).filter((tag) => isObject(tag) && tag.type === "Mention");
  const named = new Set(tags.map((tag) => (isObject(tag) ? textOf(tag.href) : null)));
  return addressed.filter(({ uri }) => named.has(uri));
}

/** Status::Tag. */
export const statusTagEntity = (ctx: Ctx, { tag }: PostTag) => ({ name: tag, url: hashtagPage(ctx.origin, tag) });

/** Status::Mention. */
export const mentionEntity = (ctx: Ctx, actor: Actor) => ({
  id: actor.id,
  username: actor.handle,
  acct: acctOf(ctx, actor),
  url: addressEntity(actor.url || actor.uri),
});
