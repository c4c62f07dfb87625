import type { Ctx } from "./ctx.ts";
import type { Id } from "./ids.ts";
import { enqueueJob, type JobOptions } from "./jobs.ts";

/** Slow or repeated work that nobody waits for; `federation/background.ts` does it. */
export type BackgroundJob =
  /** Find out what software a host runs and which form of a group's Announce it understands. */
  | { readonly kind: "peer-info"; readonly host: string }
  /** Fetch an actor's document again. */
  | { readonly kind: "refresh-actor"; readonly uri: string }
  /** Read what an actor published before we followed it, one request at a time. */
  | { readonly kind: "backfill"; readonly actorId: Id; readonly cursor?: BackfillCursor }
  /** Delete what came from a host that has been blocked for long. */
  | { readonly kind: "purge-host"; readonly host: string }
  /** Forget what is remembered for a time only. */
  | { readonly kind: "prune" };

/** Where a backfill stands: collections and pages still to be read, and objects still to be fetched. */
export interface BackfillCursor {
  readonly pages: readonly string[];
  readonly objects: readonly string[];
  /** Pages read already, so that a loop of pages ends. */
  readonly seen: readonly string[];
  /** Objects that may still be fetched. */
  readonly left: number;
}

/** Adds a background job in the transaction of `ctx`. A waiting job with the same `mergeKey` is replaced. */
export const enqueueBackground = (ctx: Ctx, job: BackgroundJob, options: JobOptions = {}): Promise<void> =>
  enqueueJob(ctx, "background", JSON.stringify(job), options);
