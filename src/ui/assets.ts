import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ASSETS_FOLDER } from "../platform/paths.ts";

/** Logical name → file name with a hash of its content. Written by scripts/build-assets.mjs. */
type Manifest = Readonly<Record<string, string>>;

let manifest: Manifest | undefined;

function readManifest(): Manifest {
  const file = join(ASSETS_FOLDER, "manifest.json");
  if (!existsSync(file)) {
    throw new Error("The style sheet and drawings are not built. Run: node scripts/build-assets.mjs");
  }
  return JSON.parse(readFileSync(file, "utf8")) as Manifest;
}

/**
 * Path of a built file by its logical name: `theme.css`, `icons.svg`, `fira-400.woff2`, `scripts/<name>.js`.
 * @throws Error when nothing was built, or nothing of that name
 */
export function assetPath(name: string): string {
  manifest ??= readManifest();
  const file = manifest[name];
  if (file === undefined) throw new Error(`No built file named ${name}. Run: node scripts/build-assets.mjs`);
  return `/assets/${file}`;
}

/** Path of the style sheet that sets a district's colour; `accent` is `#rrggbb`. */
export const accentPath = (accent: string): string => `/assets/bezirk-${accent.slice(1).toLowerCase()}.css`;
