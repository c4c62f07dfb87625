import type { Actor } from "../../features/actors/actors.queries.ts";
import { isOpen, type Quoters } from "../../features/posts/posts.model.ts";
import type { Post } from "../../features/posts/posts.queries.ts";
import { peerPolicyIn, quotersIn } from "../../features/posts/quoting.activitypub.ts";
import type { QuoteState } from "../../features/quotes/quotes.queries.ts";
import type { JsonObject } from "../../platform/json.ts";
import type { Viewer } from "../../platform/viewer.ts";

/** Quote.state of Mastodon: what we know of the leave (FEP-044f), and of what stands in the way of showing it. */
export function quoteStateEntity({ state, quotedId, visible, deleted, shunned }: QuoteState) {
  if (state === "refused") return "rejected";
  if (state === "revoked") return "revoked";
  if (state === "unchecked") return "pending";
  if (deleted) return "deleted";
  if (visible && quotedId !== null) return "accepted";
  return shunned ?? "unauthorized";
}

/** Whether what is quoted comes with the quote: also where clients hide it, since they offer to show it. */
export const showsQuoted = ({ state, visible, shunned }: QuoteState): boolean =>
  state === "allowed" && (visible || shunned !== null);

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
  const policy = policyOf(post, document, author);
  const isOwn = viewer !== null && post.authorId === viewer.actorId;
  return {
    automatic: policy ? WHO[policy.automatic] : [],
    manual: policy ? WHO[policy.manual] : [],
    current_user: viewer === null || (isOwn && !isOpen(post.visibility)) ? "denied" : verdict(policy, isOwn, follows),
  };
}

interface Policy {
  readonly automatic: Quoters | "some";
  readonly manual: Quoters | "some";
}

function verdict(policy: Policy | null, isOwn: boolean, follows: boolean) {
  const covers = (who: Quoters | "some"): boolean => who === "everybody" || (who === "followers" && follows);
  if (isOwn) return "automatic";
  if (policy === null) return "unknown";
  if (covers(policy.automatic)) return "automatic";
  if (covers(policy.manual)) return "manual";
  return policy.automatic === "some" || policy.manual === "some" ? "unknown" : "denied";
}

function policyOf(post: Post, document: JsonObject, author: Actor): Policy | null {
  if (!isOpen(post.visibility)) return { automatic: "nobody", manual: "nobody" };
  return post.local ? { automatic: quotersIn(document), manual: "nobody" } : peerPolicyIn(document, author);
}
