import { postById } from "../../features/posts/posts.queries.ts";
import { noteReadiness } from "../../features/project-notes/kit-confirmations.store.ts";
import { type Confirmation, readConfirmation } from "../../features/transfer/confirmations.activitypub.ts";
import {
  confirmationById,
  type KitConfirmation,
  staleConfirmations,
} from "../../features/transfer/confirmations.queries.ts";
import { checkConfirmation, settleConfirmation } from "../../features/transfer/confirmations.store.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { Id } from "../../platform/ids.ts";
import { TryAgain } from "../../platform/jobs.worker.ts";
import { fetchDocument, mayAskOnHearsay, newFetchBudget } from "./fetch-document.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Finds out whether another district really confirmed a transfer kit: its stamp must lie on another host than the note,
 * by whoever offered it, for exactly this note. A stamp on the note's own host is not even asked for.
 * @throws TryAgain when it cannot be found out now; a new one is asked for during a day
 */
export async function verifyConfirmation(ctx: Ctx, confirmationId: Id): Promise<void> {
  const row = await confirmationById(ctx, confirmationId);
  const post = row && (await postById(ctx, row.postId));
  if (!row || !post || post.deletedAt !== null || row.document !== null || row.state === "refused") return;
  const found = await read(ctx, row, post.uri);
  await inTransaction(ctx, (tx) => settleConfirmation(tx, row.id, found));
}

async function read(ctx: Ctx, row: KitConfirmation, noteUri: string): Promise<Confirmation | null> {
  const { stampUri, confirmerUri } = row;
  if (hostOf(stampUri) === hostOf(noteUri)) return null;
  try {
    if (!(await mayAskOnHearsay(ctx, stampUri))) throw later(ctx);
    const { document } = await fetchDocument(ctx, stampUri, newFetchBudget(1));
    const found = readConfirmation(document, stampUri, noteUri);
    return confirmerUri === null || found?.confirmerUri === confirmerUri ? found : null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.kind !== "upstream" && error.kind !== "limited") return null;
    if (row.state === "checking" && ctx.now().getTime() - row.createdAt.getTime() >= DAY_MS) return null;
    throw later(ctx);
  }
}

const later = (ctx: Ctx): TryAgain =>
  new TryAgain("the confirmation cannot be fetched now", new Date(ctx.now().getTime() + HOUR_MS));

/** Has stamps fetched again a day before a week is over, spread over some hours. Call it inside a transaction. */
export async function checkOldConfirmations(tx: Ctx, limit: number): Promise<void> {
  const now = tx.now().getTime();
  const stale = await staleConfirmations(tx, new Date(now - 6 * DAY_MS), limit);
  for (const [index, { id, postId }] of stale.entries()) {
    // What could not be fetched for a week counts no more.
    await noteReadiness(tx, postId);
    await checkConfirmation(tx, id, new Date(now + index * 20_000));
  }
}
