/** A path of ours to go on to, from a form or address; `/` for everything that would lead elsewhere. */
export function safePath(text: unknown): string {
  const base = "http://here.invalid";
  if (typeof text !== "string" || !text.startsWith("/") || !URL.canParse(text, base)) return "/";
  const url = new URL(text, base);
  // What begins with two slashes once its dots are resolved names a host.
  return url.origin === base && !url.pathname.startsWith("//") ? url.pathname + url.search : "/";
}
