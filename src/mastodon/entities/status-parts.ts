import { applicationsByIds } from "../../features/accounts/applications.queries.ts";
import { type Actor, actorsByIds } from "../../features/actors/actors.queries.ts";
import type { Matcher } from "../../features/filters/filters.model.ts";
import { followStates } from "../../features/follows/follows.queries.ts";
import {
  addresseesOfPosts,
  authorsOfPosts,
  type Boost,
  bookmarkedAmong,
  pinnedAmong,
  tagsOf,
  visibleBoosts,
  visiblePosts,
} from "../../features/posts/hydration.queries.ts";
import { mutedAmong, threadRootOf } from "../../features/posts/muted-threads.queries.ts";
import { pollsOf, votesOf } from "../../features/posts/polls.queries.ts";
import { reactionsBy } from "../../features/posts/post-view.queries.ts";
import type { Poll } from "../../features/posts/posts.model.ts";
import { type Post, statsOf } from "../../features/posts/posts.queries.ts";
import { noteFactsOf } from "../../features/project-notes/project-notes.queries.ts";
import { type QuoteState, quoteCounts, quoteStates } from "../../features/quotes/quotes.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { htmlToText } from "../../platform/html.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { type AccountEntity, accountEntities } from "./account.ts";
import { type FilterResultEntity, filterResultEntity, viewersMatcher } from "./filter.ts";
import { showsQuoted } from "./quote.ts";

/** Everything that the statuses of some ids are made of. */
export interface StatusParts {
  readonly boosts: ReadonlyMap<Id, Boost>;
  /** The posts asked for, those boosted and those quoted, as far as the viewer may see them. */
  readonly posts: ReadonlyMap<Id, Post>;
  /** Those quoted alone. */
  readonly quotedPosts: ReadonlyMap<Id, Post>;
  readonly quotes: ReadonlyMap<Id, QuoteState>;
  readonly actors: ReadonlyMap<Id, Actor>;
  readonly accounts: ReadonlyMap<Id, AccountEntity>;
  readonly stats: Awaited<ReturnType<typeof statsOf>>;
  readonly done: Awaited<ReturnType<typeof reactionsBy>>;
  readonly polls: ReadonlyMap<Id, Poll>;
  readonly votes: ReadonlyMap<Id, readonly number[]>;
  readonly tags: Awaited<ReturnType<typeof tagsOf>>;
  readonly addressees: ReadonlyMap<Id, readonly Actor[]>;
  readonly notes: Awaited<ReturnType<typeof noteFactsOf>>;
  readonly bookmarked: ReadonlySet<Id>;
  /** Threads, by the post that they hang from. */
  readonly muted: ReadonlySet<Id>;
  readonly pinned: ReadonlySet<Id>;
  /** Authors of what is answered, as far as the viewer may see that. */
  readonly answered: ReadonlyMap<Id, Id>;
  /** By ActivityPub id of the quoted post. */
  readonly quoted: ReadonlyMap<string, number>;
  readonly follows: Awaited<ReturnType<typeof followStates>>;
  /** The apps that the viewer wrote in, by id. */
  readonly applications: ReadonlyMap<Id, { readonly name: string; readonly website: string | null }>;
  /** Of what others wrote: what the viewer's filters find in it. */
  readonly filtered: ReadonlyMap<Id, readonly FilterResultEntity[]>;
}

const present = (ids: readonly (Id | null)[]): Id[] => [...new Set(ids.filter((id) => id !== null))];

/**
 * Reads what the statuses of these ids need: ids first, then each kind of part for all posts at once, so that the number of
 * statements does not depend on how many they are (trap 18).
 * @param ids of posts and of boosts
 */
export async function loadParts(ctx: Ctx, viewer: Viewer | null, ids: readonly Id[]): Promise<StatusParts> {
  const boosts = await visibleBoosts(ctx, viewer, ids);
  const shown = await visiblePosts(ctx, viewer, present([...ids, ...[...boosts.values()].map(({ postId }) => postId)]));
  const quotes = await quoteStates(ctx, viewer, [...shown.keys()]);
  const inner = await quotedPosts(ctx, viewer, [...quotes.values()]);
  const posts = new Map([...inner, ...shown]);
  const nested = await quoteStates(
    ctx,
    viewer,
    [...inner.keys()].filter((id) => !shown.has(id)),
  );
  const all = [...posts.values()];
  const postIds = [...posts.keys()];
  const asked = all.flatMap(({ id, kind }) => (kind === "question" ? [id] : []));
  const authorIds = present([
    ...all.map(({ authorId }) => authorId),
    ...[...boosts.values()].map((one) => one.actorId),
  ]);
  const [actors, stats, done, polls, votes, tags, addressees, notes, bookmarked, pinned, answered, quoted, follows] =
    await Promise.all([
      actorsByIds(ctx, authorIds),
      statsOf(ctx, postIds),
      reactionsBy(ctx, viewer, postIds),
      pollsOf(ctx, asked),
      viewer ? votesOf(ctx, viewer.actorId, asked) : new Map<Id, number[]>(),
      tagsOf(ctx, postIds),
      addresseesOfPosts(ctx, postIds),
      noteFactsOf(
        ctx,
        all.flatMap(({ id, kind }) => (kind === "projectNote" ? [id] : [])),
      ),
      bookmarkedAmong(ctx, viewer, postIds),
      pinnedAmong(ctx, postIds),
      authorsOfPosts(ctx, viewer, present(all.map(({ inReplyToId }) => inReplyToId))),
      quoteCounts(ctx, all),
      viewer ? followStates(ctx, viewer.actorId, authorIds) : new Map(),
    ]);
  const writtenIn = all.flatMap((post) => (post.authorId === viewer?.actorId ? (post.applicationId ?? []) : []));
  const [entities, muted, matcher, applications] = await Promise.all([
    accountEntities(ctx, [...actors.values()]),
    viewer ? mutedAmong(ctx, viewer.actorId, all.map(threadRootOf)) : new Set<Id>(),
    viewersMatcher(ctx, viewer),
    applicationsByIds(ctx, writtenIn),
  ]);
  return {
    quotedPosts: inner,
    ...{ boosts, posts, actors, stats, done, polls, votes, tags, addressees, notes, bookmarked, pinned },
    ...{ answered, quoted, follows, muted, applications },
    filtered: filteredOf(viewer, all, polls, matcher),
    quotes: new Map([...nested, ...quotes]),
    accounts: new Map(entities.map((entity) => [entity.id, entity])),
  };
}

/** What is quoted, by row id; of those whom the viewer shuns only what everybody may read. */
async function quotedPosts(ctx: Ctx, viewer: Viewer | null, quotes: readonly QuoteState[]): Promise<Map<Id, Post>> {
  const shown = quotes.filter(showsQuoted);
  const idsOf = (visible: boolean) =>
    present(shown.filter((quote) => quote.visible === visible).map(({ quotedId }) => quotedId));
  return new Map([...(await visiblePosts(ctx, viewer, idsOf(true))), ...(await visiblePosts(ctx, null, idsOf(false)))]);
}

/** Nobody's own words are filtered for them. */
function filteredOf(viewer: Viewer | null, posts: readonly Post[], polls: ReadonlyMap<Id, Poll>, matcher: Matcher) {
  const others = posts.filter(({ authorId }) => authorId !== viewer?.actorId);
  return new Map(others.map((post) => [post.id, matcher(searched(post, polls.get(post.id))).map(filterResultEntity)]));
}

/** The words of a post that filters look through: all that clients show of it. */
const searched = (post: Post, poll: Poll | undefined): Parameters<Matcher>[0] => ({
  id: post.id,
  text: () =>
    [
      post.title,
      post.summary,
      htmlToText(post.content),
      post.imageAlt,
      ...post.attachments.map(({ alt }) => alt),
      ...(poll?.options ?? []).map(({ name }) => name),
    ].join("\n"),
});
