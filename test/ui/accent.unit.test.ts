import fc from "fast-check";
import { expect, test } from "vitest";
import { accentTokens } from "../../src/ui/accent.ts";
import { hexToOklch, oklchToHex } from "../../src/ui/colour.ts";

const luminance = (hex: string): number => {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: string, other: string): number => {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
};
const colour = fc.integer({ min: 0, max: 0xffffff }).map((number) => `#${number.toString(16).padStart(6, "0")}`);

/** As in `ui/theme/tokens.css`. */
const DARK_PAPER = oklchToHex({ l: 0.2, c: 0.01, h: 75 });
const DARK_SAND = oklchToHex({ l: 0.285, c: 0.018, h: 75 });

test("OKLCH there and back changes no colour", () => {
  fc.assert(fc.property(colour, (hex) => oklchToHex(hexToOklch(hex)) === hex));
});

test("whatever a district chooses: in the dark its links and buttons can be read", () => {
  fc.assert(
    fc.property(colour, (hex) => {
      const { dark } = accentTokens(hex);
      expect(contrast(dark.accent, DARK_PAPER)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(dark.accent, DARK_SAND)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(dark.accent, dark["on-accent"])).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

test("whatever a district chooses: ink can be read on its tint", () => {
  const ink = oklchToHex({ l: 0.25, c: 0.018, h: 65 });
  const paleInk = oklchToHex({ l: 0.94, c: 0.01, h: 84 });
  fc.assert(
    fc.property(colour, (hex) => {
      const { light, dark } = accentTokens(hex);
      expect(contrast(light["accent-soft"], ink)).toBeGreaterThanOrEqual(7);
      expect(contrast(dark["accent-soft"], paleInk)).toBeGreaterThanOrEqual(7);
    }),
  );
});
