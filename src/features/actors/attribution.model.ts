import { hostAndParents, hostOf } from "../../platform/ap-uris.ts";

/** Websites of one account; as many as Mastodon keeps. */
export const MOST_ATTRIBUTION_DOMAINS = 100;

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`);

/**
 * Domains as their owner typed or sent them (`https://blog.example/`, `*.blog.example`), each once, as they are kept.
 * @returns null when one of them is no domain, or there are too many
 */
export function attributionDomainsIn(typed: readonly string[]): string[] | null {
  const found = typed.map((text) => text.trim()).filter((text) => text !== "");
  const domains = found.map((text) => domainIn(text));
  const known = [...new Set(domains.filter((domain) => domain !== null))];
  return known.length > MOST_ATTRIBUTION_DOMAINS || domains.includes(null) ? null : known;
}

/** The domain that a text names; null for none: ports, accounts and numbers are not meant. */
export function domainIn(text: string): string | null {
  const bare = text
    .replace(/^https?:\/\//i, "")
    .replace(/^\*\./, "")
    .replace(/\/$/, "");
  const host = /[/@?#:]/.test(bare) ? null : hostOf(`https://${bare}/`);
  return host !== null && DOMAIN.test(host) && !/\.\d+$/.test(host) ? host : null;
}

/**
 * Whether a page may name somebody as who made it (`fediverse:creator`): on their own server, and on websites that they
 * list, with all names below those.
 */
export function mayCredit(
  { host, attributionDomains }: { readonly host: string; readonly attributionDomains: readonly string[] },
  page: string,
): boolean {
  const names = hostAndParents(hostOf(page) ?? "");
  return names[0] === host || names.some((name) => attributionDomains.includes(name));
}
