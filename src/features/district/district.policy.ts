/** `--paper` of the theme. Text on buttons is lighter still, so that paper is the harder test of the two. */
const PAPER: Colour = [250, 247, 242];
const LEAST_CONTRAST = 4.5;

/** sRGB, 0–255. */
type Colour = readonly [number, number, number];

function parseHex(hex: string): Colour | null {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) return null;
  const channel = (start: number): number => Number.parseInt(hex.slice(start, start + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

/** Relative luminance, 0–1 (WCAG 2.2). */
function luminance([red, green, blue]: Colour): number {
  const linear = (value: number): number => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Contrast ratio of two colours, 1–21 (WCAG 2.2). */
function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/**
 * Why a district cannot have this accent colour, or null when it can. It is used as link text on the paper-coloured
 * page and as the background of buttons with white text: both need a contrast of 4.5:1 (WCAG 2.2, 1.4.3).
 * @param hex `#rrggbb`
 */
export function accentProblem(hex: string): "malformed" | "contrast" | null {
  const colour = parseHex(hex);
  if (colour === null) return "malformed";
  return contrast(colour, PAPER) >= LEAST_CONTRAST ? null : "contrast";
}
