/** For apps that no address leads back to: the code is shown, and whoever logs in copies it. */
export const OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob";

const MAX_LENGTH = 2_000;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Schemes that run or read something in the browser, or that are no app's own. */
const FORBIDDEN = new Set([
  ...["about", "blob", "chrome", "content", "data", "file", "filesystem", "ftp", "intent", "jar", "javascript"],
  ...["mailto", "resource", "sms", "tel", "urn", "vbscript", "view-source", "ws", "wss"],
]);

/**
 * Whether an app may register this address (T153): https, http on this very device, an app's own scheme, or out of band.
 * Nothing is normalised: what is registered is what must be sent, byte for byte (T152).
 */
export function isAllowedRedirect(uri: string): boolean {
  if (uri === OUT_OF_BAND) return true;
  // Printable ASCII only, so that it can stand in a header as it is.
  if (uri.length > MAX_LENGTH || !/^[\x21-\x7e]+$/.test(uri) || /[#\\]/.test(uri)) return false;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined || FORBIDDEN.has(scheme)) return false;
  if (scheme !== "https" && scheme !== "http") return true;
  if (!URL.canParse(uri) || !/^https?:\/\//i.test(uri)) return false;
  const { hostname, username, password } = new URL(uri);
  if (username !== "" || password !== "") return false;
  return scheme === "https" || LOOPBACK.has(hostname);
}

/** The address with parameters at its end, appended to the text as it is: `new URL` would rewrite some schemes. */
export function withParameters(uri: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const query = Object.entries(parameters)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join("&");
  return `${uri}${uri.includes("?") ? "&" : "?"}${query}`;
}

/** Where an address leads, in short, for people: `phanpy.social`, or the scheme of an app on the device. */
export function targetOf(uri: string): string {
  const isWeb = /^https?:/i.test(uri) && URL.canParse(uri);
  return isWeb ? new URL(uri).host : `${uri.slice(0, uri.indexOf(":"))}:`;
}
