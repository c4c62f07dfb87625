import { sql } from "drizzle-orm";
import type { Ctx } from "../../src/platform/ctx.ts";
import type { OutboxEntry } from "../../src/platform/outbox.ts";
import { jobRows } from "./queue.ts";

/** An activity that waits to be sent. */
interface Outgoing extends OutboxEntry {
  readonly type: string;
  /** Seconds from now (the ctx's clock). */
  readonly dueIn: number;
}

/** What waits to be sent, oldest first. */
export async function outgoing(ctx: Ctx): Promise<Outgoing[]> {
  const rows = await jobRows(ctx, "outbox");
  return rows.map((row) => {
    const entry: OutboxEntry = JSON.parse(row.payload);
    return { ...entry, dueIn: row.due_in, type: String(entry.activity.type) };
  });
}

/** Empties the outbox queue. */
export const forgetOutgoing = (ctx: Ctx): Promise<unknown> =>
  ctx.db.execute(sql`delete from jobs where queue = 'outbox'`);
