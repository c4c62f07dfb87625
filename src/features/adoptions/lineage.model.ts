import type { AdoptionState } from "../project-notes/adopted.model.ts";

/** How far a family tree is looked at (wire §4.3): levels up and down, notes, and hosts at the same time. */
export const LINEAGE_LIMITS = { up: 8, down: 8, nodes: 200, hosts: 5 } as const;

/** A note in a family tree, as it was last seen. */
export interface LineageNode {
  /** ActivityPub id; of an entry by hand an id of its own. */
  readonly uri: string;
  /** What it was taken over from; null for the root. */
  readonly parentUri: string | null;
  readonly title: string;
  /** Its page at its own server. */
  readonly url: string | null;
  readonly district: string;
  /** Null for an origin that was not taken over itself. */
  readonly state: AdoptionState | null;
  readonly lesson: string | null;
  readonly publishedAt: Date | null;
  /** It was deleted; its title is what it was last called. */
  readonly gone: boolean;
  /** The note above it lists it. */
  readonly confirmed: boolean;
  /** The people of the note above entered it by hand. */
  readonly byHand: boolean;
}

/** A node with those that were taken over from it. */
export interface LineageTree extends LineageNode {
  readonly children: readonly LineageTree[];
}

/** Puts the nodes of a tree in their places; null when there are none. Whatever hangs in the air or in a circle is left out. */
export function treeOf(nodes: readonly LineageNode[]): LineageTree | null {
  const root = nodes.find(({ parentUri }) => parentUri === null);
  if (!root) return null;
  const below = new Map<string, LineageNode[]>();
  for (const node of nodes) {
    if (node.parentUri !== null) below.set(node.parentUri, [...(below.get(node.parentUri) ?? []), node]);
  }
  const seen = new Set<string>();
  const grow = (node: LineageNode, depth: number): LineageTree => {
    seen.add(node.uri);
    const fresh = (below.get(node.uri) ?? []).filter(({ uri }) => !seen.has(uri));
    const children = depth >= LINEAGE_LIMITS.up + LINEAGE_LIMITS.down ? [] : fresh;
    return { ...node, children: children.map((child) => grow(child, depth + 1)) };
  };
  return grow(root, 0);
}
