import { type Actor, actorById } from "../../features/actors/actors.queries.ts";
import { type Post, postById, postByUri } from "../../features/posts/posts.queries.ts";
import { isLeave } from "../../features/quotes/quotes.activitypub.ts";
import { type PostQuote, quoteIn, stampFor, verdictFor } from "../../features/quotes/quotes.queries.ts";
import { decideQuote } from "../../features/quotes/quotes.store.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { Id } from "../../platform/ids.ts";
import { fetchDocument, mayAskOnHearsay, newFetchBudget } from "./fetch-document.ts";
import { resolvePost } from "./resolve.ts";

/** The quoted post, its author, its district, and the leave. */
const DOCUMENTS = 4;

/**
 * Finds out whether a received quote may be shown: of oneself; of a post of ours whose author has not taken the leave
 * back; of another's with a leave that lies on the quoted one's host and says exactly this (FEP-044f).
 * @throws AppError upstream when it cannot be found out now
 */
export async function verifyQuote(ctx: Ctx, postId: Id): Promise<void> {
  const [quote, post] = [await quoteIn(ctx, postId), await postById(ctx, postId)];
  if (!quote || !post || post.deletedAt !== null) return;
  try {
    const quoted = await quotedPost(ctx, quote);
    await decideQuote(ctx, quote, quoted?.id ?? null, quoted !== null && (await isAllowed(ctx, quote, post, quoted)));
  } catch (error) {
    if (!(error instanceof AppError) || error.kind === "upstream") throw error;
    await decideQuote(ctx, quote, null, false);
  }
}

/**
 * Fetches a post that quotes one of ours with leave, so that its author can be shown it. What its server does not give to
 * this one stays away.
 * @throws AppError upstream when it cannot be had now
 */
export async function fetchQuoting(ctx: Ctx, uri: string): Promise<void> {
  if (!(await mayAskOnHearsay(ctx, uri))) return;
  try {
    await resolvePost(ctx, uri, { budget: newFetchBudget(DOCUMENTS), parents: 0 });
  } catch (error) {
    if (!(error instanceof AppError) || error.kind === "upstream") throw error;
  }
}

async function quotedPost(ctx: Ctx, { quotedUri }: PostQuote): Promise<Post | null> {
  const known = await postByUri(ctx, quotedUri);
  if (known) return known.deletedAt === null ? known : null;
  if (!(await mayAskOnHearsay(ctx, quotedUri))) return null;
  return resolvePost(ctx, quotedUri, { budget: newFetchBudget(DOCUMENTS - 1), parents: 0 });
}

async function isAllowed(ctx: Ctx, quote: PostQuote, quoting: Post, quoted: Post): Promise<boolean> {
  if (quoted.authorId === quoting.authorId) return true;
  const author = await actorById(ctx, quoted.authorId);
  if (!author) return false;
  if (quoted.local) return isAllowedHere(ctx, quoting, quoted, author);
  const { stampUri, quotedUri } = quote;
  if (stampUri === null || hostOf(stampUri) !== hostOf(quotedUri)) return false;
  if (!(await mayAskOnHearsay(ctx, stampUri))) return false;
  const { document } = await fetchDocument(ctx, stampUri, newFetchBudget(1));
  return isLeave(document, { uri: stampUri, authorUri: author.uri, quotedUri: quoted.uri, quotingUri: quoting.uri });
}

/** By the leave that was given, or, before it was asked for, by what its author lets them. */
async function isAllowedHere(ctx: Ctx, quoting: Post, quoted: Post, author: Actor): Promise<boolean> {
  const stamp = await stampFor(ctx, quoted.id, quoting.uri);
  if (stamp) return stamp.revokedAt === null;
  return (await verdictFor(ctx, quoted, author, quoting.authorId)) === "allowed";
}
