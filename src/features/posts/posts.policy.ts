import type { Viewer } from "../../platform/viewer.ts";
import { type BoostVisibility, isOpen, isWider, reachesFollowers, type Visibility } from "./posts.model.ts";
import type { Post } from "./posts.queries.ts";

/** Project notes have rules of their own. */
const isOwnKind = (post: Post): boolean => post.local && post.deletedAt === null && post.kind !== "projectNote";

/** One's own, and an organisation's by whoever writes for it (`forAuthor`). A topic has a form of its own. */
export const canEditPost = (viewer: Viewer, post: Post, forAuthor: boolean): boolean =>
  isOwnKind(post) && post.kind !== "topic" && (post.authorId === viewer.actorId || forAuthor);

/** Whoever it belongs to. What moderators take away they decide, with reasons (`moderation`, `removeAsModerator`). */
export const canDeletePost = (viewer: Viewer, post: Post, forAuthor: boolean): boolean =>
  isOwnKind(post) && (post.authorId === viewer.actorId || forAuthor);

/** Moderators and admins what any other member wrote; on what is their own somebody else decides. */
export const canModeratePost = (viewer: Viewer, post: Post, forAuthor: boolean): boolean =>
  isOwnKind(post) && viewer.role !== "member" && post.authorId !== viewer.actorId && !forAuthor;

/**
 * Whom an organisation may write for: those among whom its editors are, too. What only its followers or only those
 * mentioned may read, none of them could read again.
 */
export const canActIn = (visibility: Visibility): boolean => visibility !== "followers" && visibility !== "direct";

/** One's own at the top of one's page, if all followers may read it. */
export const canPin = (post: Post): boolean => post.deletedAt === null && reachesFollowers[post.visibility];

/** The most who may be told of a boost: never more than may read the post (T061). Null: it is boosted by nobody else. */
export function widestBoost(post: Pick<Post, "visibility" | "authorId">, actorId: string): BoostVisibility | null {
  if (post.visibility === "public" || post.visibility === "unlisted") return post.visibility;
  // Its author's followers may read it already.
  return post.visibility === "followers" && post.authorId === actorId ? "followers" : null;
}

/** What everybody may read is shared by everybody; nothing else by anybody but its author (T061). */
export const canBoost = (post: Post): boolean => post.deletedAt === null && isOpen(post.visibility);

/**
 * Who may be let read an answer, the widest first: never more people than what it answers (T108). Whose followers those
 * of the author are only the author knows; others answer such posts to the author alone. In a group, and below what stays
 * on this server, one answers all or only those whom one names.
 * @param own whether one answers oneself
 */
export function repliesTo(parent: Visibility, own: boolean): readonly [Visibility, ...Visibility[]] {
  const narrowest = own ? (["followers", "direct"] as const) : (["direct"] as const);
  const choices: Readonly<Record<Visibility, readonly [Visibility, ...Visibility[]]>> = {
    public: ["public", "unlisted", "followers", "direct"],
    unlisted: ["unlisted", "followers", "direct"],
    followers: narrowest,
    direct: ["direct"],
    group: ["group", "direct"],
    local: ["local", "direct"],
    // Whose partners those of the author's district are only that district knows.
    partners: ["direct"],
  };
  return choices[parent];
}

/**
 * Who reads an answer that an app says is for `wanted`, or that says nothing and is as the member has set it: the most of
 * those possible that are not more. Apps know of no groups: what is private to them is there the group itself, whose posts
 * they show as private; what is for those named alone stays theirs.
 */
export const answerFor = (wanted: Visibility, parent: Visibility, own: boolean): Visibility =>
  repliesTo(parent, own).find((possible) => !isWider(possible, wanted)) ?? "direct";

/** Whether an answer is for those named although more could have read it. */
export const isConfided = (answer: Visibility, parent: Visibility, own: boolean): boolean =>
  answer === "direct" && repliesTo(parent, own)[0] !== "direct";
