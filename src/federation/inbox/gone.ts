import { type Actor, actorById } from "../../features/actors/actors.queries.ts";
import { postByUri } from "../../features/posts/posts.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { type FetchBudget, fetchDocument } from "../fetch/fetch-document.ts";

/**
 * Whether an object or actor is really gone: its own id answers 410 or with a Tombstone; with `orMissing` also 404, since
 * not every server keeps tombstones of posts.
 * @throws AppError upstream when its origin cannot be asked now
 */
export async function isGone(ctx: Ctx, uri: string, budget: FetchBudget, orMissing = false): Promise<boolean> {
  try {
    const { document } = await fetchDocument(ctx, uri, budget);
    return document.type === "Tombstone";
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.kind === "gone") return true;
    if (error.kind === "notFound") return orMissing;
    throw error;
  }
}

/** Who wrote a peer's post that we have and that is not deleted. */
export async function authorOfRemote(ctx: Ctx, uri: string): Promise<Actor | null> {
  const post = await postByUri(ctx, uri);
  return post && !post.local && post.deletedAt === null ? actorById(ctx, post.authorId) : null;
}
