import { and, asc, eq, gt, inArray, isNotNull, or, type SQL, sql } from "drizzle-orm";
import { hostAndParents } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { peers } from "../actors/actors.table.ts";
import { type HostRule, isInForce, obfuscate } from "./peers.model.ts";

export type Peer = typeof peers.$inferSelect;

/** Lists of servers that need an admin's eye are short; what is beyond this is not shown. */
const MOST = 200;

/** Servers that deliveries to fail at the moment, by name. */
export const failingPeers = (ctx: Ctx): Promise<Peer[]> =>
  ctx.db
    .select()
    .from(peers)
    .where(or(gt(peers.failures, 0), gt(peers.heldUntil, ctx.now())))
    .orderBy(asc(peers.host))
    .limit(MOST);

/** A page of a list of servers by name: those after this one. */
export interface PeerPage {
  readonly after?: string | undefined;
  readonly limit: number;
}

const isRuled = or(
  isNotNull(peers.blockedAt),
  isNotNull(peers.silencedAt),
  isNotNull(peers.rejectMediaAt),
  isNotNull(peers.rejectReportsAt),
);

const listed = (ctx: Ctx, condition: SQL | undefined, page: PeerPage): Promise<Peer[]> =>
  ctx.db
    .select()
    .from(peers)
    .where(and(condition, page.after === undefined ? undefined : gt(peers.host, page.after)))
    .orderBy(asc(peers.host))
    .limit(page.limit);

/** A server's rule with the day that its content is deleted on; null unless it is blocked. */
export interface RuleInForce extends HostRule {
  readonly blockedAt: Date | null;
}

/** Servers that something is kept away of, by name. */
export const ruledPeers = async (ctx: Ctx, page: PeerPage): Promise<RuleInForce[]> =>
  (await listed(ctx, isRuled, page)).map(ruleIn);

/** The rule for this very name; null when there is none. */
export async function ruleFor(ctx: Ctx, host: string): Promise<RuleInForce | null> {
  const [peer] = await ctx.db
    .select()
    .from(peers)
    .where(and(eq(peers.host, host), isRuled));
  return peer ? ruleIn(peer) : null;
}

function ruleIn(peer: Peer): RuleInForce {
  return {
    host: peer.host,
    severity: peer.blockedAt !== null ? "suspend" : peer.silencedAt !== null ? "silence" : "noop",
    rejectMedia: peer.rejectMediaAt !== null,
    rejectReports: peer.rejectReportsAt !== null,
    publicReason: peer.publicReason,
    privateReason: peer.privateReason,
    obfuscated: peer.obfuscated,
    blockedAt: peer.blockedAt,
  };
}

/** Names on the list of the allow-list mode. */
export const trustedPeers = async (ctx: Ctx, page: PeerPage): Promise<string[]> =>
  (await listed(ctx, isNotNull(peers.trustedAt), page)).map(({ host }) => host);

/** A line of the public list. */
export interface PublicRule {
  /** Partly starred out if the rule says so. */
  readonly name: string;
  readonly rule: Pick<HostRule, "severity" | "rejectMedia">;
  readonly reason: string;
}

const MOST_PUBLIC = 5_000;

/** What everybody may know of the rules: names, what is kept away, public reasons; never the private ones. */
export async function publicRules(ctx: Ctx): Promise<PublicRule[]> {
  const isShown = or(isNotNull(peers.blockedAt), isNotNull(peers.silencedAt), isNotNull(peers.rejectMediaAt));
  const rows = (await listed(ctx, isShown, { limit: MOST_PUBLIC })).map(ruleIn);
  return rows.map(({ host, obfuscated, severity, rejectMedia, publicReason }) => ({
    name: obfuscated ? obfuscate(host) : host,
    rule: { severity, rejectMedia },
    reason: publicReason,
  }));
}

/** How many servers are on each of the two lists. */
export async function countPeers(ctx: Ctx): Promise<{ ruled: number; trusted: number }> {
  const [row] = await ctx.db
    .select({
      ruled: sql<number>`(count(*) filter (where ${isRuled}))::int`,
      trusted: sql<number>`(count(*) filter (where ${isNotNull(peers.trustedAt)}))::int`,
    })
    .from(peers);
  return row ?? { ruled: 0, trusted: 0 };
}

/** What is kept away of a host by the rules for it and for the domains above it. */
export async function limitsOf(
  ctx: Ctx,
  host: string,
): Promise<{ blocked: boolean; silenced: boolean; rejectsReports: boolean }> {
  const [row] = await ctx.db
    .select({
      blocked: sql<boolean>`coalesce(bool_or(${isNotNull(peers.blockedAt)}), false)`,
      silenced: sql<boolean>`coalesce(bool_or(${isNotNull(peers.silencedAt)}), false)`,
      rejectsReports: sql<boolean>`coalesce(bool_or(${isNotNull(peers.rejectReportsAt)}), false)`,
    })
    .from(peers)
    .where(inArray(peers.host, hostAndParents(host)));
  return row ?? { blocked: false, silenced: false, rejectsReports: false };
}

/** What a list would change here. */
export interface ListChanges {
  readonly added: readonly HostRule[];
  readonly changed: readonly { readonly from: HostRule; readonly to: HostRule }[];
  readonly trusted: readonly string[];
  /** Lines that say what holds already. */
  readonly same: number;
}

/** Compares a list with what holds now. One statement. */
export async function changesBy(
  ctx: Ctx,
  list: { readonly rules: readonly HostRule[]; readonly trusted: readonly string[] },
): Promise<ListChanges> {
  const hosts = [...list.rules.map(({ host }) => host), ...list.trusted];
  const rows = hosts.length === 0 ? [] : await ctx.db.select().from(peers).where(inArray(peers.host, hosts));
  const known = new Map(rows.map((row) => [row.host, row]));
  const pairs = list.rules.map((to) => {
    const row = known.get(to.host);
    return { from: row && ruleIn(row), to };
  });
  const added = pairs.flatMap(({ from, to }) => (from === undefined || !isInForce(from) ? [to] : []));
  const changed = pairs.flatMap(({ from, to }) =>
    from !== undefined && isInForce(from) && !isSame(from, to) ? [{ from, to }] : [],
  );
  const trusted = list.trusted.filter((host) => known.get(host)?.trustedAt == null);
  return { added, changed, trusted, same: hosts.length - added.length - changed.length - trusted.length };
}

const isSame = (one: HostRule, other: HostRule): boolean =>
  one.severity === other.severity &&
  one.rejectMedia === other.rejectMedia &&
  one.rejectReports === other.rejectReports &&
  one.publicReason === other.publicReason &&
  one.obfuscated === other.obfuscated;
