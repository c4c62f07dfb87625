import type { Ctx } from "./ctx.ts";
import type { Id } from "./ids.ts";
import { enqueueJob } from "./jobs.ts";
import { wireText } from "./wire.ts";

/** Who is to be sent an activity; resolved to inboxes by the dispatcher, when it is sent. */
export interface Recipients {
  /** Accepted followers of these actors of ours. */
  readonly followersOf?: readonly Id[];
  /** Of those followers only the ones on hosts that take this form of a group's Announce (wire §2.5). */
  readonly announceForm?: "plain" | "wrapped";
  /** Single actors, by row id. */
  readonly actors?: readonly Id[];
  /** The districts elsewhere that our district follows. */
  readonly partners?: boolean;
  /** Every server that we know somebody of. */
  readonly everybody?: boolean;
  /** Every inbox in the delivery ledger of this post. */
  readonly ledgerOf?: Id;
  /** Note the inboxes reached in the ledger of this post. */
  readonly recordFor?: Id;
}

export interface OutboxEntry {
  /** The local actor that sends and signs. */
  readonly actorId: Id;
  /** The complete activity as it goes over the wire. */
  readonly activity: Readonly<Record<string, unknown>>;
  readonly recipients: Recipients;
  /** Activities with the same key reach each host in the order in which they were recorded: the object's id. */
  readonly orderingKey: string;
  /** Wait until then, and let a later entry with the same key take its place (merged edits, decision 11). */
  readonly merge?: { readonly key: string; readonly notBefore: Date };
}

/**
 * Records an activity to be sent. Call it inside the transaction of the change that it tells of: it commits with the
 * change or not at all. Nothing is recorded where nothing can ever be sent: under plain http.
 */
export async function recordOutbox(ctx: Ctx, entry: OutboxEntry): Promise<void> {
  if (!ctx.config.federation) return;
  await enqueueJob(ctx, "outbox", wireText(entry), {
    orderingKey: entry.orderingKey,
    ...(entry.merge && { mergeKey: entry.merge.key, runAt: entry.merge.notBefore }),
  });
}
