import { peers } from "../features/actors/actors.table.ts";
import type { Ctx } from "../platform/ctx.ts";

export type SignatureScheme = "cavage" | "rfc9421";

export interface PeerRule {
  /** The host or a domain above it is blocked: neither heard nor asked nor served. */
  readonly blocked: boolean;
  /** The signature scheme that the host accepted last. */
  readonly scheme: SignatureScheme;
}

/** A host, without its port, and every domain above it: `a.b.example:8443` → itself, a.b.example, b.example, example. */
export function hostAndParents(host: string): string[] {
  const labels = host.replace(/:\d+$/, "").split(".");
  return [host, ...labels.map((_, index) => labels.slice(index).join("."))];
}

/** What holds for some hosts; blocks cover subdomains (A31). One statement, on the path of every activity. */
export async function peerRules(ctx: Ctx, hosts: readonly string[]): Promise<Map<string, PeerRule>> {
  const wanted = [...new Set(hosts.flatMap(hostAndParents))];
  const rows = await ctx.sql<{ host: string; scheme: SignatureScheme; blocked: boolean }[]>`
    select host, signature_scheme as scheme, blocked_at is not null as blocked from peers where host = any (${wanted})`;
  const found = new Map(rows.map((row) => [row.host, row]));
  const ruleOf = (host: string): PeerRule => ({
    blocked: hostAndParents(host).some((name) => found.get(name)?.blocked === true),
    scheme: found.get(host)?.scheme ?? "cavage",
  });
  return new Map(hosts.map((host) => [host, ruleOf(host)]));
}

/** Whether we have nothing to do with a host. */
export async function isBlockedHost(ctx: Ctx, host: string): Promise<boolean> {
  return (await peerRules(ctx, [host])).get(host)?.blocked ?? false;
}

/** Remembers the scheme that a host accepted. */
export async function rememberScheme(ctx: Ctx, host: string, scheme: SignatureScheme): Promise<void> {
  await ctx.db
    .insert(peers)
    .values({ host, signatureScheme: scheme })
    .onConflictDoUpdate({ target: peers.host, set: { signatureScheme: scheme } });
}
