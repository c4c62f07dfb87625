import type { Actor } from "../../features/actors/actors.queries.ts";
import { isOpen, type Quoters } from "../../features/posts/posts.model.ts";
import type { Post } from "../../features/posts/posts.queries.ts";
import { peerQuotersIn, quotersIn } from "../../features/posts/quoting.activitypub.ts";
import type { QuoteState } from "../../features/quotes/quotes.queries.ts";
import type { JsonObject } from "../../platform/json.ts";
import type { Viewer } from "../../platform/viewer.ts";

/** Quote.state of Mastodon: what we know of the leave (FEP-044f), and of what stands in the way of showing it. */
export function quoteStateEntity({ state, quotedId, visible, deleted }: QuoteState) {
  if (state === "refused") return "rejected";
  if (state === "unchecked") return "pending";
  if (deleted) return "deleted";
  return visible && quotedId !== null ? "accepted" : "unauthorized";
}

const WHO: Readonly<Record<Quoters | "some", readonly string[]>> = {
  everybody: ["public"],
  followers: ["followers"],
  some: ["unsupported_policy"],
  nobody: [],
};

interface Asking {
  readonly viewer: Viewer | null;
  /** The viewer follows the author. */
  readonly follows: boolean;
}

/**
 * Status.quote_approval: whom its author lets quote it, and whether the viewer is one of them. What only some may read
 * nobody quotes but its author; a peer's post that says nothing may be asked about.
 */
export function quoteApprovalEntity(post: Post, document: JsonObject, author: Actor, { viewer, follows }: Asking) {
  const quoters = quotersOf(post, document, author);
  const isOwn = viewer !== null && post.authorId === viewer.actorId;
  return {
    automatic: quoters === null ? [] : WHO[quoters],
    manual: [] as readonly string[],
    current_user: viewer === null || (isOwn && !isOpen(post.visibility)) ? "denied" : verdict(quoters, isOwn, follows),
  };
}

function verdict(quoters: Quoters | "some" | null, isOwn: boolean, follows: boolean) {
  if (isOwn || quoters === "everybody" || (quoters === "followers" && follows)) return "automatic";
  return quoters === null || quoters === "some" ? "unknown" : "denied";
}

function quotersOf(post: Post, document: JsonObject, author: Actor): Quoters | "some" | null {
  if (!isOpen(post.visibility)) return "nobody";
  return post.local ? quotersIn(document) : peerQuotersIn(document, author);
}
