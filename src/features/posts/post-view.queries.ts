import { and, eq, inArray } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { escapeHtml } from "../../platform/html.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { QuotesOf } from "../../ui/env.ts";
import type { ShownPoll } from "../../ui/parts/poll.tsx";
import type { ShownPost } from "../../ui/parts/post-view.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { type Actor, actorById, actorsByIds } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import { organisationsOf } from "../organisations/organisations.queries.ts";
import { bookmarkedAmong, pinnedAmong } from "./hydration.queries.ts";
import { pollsOf, votesOf } from "./polls.queries.ts";
import { hasEnded, type Poll, type ReactionKind, showsTotals } from "./posts.model.ts";
import { canBoost, canDeletePost, canEditPost, canModeratePost, canPin } from "./posts.policy.ts";
import { type FeedEntry, type Post, statsOf } from "./posts.queries.ts";
import { postReactions } from "./posts.table.ts";

type Entry = Omit<FeedEntry, "id" | "sharedBy"> & { readonly sharedBy?: Actor | null };

/**
 * Posts as pages show them, in the order given; whoever asks has checked that the viewer may see them. Always the same
 * number of statements.
 * @param quotesOf what is shown of their quotes
 */
export async function postViews(
  ctx: Ctx,
  viewer: Viewer | null,
  entries: readonly Entry[],
  quotesOf: QuotesOf,
): Promise<ShownPost[]> {
  const ids = entries.map(({ post }) => post.id);
  const asked = entries.flatMap(({ post }) => (post.kind === "question" ? [post.id] : []));
  const own = entries.flatMap(({ post }) => (isOwnToPin(viewer, post) ? [post.id] : []));
  const [stats, reactions, kept, pinned, polls, votes, groups, organisations, quotes] = await Promise.all([
    statsOf(ctx, ids),
    reactionsBy(ctx, viewer, ids),
    bookmarkedAmong(ctx, viewer, ids),
    pinnedAmong(ctx, own),
    pollsOf(ctx, asked),
    viewer ? votesOf(ctx, viewer.actorId, asked) : new Map<Id, number[]>(),
    actorsByIds(ctx, [...new Set(entries.flatMap(({ post }) => post.groupId ?? []))]),
    viewer ? organisationsOf(ctx, viewer) : [],
    quotesOf(ids),
  ]);
  const actsFor = new Set(organisations.map(({ id }) => id));
  const writers = await writersOf(
    ctx,
    entries.flatMap(({ post }) => (actsFor.has(post.authorId) ? (post.actedById ?? []) : [])),
  );
  return entries.map((entry): ShownPost => {
    const { post, author } = entry;
    const poll = polls.get(post.id);
    const done = reactions.get(post.id);
    const group = (post.groupId !== null && groups.get(post.groupId)) || null;
    const forAuthor = actsFor.has(post.authorId);
    return {
      ...textsOf(post),
      id: post.id,
      path: readingPath(post, author, group),
      own: pathOf(post, author),
      uri: post.uri,
      original: post.local ? null : post.url,
      author,
      actedBy: (post.actedById !== null && writers.get(post.actedById)) || null,
      sharedBy: entry.sharedBy ?? null,
      group: post.groupId === post.authorId ? null : group,
      publishedAt: post.publishedAt,
      editedAt: post.updatedAt > post.publishedAt ? post.updatedAt : null,
      language: post.language,
      emojis: post.emojis,
      attachments: attachmentsOf(post),
      audience: post.visibility,
      poll: poll ? shownPoll(ctx, viewer, post, poll, votes.get(post.id) ?? []) : null,
      quote: quotes.get(post.id),
      isReply: post.inReplyToUri !== null,
      stats: stats.get(post.id) ?? { replies: 0, comments: 0, likes: 0, boosts: 0 },
      mine: {
        liked: done?.has("like") === true,
        boosted: done?.has("boost") === true,
        kept: kept.has(post.id),
        pinned: isOwnToPin(viewer, post) ? pinned.has(post.id) : null,
        canBoost: viewer !== null && canBoost(post),
      },
      canEdit: viewer !== null && canEditPost(viewer, post, forAuthor),
      canDelete: viewer !== null && canDeletePost(viewer, post, forAuthor),
      canModerate: viewer !== null && canModeratePost(viewer, post, forAuthor),
    };
  });
}

const isOwnToPin = (viewer: Viewer | null, post: Post): boolean =>
  viewer !== null && post.local && post.authorId === viewer.actorId && canPin(post);

/** Names of those who wrote in the name of an organisation, by account. For its editors only. */
async function writersOf(ctx: Ctx, accountIds: readonly Id[]): Promise<Map<Id, string>> {
  if (accountIds.length === 0) return new Map();
  const rows = await ctx.db
    .select({ id: accounts.id, name: actors.name, handle: actors.handle })
    .from(accounts)
    .innerJoin(actors, eq(actors.id, accounts.actorId))
    .where(inArray(accounts.id, [...new Set(accountIds)]));
  return new Map(rows.map(({ id, name, handle }) => [id, name || `@${handle}`]));
}

type Placed = Pick<Post, "id" | "kind" | "slug" | "local" | "inReplyToUri">;
type Author = Pick<Actor, "handle" | "host">;

/** Where a post is read on this server: a thread of a group of ours at its group. */
function readingPath(post: Placed, author: Author, group: Actor | null): string {
  const isThread = post.inReplyToUri === null && post.kind !== "projectNote";
  const isHere = group?.local && group.deletedAt === null && group.suspendedAt === null;
  return isThread && isHere ? `/gruppen/${encodeURIComponent(group.handle)}/${post.id}` : pathOf(post, author);
}

/** Where a post is read on this server. */
export async function readingPathOf(ctx: Ctx, post: Placed & Pick<Post, "groupId">, author: Author): Promise<string> {
  const group = post.groupId === null ? null : await actorById(ctx, post.groupId);
  return readingPath(post, author, group);
}

/** A post's own address on this server; what is done with it has addresses below. */
export function pathOf(post: Pick<Post, "id" | "kind" | "slug" | "local">, author: Author): string {
  if (post.kind === "projectNote") return post.local ? `/projekte/${post.slug}` : `/projekte/${author.host}/${post.id}`;
  return post.local ? `/@${encodeURIComponent(author.handle)}/${post.id}` : `/beitraege/${author.host}/${post.id}`;
}

/** What the viewer has done with some posts, by post. */
export async function reactionsBy(
  ctx: Ctx,
  viewer: { readonly actorId: Id } | null,
  postIds: readonly Id[],
): Promise<Map<Id, Set<ReactionKind>>> {
  const found = new Map<Id, Set<ReactionKind>>();
  if (!viewer || postIds.length === 0) return found;
  const rows = await ctx.db
    .select({ postId: postReactions.postId, kind: postReactions.kind })
    .from(postReactions)
    .where(and(eq(postReactions.actorId, viewer.actorId), inArray(postReactions.postId, [...postIds])));
  for (const { postId, kind } of rows) found.set(postId, (found.get(postId) ?? new Set()).add(kind));
  return found;
}

/** Of these kinds `summary` is what a text is about; of all others a warning (wire §1.4). */
const SUMMARISED = new Set<Post["kind"]>(["projectNote", "topic", "article", "page", "event"]);

/** A post's texts by what they are: `warning` "" when there is one without words; `content` without the title that heads it. */
export function textsOf(post: Post): Pick<ShownPost, "title" | "summary" | "warning" | "content"> {
  const isSummary = SUMMARISED.has(post.kind);
  const warning = isSummary ? (post.sensitive ? "" : null) : (post.summary ?? (post.sensitive ? "" : null));
  // Our kind writes the title once more before the text, for those who show no names.
  const title = escapeHtml(post.title ?? "");
  const heads = title === "" ? [] : [`<p><b>${title}</b></p>`, `<p><strong>${title}</strong></p>`];
  const head = heads.find((one) => post.content.startsWith(one)) ?? "";
  return {
    title: post.title,
    summary: isSummary ? post.summary : null,
    warning,
    content: post.content.slice(head.length),
  };
}

/** What hangs from a post; an article's title picture may stand nowhere else. */
export function attachmentsOf({ attachments, imageUrl, imageAlt }: Post): ShownPost["attachments"] {
  const isThere = imageUrl === null || attachments.some(({ url }) => url === imageUrl);
  return isThere ? attachments : [{ url: imageUrl, mediaType: "image/*", alt: imageAlt ?? "" }, ...attachments];
}

function shownPoll(ctx: Ctx, viewer: Viewer | null, post: Post, poll: Poll, votes: readonly number[]): ShownPoll {
  const ended = hasEnded(poll, ctx.now());
  return {
    multiple: poll.multiple,
    endsAt: poll.endsAt,
    ended,
    voters: poll.voters,
    hidden: !showsTotals(poll, ctx.now()),
    options: poll.options.map((option, position) => ({ ...option, chosen: votes.includes(position) })),
    canVote: viewer !== null && !ended && votes.length === 0 && post.authorId !== viewer.actorId,
  };
}
