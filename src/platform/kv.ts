import { LRUCache } from "lru-cache";
import type { Sql } from "postgres";
import type { Ctx } from "./ctx.ts";

/**
 * Small values with an end date, by a path of strings. A value is kept as the text `{"v":…}`: a stored `null` is a
 * value, a missing key is `undefined`.
 */
export type KvKey = readonly string[];

interface Remembered {
  readonly text: string;
  /** Milliseconds since 1970, or null for ever. */
  readonly expiresAt: number | null;
  readonly readAt: number;
}

const CACHED_ENTRIES = 2_000;
/** How long a value read is believed without asking again: another process may have changed it. */
const BELIEVED_MS = 30_000;

const caches = new WeakMap<Sql, LRUCache<string, Remembered>>();

function cacheOf(ctx: Ctx): LRUCache<string, Remembered> {
  const known = caches.get(ctx.sql);
  if (known) return known;
  const made = new LRUCache<string, Remembered>({ max: CACHED_ENTRIES });
  caches.set(ctx.sql, made);
  return made;
}

const wrap = (value: unknown): string => JSON.stringify({ v: value });
const unwrap = (text: string): unknown => (JSON.parse(text) as { v?: unknown }).v;
const cacheKey = (key: KvKey): string => JSON.stringify(key);
const timeOf = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : new Date(milliseconds).toISOString();

function recall(ctx: Ctx, key: KvKey): Remembered | undefined {
  const known = cacheOf(ctx).get(cacheKey(key));
  const now = ctx.now().getTime();
  if (!known || now - known.readAt > BELIEVED_MS || (known.expiresAt ?? now + 1) <= now) return undefined;
  return known;
}

function remember(ctx: Ctx, key: KvKey, text: string, expiresAt: number | null): void {
  cacheOf(ctx).set(cacheKey(key), { text, expiresAt, readAt: ctx.now().getTime() });
}

/** The value, or undefined when there is none or its time is over. */
export async function kvGet(ctx: Ctx, key: KvKey): Promise<unknown> {
  const known = recall(ctx, key);
  if (known) return unwrap(known.text);
  const [row] = await ctx.sql<{ value: string; expires: number | null }[]>`
    select value, extract(epoch from expires_at)::float8 * 1000 as expires from kv
    where key = ${[...key]} and (expires_at is null or expires_at > ${ctx.now().toISOString()}::timestamptz)`;
  if (!row) return undefined;
  remember(ctx, key, row.value, row.expires);
  return unwrap(row.value);
}

/** Sets a value, for `ttlMs` or for ever. Setting what already stands is dropped; `undefined` deletes. */
export async function kvSet(ctx: Ctx, key: KvKey, value: unknown, ttlMs: number | null = null): Promise<void> {
  if (value === undefined) return kvDelete(ctx, key);
  const text = wrap(value);
  const expiresAt = ttlMs === null ? null : ctx.now().getTime() + ttlMs;
  if (changesNothing(recall(ctx, key), text, expiresAt, ttlMs)) return;
  await ctx.sql`
    insert into kv (key, value, expires_at) values (${[...key]}, ${text}, ${timeOf(expiresAt)}::timestamptz)
    on conflict (key) do update set value = excluded.value, expires_at = excluded.expires_at`;
  remember(ctx, key, text, expiresAt);
}

/** The same value with (nearly, to a tenth of its life) the same end. */
function changesNothing(
  known: Remembered | undefined,
  text: string,
  expiresAt: number | null,
  ttlMs: number | null,
): boolean {
  if (!known || known.text !== text) return false;
  if (known.expiresAt === null || expiresAt === null || ttlMs === null) return known.expiresAt === expiresAt;
  return Math.abs(expiresAt - known.expiresAt) < ttlMs / 10;
}

export async function kvDelete(ctx: Ctx, key: KvKey): Promise<void> {
  cacheOf(ctx).delete(cacheKey(key));
  await ctx.sql`delete from kv where key = ${[...key]}`;
}

/**
 * Sets `next` only if `expected` stands there (`undefined`: nothing). `next` undefined deletes. Exactly one of many
 * at once wins. Values are compared as they are written: members in the same order.
 */
export async function kvCompareAndSet(
  ctx: Ctx,
  key: KvKey,
  expected: unknown,
  next: unknown,
  ttlMs: number | null = null,
): Promise<boolean> {
  cacheOf(ctx).delete(cacheKey(key));
  const now = ctx.now().toISOString();
  const expires = timeOf(ttlMs === null ? null : ctx.now().getTime() + ttlMs);
  if (expected === undefined) {
    if (next === undefined) return (await kvGet(ctx, key)) === undefined;
    const rows = await ctx.sql`
      insert into kv (key, value, expires_at) values (${[...key]}, ${wrap(next)}, ${expires}::timestamptz)
      on conflict (key) do update set value = excluded.value, expires_at = excluded.expires_at
      where kv.expires_at <= ${now}::timestamptz returning 1`;
    return rows.length === 1;
  }
  const rows =
    next === undefined
      ? await ctx.sql`
          delete from kv where key = ${[...key]} and value = ${wrap(expected)}
            and (expires_at is null or expires_at > ${now}::timestamptz) returning 1`
      : await ctx.sql`
          update kv set value = ${wrap(next)}, expires_at = ${expires}::timestamptz
          where key = ${[...key]} and value = ${wrap(expected)}
            and (expires_at is null or expires_at > ${now}::timestamptz) returning 1`;
  return rows.length === 1;
}

export interface KvEntry {
  readonly key: string[];
  readonly value: unknown;
}

/** All living values whose keys begin with `prefix`, by key. */
export async function kvList(ctx: Ctx, prefix: KvKey = []): Promise<KvEntry[]> {
  const rows = await ctx.sql<{ key: string[]; value: string }[]>`
    select key, value from kv
    where key[1:${prefix.length}::int] = ${[...prefix]}::text[]
      and (expires_at is null or expires_at > ${ctx.now().toISOString()}::timestamptz)
    order by key`;
  return rows.map((row) => ({ key: row.key, value: unwrap(row.value) }));
}
