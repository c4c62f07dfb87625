import { and, eq, inArray, lte, sql } from "drizzle-orm";
import { LRUCache } from "lru-cache";
import type { Sql } from "postgres";
import { peers } from "../../features/actors/actors.table.ts";
import { federationModeOf } from "../../features/district/district.queries.ts";
import { hostAndParents } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { releaseHost } from "../../platform/jobs.admin.ts";
import { isBarred, type SignatureScheme } from "../peer-rules.ts";

/** Failures in a row after which a host is left alone, and for how long; then one delivery probes it. */
const FAILURES_TO_HOLD = 5;
export const HOLD_MS = 30 * 60_000;
/** How exactly `last_success_at` is kept. */
const SUCCESS_NOTED_MS = 24 * 60 * 60_000;
const ALIVE_NOTED_MS = 60_000;
const LONGEST_REASON = 500;

/** What a delivery must know of the host that it goes to. */
export interface PeerState {
  readonly host: string;
  /** Blocked, or left out by the mode. */
  readonly barred: boolean;
  readonly scheme: SignatureScheme;
  /** Failures in a row. */
  readonly failures: number;
  readonly heldUntil: Date | null;
  readonly lastSuccessAt: Date | null;
}

/** The states of some hosts, in their order. One statement. */
export async function peerStates(ctx: Ctx, hosts: readonly string[]): Promise<PeerState[]> {
  const wanted = [...new Set(hosts.flatMap(hostAndParents))];
  const [mode, rows] = await Promise.all([
    federationModeOf(ctx),
    ctx.db.select().from(peers).where(inArray(peers.host, wanted)),
  ]);
  const found = new Map(rows.map((row) => [row.host, row]));
  return hosts.map((host) => {
    const row = found.get(host);
    return {
      host,
      barred: isBarred(mode, {
        blocked: hostAndParents(host).some((name) => found.get(name)?.blockedAt != null),
        trusted: row?.trustedAt != null,
      }),
      scheme: row?.signatureScheme ?? "cavage",
      failures: row?.failures ?? 0,
      heldUntil: row?.heldUntil ?? null,
      lastSuccessAt: row?.lastSuccessAt ?? null,
    };
  });
}

/**
 * Whether a delivery may go out now. A host on hold lets one through when the hold ends: whoever gets to extend the hold
 * is the probe.
 * @returns null, or until when to wait
 */
export async function waitFor(ctx: Ctx, peer: PeerState): Promise<Date | null> {
  const now = ctx.now();
  if (peer.heldUntil === null) return null;
  if (peer.heldUntil > now) return peer.heldUntil;
  const next = new Date(now.getTime() + HOLD_MS);
  const probes = await ctx.db
    .update(peers)
    .set({ heldUntil: next })
    .where(and(eq(peers.host, peer.host), lte(peers.heldUntil, now)))
    .returning({ host: peers.host });
  return probes.length === 1 ? null : next;
}

/** The host answered, whatever it said. Ends its hold, so that what waits goes out at once. */
export async function noteAnswer(ctx: Ctx, peer: PeerState): Promise<void> {
  if (peer.failures > 0) await releaseHost(ctx, peer.host);
}

/** The host took a delivery. */
export async function noteSuccess(ctx: Ctx, peer: PeerState): Promise<void> {
  await noteAnswer(ctx, peer);
  const now = ctx.now();
  const notedAt = peer.lastSuccessAt?.getTime() ?? 0;
  if (peer.failures === 0 && now.getTime() - notedAt < SUCCESS_NOTED_MS) return;
  const set = { lastSuccessAt: now, lastError: null };
  await ctx.db
    .insert(peers)
    .values({ host: peer.host, ...set })
    .onConflictDoUpdate({ target: peers.host, set });
}

/** The host could not be reached, or is in trouble. After several times in a row it is held. */
export async function noteFailure(ctx: Ctx, host: string, reason: string): Promise<void> {
  const now = ctx.now();
  const lastError = reason.slice(0, LONGEST_REASON);
  const held = new Date(now.getTime() + HOLD_MS).toISOString();
  await ctx.db
    .insert(peers)
    .values({ host, failures: 1, failingSince: now, lastError })
    .onConflictDoUpdate({
      target: peers.host,
      set: {
        failures: sql`${peers.failures} + 1`,
        failingSince: sql`coalesce(${peers.failingSince}, excluded.failing_since)`,
        heldUntil: sql`case when ${peers.failures} + 1 >= ${FAILURES_TO_HOLD} then ${held}::timestamptz else ${peers.heldUntil} end`,
        lastError,
      },
    });
}

const seenAlive = new WeakMap<Sql, LRUCache<string, number>>();

/**
 * A host has just proved to be alive (a valid signature of its): ends its hold. Cheap enough for every activity that
 * comes in: at most one statement a host and minute.
 */
export async function markHostAlive(ctx: Ctx, host: string): Promise<void> {
  const seen = seenAlive.get(ctx.sql) ?? new LRUCache<string, number>({ max: 1000 });
  seenAlive.set(ctx.sql, seen);
  const now = ctx.now().getTime();
  if (now - (seen.get(host) ?? 0) < ALIVE_NOTED_MS) return;
  seen.set(host, now);
  const [peer] = await ctx.db.select({ failures: peers.failures }).from(peers).where(eq(peers.host, host));
  if ((peer?.failures ?? 0) > 0) await releaseHost(ctx, host);
}
