import type { Id } from "../../platform/ids.ts";

/**
 * Who wants to read: nobody known (`null`), one actor (a member, or a remote actor that signed the request), or a
 * whole host (its instance actor signed: decision 1).
 */
export type Reader = { readonly actorId: Id } | { readonly host: string } | null;

/** What decides who may see a post. */
export interface Audience {
  readonly authorId: Id;
  readonly visibility: "public" | "unlisted" | "followers" | "direct";
  readonly deletedAt: Date | null;
}

/** What the reader (or, for a host, anybody there) is to the post and its author. */
export interface Relations {
  readonly authorHost: string;
  /** The author is suspended or gone, or its host is blocked: such posts are seen by nobody. */
  readonly authorHidden: boolean;
  /** An accepted follow of the author; a pending one grants nothing. */
  readonly followsAuthor: boolean;
  /** Named in `to`, `cc` or by a mention. */
  readonly addressed: boolean;
}

/**
 * Whether a reader may see a post: the one rule. `visibleTo` is the same in SQL, and a property test holds the two
 * together.
 */
export function canSee(post: Audience, reader: Reader, relations: Relations): boolean {
  if (post.deletedAt !== null || relations.authorHidden) return false;
  if (post.visibility === "public" || post.visibility === "unlisted") return true;
  if (reader === null) return false;
  const own = "host" in reader ? reader.host === relations.authorHost : reader.actorId === post.authorId;
  return own || relations.addressed || (post.visibility === "followers" && relations.followsAuthor);
}
