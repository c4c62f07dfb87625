import { sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { kv } from "../../platform/jobs.table.ts";
import type { Viewer } from "../../platform/viewer.ts";
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

/** That a post is written once, however often it is asked for. */
export interface OnceOptions {
  /** Chosen by the caller: the same key again within a day gives the same post and publishes nothing. */
  readonly idempotencyKey?: string | undefined;
  /** Fingerprint of what is written: the same key with another one is refused. */
  readonly fingerprint?: string | undefined;
}

/** What `takenBefore` says of a member's post or answer; null, too, when there is no key. @throws AppError `posts.key-taken` */
export const writtenBefore = async (tx: Ctx, { accountId }: Viewer, once: OnceOptions, id: Id): Promise<Post | null> =>
  once.idempotencyKey === undefined
    ? null
    : takenBefore(tx, ["post", accountId, once.idempotencyKey], id, once.fingerprint);
