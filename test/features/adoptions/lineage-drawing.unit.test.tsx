import { describe, expect, test } from "vitest";
import { drawingOf } from "../../../src/features/adoptions/lineage.drawing.ts";
import {
  LINEAGE_LIMITS,
  type LineageNode,
  type LineageTree,
  treeOf,
} from "../../../src/features/adoptions/lineage.model.ts";
import { TreeDrawing } from "../../../src/features/adoptions/pages/tree-drawing.tsx";
import type { Frame } from "../../../src/ui/env.ts";
import { translator } from "../../../src/ui/i18n/i18n.ts";

const node = (name: string, parent: string | null, more: Partial<LineageNode> = {}): LineageNode => ({
  uri: `https://a.test/${name}`,
  parentUri: parent === null ? null : `https://a.test/${parent}`,
  title: name,
  url: null,
  district: name,
  state: parent === null ? null : "running",
  lesson: null,
  publishedAt: null,
  gone: false,
  confirmed: true,
  byHand: false,
  ...more,
});
const grown = (...nodes: LineageNode[]): LineageTree => {
  const tree = treeOf(nodes);
  if (!tree) throw new Error("no tree");
  return tree;
};
const titles = (tree: LineageTree): string[] => [tree.title, ...tree.children.flatMap(titles)];

describe("putting a tree together", () => {
  test("a circle, a note below itself and what hangs in the air are left out", () => {
    const tree = grown(
      node("root", null),
      node("child", "root"),
      node("a", "b"),
      node("b", "a"),
      node("self", "self"),
      node("orphan", "nowhere"),
    );
    expect(titles(tree)).toEqual(["root", "child"]);
    expect(treeOf([node("a", "b"), node("b", "a")])).toBeNull();
    expect(treeOf([])).toBeNull();
  });

  test("a root that is named as a child of its own child, and a note that is listed twice, stand there once", () => {
    const again = node("root", "child");
    expect(titles(grown(node("root", null), node("child", "root"), again))).toEqual(["root", "child"]);
    expect(
      titles(grown(node("root", null), node("a", "root"), node("b", "root"), node("c", "a"), node("c", "b"))),
    ).toEqual(["root", "a", "c", "b"]);
  });

  test("a chain ends after as many levels as are looked at up and down", () => {
    const chain = Array.from({ length: LINEAGE_LIMITS.nodes }, (_, index) =>
      node(`n${index}`, index === 0 ? null : `n${index - 1}`),
    );
    expect(titles(grown(...chain))).toHaveLength(LINEAGE_LIMITS.up + LINEAGE_LIMITS.down + 1);
  });
});

describe("drawing it", () => {
  test("the origin stands at the ground, each parent in the middle below its children, nobody on another one", () => {
    const drawing = drawingOf(
      grown(node("root", null), node("a", "root"), node("b", "root"), node("c", "a"), node("d", "a")),
    );
    if (!drawing) throw new Error("no drawing");
    const at = new Map(drawing.places.map((place) => [place.node.title, place]));
    const [root, a, b, c, d] = ["root", "a", "b", "c", "d"].map((name) => at.get(name)!);
    expect(root!.parent).toBeNull();
    expect(drawing.ground.x).toBe(root!.x);
    expect(drawing.ground.y).toBeGreaterThan(root!.y);
    expect(a!.x).toBe((c!.x + d!.x) / 2);
    expect(root!.x).toBe((a!.x + b!.x) / 2);
    expect(c!.parent).toEqual({ x: a!.x, y: a!.y });
    expect(root!.y).toBeGreaterThan(a!.y);
    expect(a!.y).toBe(b!.y);
    const places = drawing.places.map(({ x, y }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(5);
    for (const { x, y } of drawing.places) {
      expect(x).toBeLessThan(drawing.width);
      expect(y).toBeLessThan(drawing.height);
    }
  });

  test("24 notes are drawn, with more the list alone says it, up to the largest tree that there is", () => {
    const crowd = (count: number) =>
      grown(node("root", null), ...Array.from({ length: count - 1 }, (_, index) => node(`n${index}`, "root")));
    expect(drawingOf(crowd(24))?.places).toHaveLength(24);
    expect(drawingOf(crowd(25))).toBeNull();
    expect(drawingOf(crowd(LINEAGE_LIMITS.nodes + LINEAGE_LIMITS.up))).toBeNull();
    expect(drawingOf(crowd(1))?.places).toHaveLength(1);
  });

  test("names of others are text and nothing else, and long ones are cut between characters", () => {
    const hostile = '</text><script>alert("1")</script>&';
    const tree = grown(
      node("root", null, { district: hostile }),
      node("long", "root", { district: "👩‍🌾".repeat(30), title: hostile, url: "javascript:alert(1)" }),
    );
    const drawing = drawingOf(tree);
    if (!drawing) throw new Error("no drawing");
    const frame = { t: translator("de"), locale: "de" } as unknown as Frame;
    const html = String(<TreeDrawing frame={frame} drawing={drawing} title={hostile} />);
    expect(html).not.toContain("<script");
    expect(html).toContain("&lt;/text&gt;&lt;script");
    expect(html).not.toContain("javascript:");
    expect(html.match(/<text/g)).toHaveLength(html.match(/<\/text>/g)?.length ?? -1);
    expect(html.isWellFormed()).toBe(true);
    expect(html).toContain("…");
  });
});
