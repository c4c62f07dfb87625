/** An error in one line for a log or a list: with its causes, without U+0000, which PostgreSQL refuses. */
export function errorText(error: unknown): string {
  const parts: string[] = [];
  for (let one = error, depth = 0; one !== undefined && depth < 3; depth += 1) {
    parts.push(one instanceof Error ? one.message || one.name : String(one));
    one = one instanceof Error ? one.cause : undefined;
  }
  return parts.join(": ").replaceAll("\u0000", "");
}
