import ipaddr from "ipaddr.js";

/** IPv6 that is in use on the public internet; all other space is special or not given out. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR("2000::/3");

/** Inside 2000::/3 and yet not public: documentation (RFC 9637). The library knows the older exceptions. */
const DOCUMENTATION_IPV6 = ipaddr.IPv6.parseCIDR("3fff::/20");

/**
 * Whether an IP address belongs to the public internet. An IPv4 address inside an IPv6 one (mapped) counts as the
 * IPv4 address; Teredo, 6to4, NAT64 and IPv4-compatible forms are refused, since they lead to an address in disguise.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast") return false;
  if (parsed instanceof ipaddr.IPv4) return true;
  return parsed.match(GLOBAL_IPV6) && !parsed.match(DOCUMENTATION_IPV6);
}
