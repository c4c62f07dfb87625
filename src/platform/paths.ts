import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of package.json: above `src/` in development, above `dist/` in the bundle. */
export const PROJECT_ROOT = findRoot(dirname(fileURLToPath(import.meta.url)));

/** SQL migrations, in order. */
export const MIGRATIONS_FOLDER = join(PROJECT_ROOT, "migrations");

/** What the build made for browsers: style sheet, fonts, drawings, scripts, `manifest.json`. */
export const ASSETS_FOLDER = join(PROJECT_ROOT, "dist", "assets");

function findRoot(folder: string): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error("package.json not found above the running file");
  return findRoot(parent);
}
