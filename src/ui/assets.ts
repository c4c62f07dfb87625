import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { Hono } from "hono";
import { ASSETS_FOLDER } from "../platform/paths.ts";
import { accentStyles } from "./accent.ts";
import type { AppEnv } from "./env.ts";

/** Logical name → file name with a hash of its content. Written by scripts/build-assets.mjs. */
type Manifest = Readonly<Record<string, string>>;

interface AssetFile {
  readonly type: string;
  /** By content coding; `identity` is always there. */
  readonly bodies: ReadonlyMap<"br" | "gzip" | "identity", Uint8Array<ArrayBuffer>>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const IMMUTABLE = "public, max-age=31536000, immutable";
/** Clients of the client API tell a picture that is none by this name, so it has no hash. */
const MISSING = "missing.png";
export const MISSING_PICTURE = `/assets/${MISSING}`;
const BRIEFLY = "public, max-age=86400";
const ACCENT_FILE = /^bezirk-([0-9a-f]{6})\.css$/;

let manifest: Manifest | undefined;
let files: ReadonlyMap<string, AssetFile> | undefined;

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

/** All built files are a few hundred kB: they are read once and served from memory. */
function readFiles(): ReadonlyMap<string, AssetFile> {
  manifest ??= readManifest();
  const named = new Map(Object.values(manifest).map((name) => [name, readAsset(name)]));
  const missing = named.get(manifest[MISSING] ?? "");
  return missing ? named.set(MISSING, missing) : named;
}

function readAsset(name: string): AssetFile {
  const path = join(ASSETS_FOLDER, name);
  const bodies = new Map<"br" | "gzip" | "identity", Uint8Array<ArrayBuffer>>();
  if (existsSync(`${path}.br`)) bodies.set("br", new Uint8Array(readFileSync(`${path}.br`)));
  if (existsSync(`${path}.gz`)) bodies.set("gzip", new Uint8Array(readFileSync(`${path}.gz`)));
  bodies.set("identity", new Uint8Array(readFileSync(path)));
  return { type: TYPES[extname(name)] ?? "application/octet-stream", bodies };
}

/** `/assets/*`: names carry a hash of the content, so everything may be kept for ever. */
export const assetRoutes = new Hono<AppEnv>();

assetRoutes.get("/assets/:file", (c) => {
  const name = c.req.param("file");
  const accent = ACCENT_FILE.exec(name)?.[1];
  if (accent !== undefined) {
    return c.body(accentStyles(`#${accent}`), 200, {
      "Content-Type": "text/css; charset=utf-8",
      "Cache-Control": IMMUTABLE,
    });
  }
  files ??= readFiles();
  const file = files.get(name);
  if (file === undefined) return c.text("Not found\n", 404);
  const accepted = c.req.header("Accept-Encoding") ?? "";
  const coding =
    (["br", "gzip"] as const).find((each) => file.bodies.has(each) && accepted.includes(each)) ?? "identity";
  const headers: Record<string, string> = {
    "Content-Type": file.type,
    "Cache-Control": name === MISSING ? BRIEFLY : IMMUTABLE,
    Vary: "Accept-Encoding",
  };
  if (coding !== "identity") headers["Content-Encoding"] = coding;
  const body = file.bodies.get(coding);
  return body === undefined ? c.notFound() : c.body(body, 200, headers);
});
