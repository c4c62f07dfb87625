import { contrast } from "../../ui/colour.ts";

/** `--paper` of the theme. Text on buttons is lighter still, so that paper is the harder test of the two. */
const PAPER = "#faf7f2";
const LEAST_CONTRAST = 4.5;

/**
 * Why a district cannot have this accent colour, or null when it can. It is used as link text on the paper-coloured
 * page and as the background of buttons with white text: both need a contrast of 4.5:1 (WCAG 2.2, 1.4.3).
 * @param hex `#rrggbb`
 */
export function accentProblem(hex: string): "malformed" | "contrast" | null {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) return "malformed";
  return contrast(hex, PAPER) >= LEAST_CONTRAST ? null : "contrast";
}
