import type { JsonObject } from "../../platform/json.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { isOpen } from "../posts/posts.model.ts";
import type { Post } from "../posts/posts.queries.ts";
import { peerQuotersIn, quotersIn } from "../posts/quoting.activitypub.ts";

/** `allowed`: at once. `ask`: its author's server decides. */
export type QuotingVerdict = "allowed" | "ask" | "refused";

type Quoted = Pick<Post, "visibility" | "deletedAt" | "document" | "local" | "authorId">;

/**
 * Whether somebody may quote a post that they may see: of what everybody may read what its author lets them, and one's own.
 * @param follows whether the quoter follows the author
 */
export function quotingVerdict(
  post: Quoted,
  author: Pick<Actor, "uri" | "followersUri">,
  quoter: { readonly id: string; readonly follows: boolean },
): QuotingVerdict {
  if (post.deletedAt !== null || !isOpen(post.visibility)) return "refused";
  if (post.authorId === quoter.id) return "allowed";
  const document: JsonObject = JSON.parse(post.document);
  const quoters = post.local ? quotersIn(document) : peerQuotersIn(document, author);
  if (quoters === "nobody" || (quoters === "followers" && !quoter.follows)) return "refused";
  return post.local ? "allowed" : "ask";
}

/** Who wrote the quoted post; moderators and admins for all members. */
export const canRevoke = (viewer: Viewer, post: Pick<Post, "authorId">): boolean =>
  post.authorId === viewer.actorId || viewer.role !== "member";
