import type { Id } from "../../platform/ids.ts";

/** Where districts stand in the drawing of partners: ours in the middle, the others around it. Units of the view box. */

export const MAP = { width: 600, height: 480 } as const;
const CENTRE: Point = { x: MAP.width / 2, y: MAP.height / 2 };
/** The ring leaves room for the names outside of it. */
const RADIUS = { x: 130, y: 160 } as const;
/** More names would lie on each other. */
const MOST_DRAWN = 16;
/** Characters of a name. */
const LONGEST_LABEL = 16;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Placed<T> extends Point {
  readonly of: T;
  readonly label: string;
  /** Where the name begins, and to which side it goes. */
  readonly text: Point & { readonly anchor: "start" | "middle" | "end" };
}

/** Places districts on a ring, the first at the top, clockwise; at most 16. */
export function placed<T extends { readonly id: Id; readonly name: string }>(others: readonly T[]): Placed<T>[] {
  const drawn = others.slice(0, MOST_DRAWN);
  return drawn.map((of, index) => {
    const angle = (2 * Math.PI * index) / drawn.length - Math.PI / 2;
    const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
    const at = { x: round(CENTRE.x + RADIUS.x * cosine), y: round(CENTRE.y + RADIUS.y * sine) };
    return { ...at, of, label: shortened(of.name), text: textAt(at, cosine, sine) };
  });
}

export const MIDDLE = CENTRE;

const round = (value: number): number => Math.round(value * 10) / 10;

function textAt({ x, y }: Point, cosine: number, sine: number): Placed<unknown>["text"] {
  if (Math.abs(cosine) < 0.35) return { x, y: sine < 0 ? y - 28 : y + 42, anchor: "middle" };
  return cosine > 0 ? { x: x + 28, y: y + 6, anchor: "start" } : { x: x - 28, y: y + 6, anchor: "end" };
}

function shortened(name: string): string {
  const letters = [...name];
  return letters.length > LONGEST_LABEL
    ? `${letters
        .slice(0, LONGEST_LABEL - 1)
        .join("")
        .trimEnd()}…`
    : name;
}
