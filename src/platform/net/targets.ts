import { isIP } from "node:net";
import type { Config } from "../config.ts";
import { isPublicAddress } from "./addresses.ts";

const HTTPS_PORT = 443;

/** Longer ones have no honest use, and PostgreSQL could not index them. */
const MAX_ADDRESS = 2_000;

/** Port of an address, the default of its scheme filled in. */
const portOf = (url: URL): number => Number(url.port) || (url.protocol === "https:" ? HTTPS_PORT : 80);

/** Whether a name (without port) may resolve to a non-public address. */
export const isTestHost = (config: Config, name: string): boolean =>
  config.testHosts.some((entry) => entry === name || entry.startsWith(`${name}:`));

/** Whether we speak to this port of a host: 443, or one that FEDERATION_TEST_HOSTS names for the host. */
export const isAllowedPort = (config: Config, name: string, port: number): boolean =>
  port === HTTPS_PORT || config.testHosts.includes(`${name}:${port}`);

/**
 * An address that we may ask or send to: https, no user information, port 443 or one listed for the host, no IP address
 * that is not public, at most 2,000 characters. Plain http only to a listed test host and port. Where a name leads is checked when connecting.
 * @returns the parsed address, its host without a trailing dot, or null
 */
export function readTarget(config: Config, text: string): URL | null {
  // WHATWG parsing drops tabs and newlines silently; an address that holds any is not what it seems.
  const url = /[\s\\\p{Cc}]/u.test(text) ? null : URL.parse(text);
  if (url === null || url.href.length > MAX_ADDRESS) return null;
  if (url.username !== "" || url.password !== "" || url.hostname === "") return null;
  url.hostname = url.hostname.replace(/\.$/, "");
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) !== 0 && !isPublicAddress(literal)) return null;
  const port = portOf(url);
  if (url.protocol === "https:") return isAllowedPort(config, url.hostname, port) ? url : null;
  const listed = config.testHosts.includes(`${url.hostname}:${port}`);
  return url.protocol === "http:" && listed ? url : null;
}
