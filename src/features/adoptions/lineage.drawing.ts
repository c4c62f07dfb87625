import type { LineageTree } from "./lineage.model.ts";

/** Larger trees are shown as a list only: a drawing of them says nothing any more. */
const MOST_DRAWN = 24;
const COLUMN = 190;
const ROW = 104;
const MARGIN = { left: 40, top: 48, bottom: 64 } as const;

/** Where a note stands in the drawing, and where the one above it stands. */
export interface Placed {
  readonly node: LineageTree;
  readonly x: number;
  readonly y: number;
  readonly parent: { readonly x: number; readonly y: number } | null;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly places: readonly Placed[];
  /** Of the root, where the trunk begins. */
  readonly ground: { readonly x: number; readonly y: number };
}

const heightOf = (tree: LineageTree): number => 1 + Math.max(0, ...tree.children.map(heightOf));
const sizeOf = (tree: LineageTree): number => 1 + tree.children.reduce((sum, child) => sum + sizeOf(child), 0);

/** Places a tree so that it grows upwards, each parent in the middle below its children; null when it is too large. */
export function drawingOf(tree: LineageTree): Drawing | null {
  if (sizeOf(tree) > MOST_DRAWN) return null;
  const rows = heightOf(tree);
  const height = MARGIN.top + (rows - 1) * ROW + MARGIN.bottom;
  let columns = 0;
  const place = (node: LineageTree, depth: number): Placed[] => {
    const y = MARGIN.top + (rows - 1 - depth) * ROW;
    const below = node.children.map((child) => place(child, depth + 1));
    const tops = below.flatMap(([top]) => (top ? [top] : []));
    const first = tops[0];
    const last = tops.at(-1);
    const x = first && last ? (first.x + last.x) / 2 : MARGIN.left + columns++ * COLUMN;
    const own: Placed = { node, x, y, parent: null };
    const children = below.flatMap(([top, ...rest]) => (top ? [{ ...top, parent: { x, y } }, ...rest] : rest));
    return [own, ...children];
  };
  const places = place(tree, 0);
  const [root] = places;
  return {
    width: MARGIN.left + Math.max(1, columns) * COLUMN + 30,
    height,
    places,
    ground: { x: root?.x ?? MARGIN.left, y: height - 12 },
  };
}
