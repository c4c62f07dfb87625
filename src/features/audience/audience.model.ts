import type { Id } from "../../platform/ids.ts";

/**
 * Who wants to read: nobody known (`null`), one actor (a member, or a remote actor that signed the request), or a
 * whole host (its instance actor signed: decision 1).
 */
export type Reader = { readonly actorId: Id } | { readonly host: string } | null;

/** What decides who may see a post. */
export interface Audience {
  readonly authorId: Id;
  readonly visibility: "public" | "unlisted" | "followers" | "direct" | "group" | "local" | "partners";
  /** Written here. */
  readonly local: boolean;
  readonly deletedAt: Date | null;
  /** A moderator took it out of sight. */
  readonly removedAt: Date | null;
}

/** What the reader (or, for a host, anybody there) is to the post and its author. */
export interface Relations {
  readonly authorHost: string;
  /** The reader blocks or mutes the author, its server or the group, or the author blocks the reader. Never of a host. */
  readonly parted: boolean;
  /** The author is suspended or gone, or its host is blocked: such posts are seen by nobody. */
  readonly authorHidden: boolean;
  /** An accepted follow of the author; a pending one grants nothing. */
  readonly followsAuthor: boolean;
  /** Named in `to`, `cc` or by a mention. */
  readonly addressed: boolean;
  /** An accepted follow of the group that the post is in. */
  readonly inGroup: boolean;
  /** A member of this server; never a whole host. */
  readonly member: boolean;
  /** The reader's host is the one of a partner district. */
  readonly partner: boolean;
}

/**
 * Whether a reader may see a post: the one rule. `visibleTo` is the same in SQL, and a property test holds the two
 * together.
 */
export function canSee(post: Audience, reader: Reader, relations: Relations): boolean {
  if (post.deletedAt !== null || post.removedAt !== null || relations.authorHidden) return false;
  const isAuthor = reader !== null && "actorId" in reader && reader.actorId === post.authorId;
  if (relations.parted && !isAuthor) return false;
  if (post.visibility === "public" || post.visibility === "unlisted") return true;
  if (reader === null) return false;
  if (post.visibility === "local") return relations.member;
  const own = isAuthor || ("host" in reader && reader.host === relations.authorHost);
  // What is for partners is for our members, and of ours for theirs; nobody named besides has a part in it.
  if (post.visibility === "partners") return own || relations.member || (post.local && relations.partner);
  if (own || relations.addressed) return true;
  return post.visibility === "group" ? relations.inGroup : post.visibility === "followers" && relations.followsAuthor;
}
