import type { Frame } from "../../../ui/env.ts";
import type { Tie } from "../directory.queries.ts";
import { MAP, MIDDLE, type Placed, type Point, placed } from "../map.model.ts";
import type { PartnerState } from "../partners.model.ts";
import type { PartnerView } from "../partners.queries.ts";

interface PartnerMapProps {
  readonly frame: Frame;
  readonly views: readonly PartnerView[];
  readonly ties: readonly Tie[];
}

const LINES: Readonly<Partial<Record<PartnerState, string>>> = {
  partner: "stroke",
  paused: "stroke stroke--dash",
  followed: "stroke stroke--dash",
  requested: "stroke stroke--dots",
};

/** Who exchanges with whom, drawn; the list beside it says the same. */
export const PartnerMap = ({ frame: { t, districtName }, views, ties }: PartnerMapProps) => {
  const places = placed(views.map((view) => ({ id: view.actor.id, name: view.actor.name, view })));
  const at = new Map(places.map((place) => [place.of.id, place]));
  return (
    <figure class="flow">
      <svg class="drawing" viewBox={`0 0 ${MAP.width} ${MAP.height}`} role="img" aria-labelledby="karte-t karte-d">
        <title id="karte-t">{t("partners.drawing", { district: districtName })}</title>
        <desc id="karte-d">{t("partners.drawing.alt")}</desc>
        {ties.map(({ one, other }) => (
          <Line from={at.get(one)} to={at.get(other)} look="stroke stroke--grid" />
        ))}
        {places.map((place) => (
          <Line from={MIDDLE} to={place} look={LINES[place.of.view.state] ?? "stroke"} />
        ))}
        <House at={MIDDLE} size={26} fill="fill" />
        <text x={MIDDLE.x} y={MIDDLE.y + 46} text-anchor="middle" class="figure-text figure-text--strong">
          {districtName}
        </text>
        {places.map((place) => (
          <District place={place} note={place.of.view.state === "requested" ? t("partners.public.requested") : ""} />
        ))}
      </svg>
      <figcaption class="small soft">
        {t("partners.drawing.legend")}
        {places.length < views.length && ` ${t("partners.drawing.more", { count: places.length })}`}
      </figcaption>
    </figure>
  );
};

const Line = ({ from, to, look }: { from: Point | undefined; to: Point | undefined; look: string }) =>
  from === undefined || to === undefined ? null : <path class={look} d={`M${from.x} ${from.y}L${to.x} ${to.y}`} />;

const House = ({ at: { x, y }, size, fill }: { at: Point; size: number; fill: string }) => (
  <g>
    <circle cx={x} cy={y} r={size} class={fill} />
    <circle cx={x} cy={y} r={size} class="stroke" />
    <path d={`M${x - 9} ${y}l9-8 9 8v8h-18z`} class={fill === "fill" ? "fill--sheet" : "stroke"} />
  </g>
);

const District = ({ place, note }: { place: Placed<unknown>; note: string }) => (
  <g>
    <House at={place} size={20} fill="fill--sheet" />
    <text x={place.text.x} y={place.text.y} text-anchor={place.text.anchor} class="figure-text">
      {place.label}
    </text>
    {note !== "" && (
      <text
        x={place.text.x}
        y={place.text.y + 18}
        text-anchor={place.text.anchor}
        class="figure-text figure-text--soft"
      >
        {note}
      </text>
    )}
  </g>
);
