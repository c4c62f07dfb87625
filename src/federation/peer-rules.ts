import { peers } from "../features/actors/actors.table.ts";
import type { FederationMode } from "../features/district/district.model.ts";
import { federationModeOf } from "../features/district/district.queries.ts";
import { hostAndParents } from "../platform/ap-uris.ts";
import type { Ctx } from "../platform/ctx.ts";

export type SignatureScheme = "cavage" | "rfc9421";

/** What is known of a host, in any mode. */
export interface Standing {
  /** It, or a domain above it, is blocked. */
  readonly blocked: boolean;
  /** It stands itself on the list of the allow-list mode. */
  readonly trusted: boolean;
}

/** Whether nothing is exchanged with a host: the one rule of blocks and modes (wire §4.7, decision 8). */
export const isBarred = (mode: FederationMode, { blocked, trusted }: Standing): boolean =>
  blocked || mode === "closed" || (mode === "allowList" && !trusted);

export interface PeerRule {
  /** Blocked, or left out by the mode: neither heard nor asked nor served. */
  readonly barred: boolean;
  /** The signature scheme that the host accepted last. */
  readonly scheme: SignatureScheme;
}

/** What holds for some hosts; blocks cover subdomains (A31). One statement, on the path of every activity. */
export async function peerRules(ctx: Ctx, hosts: readonly string[]): Promise<Map<string, PeerRule>> {
  const wanted = [...new Set(hosts.flatMap(hostAndParents))];
  const [mode, rows] = await Promise.all([
    federationModeOf(ctx),
    ctx.sql<({ host: string; scheme: SignatureScheme } & Standing)[]>`
      select host, signature_scheme as scheme, blocked_at is not null as blocked, trusted_at is not null as trusted
      from peers where host = any (${wanted})`,
  ]);
  const found = new Map(rows.map((row) => [row.host, row]));
  const ruleOf = (host: string): PeerRule => ({
    barred: isBarred(mode, {
      blocked: hostAndParents(host).some((name) => found.get(name)?.blocked === true),
      trusted: found.get(host)?.trusted === true,
    }),
    scheme: found.get(host)?.scheme ?? "cavage",
  });
  return new Map(hosts.map((host) => [host, ruleOf(host)]));
}

/** Whether we have nothing to do with a host. */
export async function isBarredHost(ctx: Ctx, host: string): Promise<boolean> {
  return (await peerRules(ctx, [host])).get(host)?.barred ?? true;
}

/** Whether the mode leaves a host out that is not blocked. Costs nothing in the modes that leave nobody out. */
export async function isLeftOut(ctx: Ctx, host: string): Promise<boolean> {
  const mode = await federationModeOf(ctx);
  return mode === "closed" || (mode === "allowList" && (await isBarredHost(ctx, host)));
}

/** Remembers the scheme that a host accepted. */
export async function rememberScheme(ctx: Ctx, host: string, scheme: SignatureScheme): Promise<void> {
  await ctx.db
    .insert(peers)
    .values({ host, signatureScheme: scheme })
    .onConflictDoUpdate({ target: peers.host, set: { signatureScheme: scheme } });
}
