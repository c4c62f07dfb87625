import { type SQL, sql } from "drizzle-orm";
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
  /** The partner districts. */
  readonly partners?: boolean;
  /** Inboxes by their address: of relays, behind which there may be nobody that we know. */
  readonly inboxes?: readonly string[];
  /** Relays of this dialect that are given what is written here for everybody. */
  readonly relays?: "mastodon" | "litepub";
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

/** What takes something back, or ends it: it goes out whatever becomes of who says it. */
const TAKES_BACK = ["Delete", "Undo", "Remove", "Reject", "Block", "Lock"] as const;

/** Whether an activity, or what an Announce passes on, takes something back. */
export function takesBack({ type, object }: Readonly<Record<string, unknown>>): boolean {
  const inner = type === "Announce" && typeof object === "object" && object !== null ? object : null;
  const said = inner && "type" in inner ? inner.type : type;
  return TAKES_BACK.some((known) => known === said);
}

/**
 * Drops what waits to be sent in the name of an actor of ours, and what others of ours pass on of its posts, dead letters
 * too; not what takes something back. What runs is let run.
 * @param orderingKeys a query of the ids (`uri`) of its posts; in the keys of deliveries Fedify puts the host on a second line
 */
export async function dropWordsOf(ctx: Ctx, actorId: Id, orderingKeys: SQL): Promise<void> {
  const types = sql.join(
    TAKES_BACK.map((type) => sql`${type}`),
    sql`, `,
  );
  await ctx.db.execute(sql`
    with waiting as (
      select jobs.id, case when jobs.body_id is null then jobs.payload::json -> 'activity' else job_bodies.body::json end as said
      from jobs left join job_bodies on job_bodies.id = jobs.body_id
      where jobs.queue in ('outbox', 'delivery')
        and (jobs.leased_until is null or jobs.leased_until < ${ctx.now().toISOString()}::timestamptz)
        and (jobs.payload like ${`%"actorId":"${actorId}"%`} or split_part(jobs.ordering_key, chr(10), 1) in (${orderingKeys}))
    )
    delete from jobs where id in (
      select id from waiting
      where coalesce(case when said ->> 'type' = 'Announce' then said -> 'object' ->> 'type' end, said ->> 'type')
        not in (${types}))`);
}
