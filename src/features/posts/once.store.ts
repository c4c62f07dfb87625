import { sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { kv } from "../../platform/jobs.table.ts";
import { keyTaken } from "./posts.errors.ts";
import { type Post, postById } from "./posts.queries.ts";

const KEY_LIFETIME_MS = 24 * 60 * 60 * 1000;

/**
 * Takes an idempotency key for a new post, in its transaction.
 * @param said fingerprint of what is to be written; whoever comes with another one finds the key taken. Without: whatever it is
 * @returns the post that the key was taken for within the last day; null: this one is the first
 * @throws AppError `posts.key-taken`
 */
export async function takenBefore(tx: Ctx, key: readonly string[], id: Id, said = ""): Promise<Post | null> {
  const now = tx.now();
  const value = `${id} ${said}`;
  const [row] = await tx.db
    .insert(kv)
    .values({ key: [...key], value, expiresAt: new Date(now.getTime() + KEY_LIFETIME_MS) })
    .onConflictDoUpdate({
      target: kv.key,
      set: {
        value: sql`case when ${kv.expiresAt} > ${now.toISOString()}::timestamptz then ${kv.value} else excluded.value end`,
      },
    })
    .returning({ value: kv.value });
  const [takenFor = "", saidThen = ""] = row?.value.split(" ") ?? [];
  if (takenFor === id) return null;
  if (saidThen !== said) throw keyTaken();
  return postById(tx, takenFor);
}
