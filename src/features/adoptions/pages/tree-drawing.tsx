import type { Frame } from "../../../ui/env.ts";
import type { Drawing, Placed } from "../lineage.drawing.ts";
import type { LineageTree } from "../lineage.model.ts";
import { stateWords, whenWords } from "./tree-words.ts";

interface DrawingProps {
  readonly frame: Frame;
  readonly drawing: Drawing;
  readonly title: string;
}

/** The family tree as a picture, the origin at the ground. The list beside it says the same. */
export const TreeDrawing = ({ frame: { t, locale }, drawing, title }: DrawingProps) => {
  const { width, height, places, ground } = drawing;
  return (
    <figure>
      <svg class="drawing" viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby="baum-titel baum-text">
        <title id="baum-titel">{t("adoptions.tree.drawing", { title })}</title>
        <desc id="baum-text">{t("adoptions.tree.drawing.text", { count: places.length - 1 })}</desc>
        <path class="stroke stroke--thick" d={`M${ground.x} ${ground.y}V${(places[0]?.y ?? 0) + 22}`} />
        <path class="stroke" d={`M${Math.max(4, ground.x - 36)} ${ground.y}h72`} />
        {places.map((place) => (
          <Branch place={place} />
        ))}
        {places.map((place) => (
          <Note place={place} state={stateWords(t, place.node)} when={whenWords(locale, place.node)} />
        ))}
      </svg>
    </figure>
  );
};

const Branch = ({ place: { x, y, parent } }: { place: Placed }) => {
  if (parent === null) return null;
  const middle = (y + parent.y) / 2;
  const leaf = `translate(${(x + parent.x) / 2} ${middle}) rotate(${x < parent.x ? 200 : -20})`;
  return (
    <>
      <path
        class="stroke stroke--thick"
        d={`M${parent.x} ${parent.y - 22}C${parent.x} ${middle} ${x} ${middle} ${x} ${y + 22}`}
      />
      <path class="fill--mid" transform={leaf} d="M0 0c5-9 15-9 20 0-5 9-15 9-20 0z" />
    </>
  );
};

/** What runs is filled, what was stopped or is gone has a dotted ring. */
const ringOf = ({ state, gone, confirmed, parentUri }: LineageTree): string => {
  const loose = gone || state === "stopped" || (parentUri !== null && !confirmed);
  return loose ? "stroke stroke--dots" : "stroke";
};

const isFull = ({ state, gone }: LineageTree): boolean => !gone && (state === "running" || state === "reported");

const MOST_CHARACTERS = 17;
const short = (text: string): string =>
  [...text].length > MOST_CHARACTERS ? `${[...text].slice(0, MOST_CHARACTERS - 1).join("")}…` : text;

const Note = ({ place: { node, x, y }, state, when }: { place: Placed; state: string; when: string }) => (
  <g>
    <circle cx={x} cy={y} r="22" class={isFull(node) ? "fill" : "fill--sheet"} />
    <circle cx={x} cy={y} r="22" class={ringOf(node)} />
    <path d={`M${x - 10} ${y}l10-9 10 9v9h-20z`} class={isFull(node) ? "fill--sheet" : "stroke"} />
    <text x={x + 30} y={y - 6} class="figure-text figure-text--strong">
      {short(node.district)}
    </text>
    <text x={x + 30} y={y + 13} class="figure-text figure-text--soft">
      {state}
    </text>
    <text x={x + 30} y={y + 31} class="figure-text figure-text--soft">
      {when}
    </text>
  </g>
);
