import { sql } from "drizzle-orm";
import { expect } from "vitest";
import type { InboxJob } from "../../src/federation/gate.ts";
import type { Outcome } from "../../src/federation/inbox/incoming.ts";
import { processInboxJob } from "../../src/federation/inbox.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import type { Instance } from "./instance.ts";
import type { PeerActor, Wire } from "./peer.ts";

/** What the gate let through and nobody has worked off yet, oldest first. */
export async function queuedActivities(ctx: Ctx): Promise<(InboxJob & { document: Record<string, unknown> })[]> {
  const rows = await ctx.db.execute<{ payload: string }>(
    sql`select payload from jobs where queue = 'inbox' and dead_at is null order by id`,
  );
  return rows.map(({ payload }) => {
    const job: InboxJob = JSON.parse(payload);
    return { ...job, document: JSON.parse(job.activity) };
  });
}

/** Forgets what was let through and what was counted. */
export async function clearInbox(ctx: Ctx): Promise<void> {
  await ctx.db.execute(sql`delete from jobs where queue = 'inbox'`);
  await ctx.db.execute(sql`delete from rate_limits`);
}

/** Works off what waits in the inbox queue, oldest first, and says what became of each. Errors are thrown. */
export async function workInbox(ctx: Ctx): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (;;) {
    const [job] = await ctx.db.execute<{ id: string; payload: string }>(
      sql`delete from jobs where id = (select min(id) from jobs where queue = 'inbox') returning id, payload`,
    );
    if (!job) return outcomes;
    outcomes.push(await processInboxJob(ctx, job.payload));
  }
}

/** Posts an activity to the shared inbox (or another), signed by `actor`, and works it off. */
export async function deliver(
  { ctx, inbox }: Pick<Instance, "ctx" | "inbox">,
  actor: PeerActor,
  activity: Wire,
  to: string = inbox,
): Promise<Outcome> {
  const answer = await actor.post(to, activity);
  expect(answer.status, answer.body).toBe(202);
  const outcomes = await workInbox(ctx);
  return outcomes.at(-1) ?? { result: "ignored", reason: "gate" };
}

export const ignoredFor = (reason: string): Outcome => ({ result: "ignored", reason });
export const ACCEPTED: Outcome = { result: "accepted" };
