import { postById } from "../../features/posts/posts.queries.ts";
import { type Confirmation, readConfirmation, speaksFor } from "../../features/transfer/confirmations.activitypub.ts";
import {
  type ConfirmationsOf,
  confirmationById,
  type KitConfirmation,
  notesConfirmedBy,
  staleConfirmations,
} from "../../features/transfer/confirmations.queries.ts";
import {
  checkConfirmation,
  lockNoteOf,
  refreshKit,
  settleConfirmation,
} from "../../features/transfer/confirmations.store.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { Id } from "../../platform/ids.ts";
import { TryAgain } from "../../platform/jobs.worker.ts";
import { isBarredHost } from "../peer-rules.ts";
import { verifiedDistrict } from "./directory.ts";
import { type FetchBudget, fetchDocument, mayAskOnHearsay, newFetchBudget } from "./fetch-document.ts";
import { resolveActor } from "./resolve.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** The stamp, whoever gave it, their district, and that its handle leads back to it. */
const DOCUMENTS = 4;
/** So long a stamp that counted and cannot be had is asked for; it counts for a week of them. */
const GIVEN_UP_AFTER_MS = 30 * DAY_MS;

/**
 * Finds out whether another district really confirmed a transfer kit: its stamp must lie on another host than the note,
 * by whoever offered it, for exactly this note, and be given for a district by somebody of that district, as their own
 * documents say (wire §4.6). A stamp on the note's own host is not even asked for.
 * @throws TryAgain when it cannot be found out now; a new one is asked for during a day
 */
export async function verifyConfirmation(ctx: Ctx, confirmationId: Id): Promise<void> {
  const row = await confirmationById(ctx, confirmationId);
  const post = row && (await postById(ctx, row.postId));
  if (!row || !post || post.deletedAt !== null || row.document !== null || row.state === "refused") return;
  // Of a host that we have nothing to do with it does not count, and may again.
  if (row.state === "confirmed" && (await isBarredHost(ctx, hostOf(row.stampUri) ?? ""))) return;
  const found = await read(ctx, row, post.uri);
  await inTransaction(ctx, (tx) => settleConfirmation(tx, row.id, found));
}

async function read(ctx: Ctx, row: KitConfirmation, noteUri: string): Promise<Confirmation | null> {
  const { stampUri, confirmerUri } = row;
  if (hostOf(stampUri) === hostOf(noteUri) || hostOf(stampUri) === hostOf(ctx.origin)) return null;
  try {
    if (!(await mayAskOnHearsay(ctx, stampUri))) throw later(ctx, row);
    const budget = newFetchBudget(DOCUMENTS);
    const { document } = await fetchDocument(ctx, stampUri, budget);
    const found = readConfirmation(document, stampUri, noteUri);
    if (found === null || (confirmerUri !== null && found.confirmerUri !== confirmerUri)) return null;
    return (await isGivenForDistrict(ctx, found, budget)) ? found : null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const isPassing = error.kind === "upstream" || error.kind === "limited";
    if (!isPassing || isGivenUp(ctx, row)) return null;
    throw later(ctx, row);
  }
}

/** Whether who gave it is a person or organisation of that district, and it really is one. */
async function isGivenForDistrict(ctx: Ctx, { confirmerUri, districtUri }: Confirmation, budget: FetchBudget) {
  const confirmer = await resolveActor(ctx, confirmerUri, { maxAgeMs: DAY_MS, budget });
  if (!speaksFor(confirmer, districtUri)) return false;
  return (await verifiedDistrict(ctx, districtUri, { maxAgeMs: DAY_MS, budget })) !== null;
}

function isGivenUp(ctx: Ctx, { state, createdAt, checkedAt }: KitConfirmation): boolean {
  const age = ctx.now().getTime() - (checkedAt ?? createdAt).getTime();
  return age >= (state === "checking" ? DAY_MS : GIVEN_UP_AFTER_MS);
}

/** One that counted is asked for again every night anyway. */
const later = (ctx: Ctx, { state }: KitConfirmation): TryAgain =>
  new TryAgain("the confirmation cannot be fetched now", new Date(ctx.now().getTime() + HOUR_MS), state !== "checking");

/** Notes a look. */
const BATCH = 20;

/**
 * Looks anew at every kit that somebody confirmed, or a whole host, after they were suspended or blocked, let in again, or
 * went.
 */
export async function checkKits(ctx: Ctx, whose: ConfirmationsOf): Promise<void> {
  let after: Id | undefined = "0";
  while (after !== undefined) {
    const ids = await notesConfirmedBy(ctx, whose, { after, limit: BATCH });
    for (const id of ids) {
      await inTransaction(ctx, async (tx) => {
        const post = await lockNoteOf(tx, id);
        if (post) await refreshKit(tx, post);
      });
    }
    after = ids.at(-1);
  }
}

/** Has stamps fetched again a day before a week is over, spread over some hours. Call it inside a transaction. */
export async function checkOldConfirmations(tx: Ctx, limit: number): Promise<void> {
  const now = tx.now().getTime();
  const stale = await staleConfirmations(tx, new Date(now - 6 * DAY_MS), limit);
  for (const [index, { id, postId }] of stale.entries()) {
    // What could not be fetched for a week counts no more.
    const post = await lockNoteOf(tx, postId);
    if (post) await refreshKit(tx, post);
    await checkConfirmation(tx, id, new Date(now + index * 20_000));
  }
}
