/** Levels of the headings of a page, in order. */
const headingLevels = (html: string): number[] =>
  [...html.matchAll(/<h([1-6])[\s>]/g)].map((match) => Number(match[1]));

/** What is wrong with the outline of a page: not one `h1`, or a level that is left out. */
export function outlineProblems(html: string): string[] {
  const levels = headingLevels(html);
  const problems = levels.filter((level) => level === 1).length === 1 ? [] : [`h1: ${levels.join(" ")}`];
  // A sidebar may begin again at h2 after the h1; going deeper is by one.
  for (const [index, level] of levels.entries()) {
    const before = levels[index - 1];
    if (before !== undefined && level > before + 1) problems.push(`h${before} → h${level} at heading ${index + 1}`);
  }
  return problems;
}

/** Ids that occur more than once. */
export function doubleIds(html: string): string[] {
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1] ?? "");
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

/** What a policy of "own files only" would refuse, and what asks another host. */
export function foreignParts(html: string, origin: string): string[] {
  const inline = html.match(/<script(?![^>]*\ssrc=)[^>]*>|<style[\s>]|\sstyle="|\son[a-z]+="|javascript:/gi) ?? [];
  const loaded = [...html.matchAll(/<(?:script|img|source|iframe|use)\s[^>]*(?:src|href)="([^"]*)"/gi)];
  const styles = [...html.matchAll(/<link\s[^>]*rel="(?:stylesheet|icon|preload)"[^>]*href="([^"]*)"/gi)];
  const addresses = [...loaded, ...styles].map((match) => match[1] ?? "");
  return [...inline, ...addresses.filter((address) => new URL(address, origin).origin !== origin)];
}

/** Tags that would run something: scripts, event handlers, `javascript:` links, images from nowhere. */
export const activeParts = (html: string): string[] =>
  (html.match(/<[a-z][^>]*>/gi) ?? []).filter((tag) => {
    const bare = tag.replace(/"[^"]*"/g, '""');
    return (
      /^<(script|iframe|object|embed|base|meta\s+http)/i.test(tag) ||
      /\son\w+=/i.test(bare) ||
      /="\s*javascript:/i.test(tag)
    );
  });
