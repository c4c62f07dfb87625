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
  /** Read a step of a partner district's catalogue, or fetch one thing that it names. */
  | { readonly kind: "catalogue"; readonly actorId: Id }
  /** Compare with every partner district what it has and what is here. */
  | { readonly kind: "reconcile" }
  /** Look at one district that we heard of. */
  | { readonly kind: "directory" }
  /** Look whether the pages that a member's profile links to link back. */
  | { readonly kind: "verify-links"; readonly actorId: Id }
  /** Remove what a member who closed the account wrote, some at a time. */
  | { readonly kind: "empty-account"; readonly actorId: Id }
  /** Remove what was written in a deleted group, some at a time. */
  | { readonly kind: "empty-group"; readonly actorId: Id }
  /** Tell the district's followers of what was more than it passed on one by one. */
  | { readonly kind: "digest" }
  /** Take out of earlier digests what is not there any more. */
  | { readonly kind: "correct-digests" }
  /** End the mutes whose time is over. */
  | { readonly kind: "end-mutes" }
  /** Fetch what is missing of the thread around a post of a peer, one request at a time. */
  | { readonly kind: "thread"; readonly postUri: string; readonly cursor?: ThreadCursor }
  /** Fetch those whom a peer's post mentions and whom we do not know. `tries`: how often that was done already. */
  | { readonly kind: "meet-mentioned"; readonly postId: Id; readonly tries: number }
  /** Fetch a post that quotes one of ours with leave. */
  | { readonly kind: "fetch-quoting"; readonly uri: string }
  /** Find out whether the quote in a received post may be shown (FEP-044f). */
  | { readonly kind: "verify-quote"; readonly postId: Id }
  /** Read a note that is said to be taken over from one of ours, at its own host (wire §4.3.3). */
  | { readonly kind: "check-adoption"; readonly adoptionId: Id }
  /** Fetch the stamp that says that a note was really taken over (wire §4.3.7). */
  | { readonly kind: "verify-adoption"; readonly postId: Id }
  /** Fetch the stamp by which another district confirms a transfer kit (decision 18). */
  | { readonly kind: "verify-confirmation"; readonly confirmationId: Id }
  /** Look anew at the transfer kits that somebody, or all on a host, confirmed: whether their word counts has changed. */
  | { readonly kind: "check-kits"; readonly whose: { readonly uri: string } | { readonly host: string } }
  /** Look at the family tree around a note. */
  | { readonly kind: "lineage"; readonly uri: string }
  /** A note of ours was deleted: those it was taken over from, and by, are told. */
  | { readonly kind: "note-deleted"; readonly postId: Id; readonly title: string | null; readonly url: string }
  /** Fetch old stamps and trees again. */
  | { readonly kind: "keep-adoptions" }
  /** Ask the people of notes that were taken over half a year or a year ago how it went on. */
  | { readonly kind: "follow-ups" }
  /** Compare who here follows an actor with what its server said of it (FEP-8fcf). */
  | {
      readonly kind: "synchronize-followers";
      readonly actorId: Id;
      /** The followers collection that it is about. */
      readonly collection: string;
      /** Where its part for this server is had. */
      readonly url: string;
      /** 64 hexadecimal digits. */
      readonly digest: string;
    }
  /** Delete what came from a host that has been blocked for long. */
  | { readonly kind: "purge-host"; readonly host: string }
  /** Mail members what is new in the searches that they keep. */
  | { readonly kind: "mail-searches" }
  /** Put into the catalogue what is missing there, or stands there as an older version made it. */
  | { readonly kind: "index-notes" }
  /** Publish what a member wrote to be published later. */
  | { readonly kind: "publish-scheduled"; readonly scheduledId: Id }
  /** Tell of the votes in a poll of ours. */
  | { readonly kind: "tally"; readonly postId: Id }
  /** Mail members what is new for them, as often as they want it. */
  | { readonly kind: "mail-news" }
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

/** Where the fetching of a thread stands. */
export interface ThreadCursor {
  /** The post above that is to be fetched next; null when there is none, or the top is reached. */
  readonly above: string | null;
  /** How many posts above were fetched. */
  readonly climbed: number;
  /** Whether it was found out which collections are to be read. */
  readonly chosen: boolean;
  /** Whether replies are looked for below every post: its own server keeps no list of the thread. */
  readonly deep: boolean;
  /** Collections and pages still to be read. */
  readonly pages: readonly string[];
  /** Posts still to be fetched. */
  readonly objects: readonly string[];
  /** Pages read already, so that a loop of pages ends. */
  readonly seen: readonly string[];
  /** Posts that may still be looked at. */
  readonly left: number;
}

/** Adds a background job in the transaction of `ctx`. A waiting job with the same `mergeKey` is replaced. */
export const enqueueBackground = (ctx: Ctx, job: BackgroundJob, options: JobOptions = {}): Promise<void> =>
  enqueueJob(ctx, "background", JSON.stringify(job), options);
