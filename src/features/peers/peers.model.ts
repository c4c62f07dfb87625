/**
 * How much is kept away of a server, in Mastodon's words. `suspend`: nothing is exchanged, what it sent is hidden and
 * deleted after 30 days. `silence`: in no public list, and its people ask before they follow. `noop`: neither.
 */
export const SEVERITIES = ["noop", "silence", "suspend"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What holds for a server and the names below it. */
export interface HostRule {
  /** A-label, lower case, with its port if it has one. */
  readonly host: string;
  readonly severity: Severity;
  /** Pictures and recordings of its are not shown. */
  readonly rejectMedia: boolean;
  /** Reports from it are not taken. */
  readonly rejectReports: boolean;
  /** Plain text; empty: no reason given. */
  readonly publicReason: string;
  readonly privateReason: string;
  /** Part of the name is starred out in the public list. */
  readonly obfuscated: boolean;
}

/** Whether a rule keeps anything away at all. */
export const isInForce = (rule: Pick<HostRule, "severity" | "rejectMedia" | "rejectReports">): boolean =>
  rule.severity !== "noop" || rule.rejectMedia || rule.rejectReports;

/**
 * The server that somebody means by a host name, an address or a handle.
 * @returns A-label, lower case, no dot at the end, with a port if it is not the usual one; null when it is no name
 */
export function hostNamed(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^https?:\/\//i, "")
    .replace(/^@?[^@/]*@/, "");
  const url = URL.parse(`https://${bare}`);
  if (url === null || url.username !== "" || url.password !== "") return null;
  const name = url.hostname.replace(/\.$/, "");
  const isName = name.includes(".") && name.length <= 253 && !/[[\]*]/.test(name);
  return isName ? `${name}${url.port === "" ? "" : `:${url.port}`}` : null;
}

/** A name with the middle of its longest part starred out, as Mastodon shows it: `boese.example` → `bo**e.example`. */
export function obfuscate(host: string): string {
  const quarter = Math.floor(host.length / 4);
  return [...host]
    .map((letter, index) => (letter === "." || index < quarter || index >= host.length - quarter ? letter : "*"))
    .join("");
}
