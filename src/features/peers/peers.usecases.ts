import { eq, inArray, sql } from "drizzle-orm";
import { hostAndParents } from "../../platform/ap-uris.ts";
import { enqueueBackground } from "../../platform/background.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { dropJobsOf } from "../../platform/jobs.admin.ts";
import { cleanLine } from "../../platform/text.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { ownHost } from "../actors/actors.queries.ts";
import { actors, peers } from "../actors/actors.table.ts";
import { restoreFollows, severFollows } from "../follows/severed.store.ts";
import { hostMalformed, onlyAdmins, ruleWithoutEffect } from "./peers.errors.ts";
import { type HostRule, hostNamed, isInForce } from "./peers.model.ts";
import { ruleFor } from "./peers.queries.ts";
import { endRelaysOf } from "./relays.store.ts";
import { relays } from "./relays.table.ts";

/** A blocked server's content is hidden at once, and deleted after these days: a mistake can be made good until then. */
export const PURGE_AFTER_MS = 30 * 24 * 60 * 60 * 1000;
const LONGEST_REASON = 500;

type RuleInput = Pick<HostRule, "host" | "severity"> & Partial<HostRule>;

/**
 * Puts a rule for a server, and the names below it, in the place of what held before.
 * With `suspend` follows end both ways and what waits to be sent or worked off is dropped; when it is taken back, they
 * are restored. All that in one transaction.
 * @param input `host`: name, address or handle, as an admin types it
 * @returns the server's name as it is kept
 * @throws AppError `peers.only-admins`, `peers.host-malformed`, `peers.rule-empty`
 */
export async function ruleOnPeer(ctx: Ctx, viewer: Viewer, input: RuleInput): Promise<string> {
  const host = otherHost(ctx, viewer, input.host);
  const rule = completed(host, input);
  if (!isInForce(rule)) throw ruleWithoutEffect();
  await inTransaction(ctx, (tx) => apply(tx, rule));
  return host;
}

/** Ends every rule for a server. Nothing happens when there is none. @throws as `ruleOnPeer` */
export async function liftRule(ctx: Ctx, viewer: Viewer, input: string): Promise<string> {
  const host = otherHost(ctx, viewer, input);
  await inTransaction(ctx, async (tx) => {
    if (await ruleFor(tx, host)) await apply(tx, completed(host, { severity: "noop" }));
  });
  return host;
}

/** Puts a server on the list of the allow-list mode, or takes it off. @throws as `ruleOnPeer` */
export async function trustPeer(ctx: Ctx, viewer: Viewer, input: string, isTrusted: boolean): Promise<string> {
  const host = otherHost(ctx, viewer, input);
  const trustedAt = isTrusted ? ctx.now() : null;
  if (isTrusted)
    await ctx.db
      .insert(peers)
      .values({ host, trustedAt })
      .onConflictDoUpdate({ target: peers.host, set: { trustedAt } });
  else await ctx.db.update(peers).set({ trustedAt }).where(eq(peers.host, host));
  return host;
}

/** What a list brings: rules, or names to trust. Each line was read and checked before. */
export interface PeerList {
  readonly rules: readonly HostRule[];
  readonly trusted: readonly string[];
}

/** Rows a statement. */
const BATCH = 500;

/**
 * Takes over a list, whole or not at all. Private reasons stay as they are. Rules for servers that we have met are put one
 * by one, since much hangs on them; all others, mostly thousands, together.
 * @throws AppError `peers.only-admins`
 */
export async function takeOverList(ctx: Ctx, viewer: Viewer, list: PeerList): Promise<void> {
  if (viewer.role !== "admin") throw onlyAdmins();
  const hosts = list.rules.map(({ host }) => host);
  await inTransaction(ctx, async (tx) => {
    const met = await metHosts(tx);
    const rows =
      hosts.length === 0 ? [] : await tx.db.select().from(peers).where(inArray(peers.host, hosts)).for("update");
    const known = new Map(rows.map((row) => [row.host, row]));
    const rules = list.rules.map((rule) => ({ ...rule, privateReason: known.get(rule.host)?.privateReason ?? "" }));
    const [single, rest] = [rules.filter(({ host }) => met.has(host)), rules.filter(({ host }) => !met.has(host))];
    for (const rule of single) await apply(tx, rule);
    await putPeers(
      tx,
      rest.map((rule) => rowOf(tx, rule, known.get(rule.host))),
      RULE_COLUMNS,
    );
    await putPeers(
      tx,
      list.trusted.map((host) => ({ host, trustedAt: tx.now() })),
      ["trustedAt"],
    );
  });
}

/** Hosts that we have something from, or a relay at, and all domains above them. */
async function metHosts(ctx: Ctx): Promise<Set<string>> {
  const rows = await ctx.db
    .selectDistinct({ host: actors.host })
    .from(actors)
    .where(eq(actors.local, false))
    .union(ctx.db.select({ host: relays.host }).from(relays));
  return new Set(rows.flatMap(({ host }) => hostAndParents(host)));
}

type PeerRow = typeof peers.$inferInsert;

const RULE_COLUMNS = [
  "blockedAt",
  "silencedAt",
  "rejectMediaAt",
  "rejectReportsAt",
  "publicReason",
  "privateReason",
  "obfuscated",
] as const;

/** Adds rows, or sets `columns` of those that are there. */
async function putPeers(ctx: Ctx, rows: readonly PeerRow[], columns: readonly (keyof PeerRow)[]): Promise<void> {
  const set = Object.fromEntries(columns.map((name) => [name, sql.raw(`excluded.${peers[name].name}`)]));
  for (let at = 0; at < rows.length; at += BATCH) {
    const some = rows.slice(at, at + BATCH);
    await ctx.db.insert(peers).values(some).onConflictDoUpdate({ target: peers.host, set });
  }
}

const completed = (host: string, given: Omit<RuleInput, "host">): HostRule => ({
  host,
  severity: given.severity,
  rejectMedia: given.rejectMedia ?? false,
  rejectReports: given.rejectReports ?? false,
  publicReason: cleanLine(given.publicReason ?? "").slice(0, LONGEST_REASON),
  privateReason: cleanLine(given.privateReason ?? "").slice(0, LONGEST_REASON),
  obfuscated: given.obfuscated ?? false,
});

/** A rule as a row; what held before holds since then. */
function rowOf(ctx: Ctx, rule: HostRule, before: typeof peers.$inferSelect | undefined) {
  const since = (known: Date | null | undefined, holds: boolean): Date | null => (holds ? (known ?? ctx.now()) : null);
  return {
    host: rule.host,
    blockedAt: since(before?.blockedAt, rule.severity === "suspend"),
    silencedAt: since(before?.silencedAt, rule.severity === "silence"),
    rejectMediaAt: since(before?.rejectMediaAt, rule.rejectMedia),
    rejectReportsAt: since(before?.rejectReportsAt, rule.rejectReports),
    publicReason: rule.publicReason,
    privateReason: rule.privateReason,
    obfuscated: rule.obfuscated,
  };
}

/** Puts a rule, and does what follows from it. Call it inside a transaction. */
async function apply(ctx: Ctx, rule: HostRule): Promise<void> {
  const { host } = rule;
  const [before] = await ctx.db.select().from(peers).where(eq(peers.host, host)).for("update");
  const row = rowOf(ctx, rule, before);
  await putPeers(ctx, [row], RULE_COLUMNS);
  const wasBlocked = before?.blockedAt != null;
  if (row.blockedAt !== null && !wasBlocked) await cutOff(ctx, host);
  if (row.blockedAt === null && wasBlocked) await restoreFollows(ctx, host);
  if ((row.blockedAt !== null) !== wasBlocked) await enqueueBackground(ctx, { kind: "check-kits", whose: { host } });
}

async function cutOff(ctx: Ctx, host: string): Promise<void> {
  await severFollows(ctx, host);
  await endRelaysOf(ctx, host);
  await dropJobsOf(ctx, host);
  const runAt = new Date(ctx.now().getTime() + PURGE_AFTER_MS);
  await enqueueBackground(ctx, { kind: "purge-host", host }, { mergeKey: `purge-host:${host}`, runAt });
}

function otherHost(ctx: Ctx, viewer: Viewer, input: string): string {
  if (viewer.role !== "admin") throw onlyAdmins();
  const host = hostNamed(input);
  if (host === null || host === ownHost(ctx)) throw hostMalformed(input);
  return host;
}
