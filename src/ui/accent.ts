import { hexToOklch, type Oklch, oklchToHex } from "./colour.ts";

/** The colour before a district has chosen one. */
export const DEFAULT_ACCENT = "#205a3c";

/** What follows from the one colour that a district chooses: names of custom properties, without the dashes. */
type AccentTokens = Readonly<Record<"accent" | "accent-soft" | "accent-mid" | "on-accent", string>>;

/** Grey districts stay grey: a tint never has more chroma than the colour it comes from. */
const tint = (from: Oklch, l: number, chroma: number): string =>
  oklchToHex({ l, c: Math.min(chroma, from.c), h: from.h });

/** @param accent `#rrggbb`, already checked for contrast */
export function accentTokens(accent: string): { light: AccentTokens; dark: AccentTokens } {
  const from = hexToOklch(accent);
  return {
    light: {
      accent,
      "accent-soft": tint(from, 0.948, 0.016),
      "accent-mid": tint(from, 0.84, 0.045),
      "on-accent": "#fdfcf9",
    },
    dark: {
      accent: tint(from, 0.82, 0.085),
      "accent-soft": tint(from, 0.29, 0.025),
      "accent-mid": tint(from, 0.42, 0.05),
      "on-accent": tint(from, 0.2, 0.02),
    },
  };
}

const declarations = (tokens: AccentTokens): string =>
  Object.entries(tokens)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");

/** The style sheet `/assets/bezirk-<accent>.css`: plain colours, so that it works in any browser. */
export function accentStyles(accent: string): string {
  const { light, dark } = accentTokens(accent);
  return (
    `@layer tokens{:root{${declarations(light)}}` +
    `@media screen and (prefers-color-scheme:dark){:root{${declarations(dark)}}}}\n`
  );
}
