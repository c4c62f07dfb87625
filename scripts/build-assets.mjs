/**
 * Makes what browsers get: `dist/assets/` with names that carry a hash of the content, and `manifest.json` from logical
 * to real names. Style sheet (KERN cut to the rules used, then our theme), two fonts cut to Latin, the drawings, and
 * every client script of `src/ui/scripts/`. Called by scripts/build.mjs and before the tests; also by hand.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { PurgeCSS } from "purgecss";
import sharp from "sharp";
import subsetFont from "subset-font";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const THEME = join(ROOT, "src/ui/theme");
const SCRIPTS = join(ROOT, "src/ui/scripts");
const KERN = join(ROOT, "node_modules/@kern-ux/native/dist");

/** In the order of the cascade. */
const STYLES = [
  "fonts",
  "tokens",
  "base",
  "layout",
  "frame",
  "parts",
  "notices",
  "figures",
  "kit",
  "media",
  "kern",
  "forms",
  "writing",
  "print",
];
/** Classes that are put together from pieces in `src/ui`, so that the cutter cannot see them. */
const COMPOSED_CLASSES = [
  ...["info", "success", "warning", "danger"].flatMap((kind) => [`kern-alert--${kind}`, `kern-icon--${kind}`]),
  ...["primary", "secondary", "tertiary", "block"].map((look) => `kern-btn--${look}`),
  ...["radio", "checkbox"].flatMap((kind) => [`kern-form-check__${kind}`, `kern-form-check__${kind}--error`]),
];
/** Elements that only peers' texts have, not our pages. */
const FOREIGN_ELEMENTS = ["h4", "h5", "h6", "pre", "code", "blockquote", "table", "ol", "ul", "hr"];
/** Browsers from 2023 on; older ones get the page without some niceties. */
const TARGET = ["chrome111", "firefox113", "safari16.4"];
/** Basic Latin, Latin-1, Latin Extended-A, and the signs of German and English typography. */
const LETTERS = [
  ...range(0x20, 0x7e),
  ...range(0xa0, 0x17f),
  ...[0x0218, 0x0219, 0x021a, 0x021b, 0x1e9e, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201a, 0x201c, 0x201d, 0x201e],
  ...[0x2022, 0x2026, 0x2030, 0x2039, 0x203a, 0x20ac, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2264, 0x2265],
]
  .map((code) => String.fromCodePoint(code))
  .join("");

function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** @param {string} target folder for the files */
export async function buildAssets(target = join(ROOT, "dist/assets")) {
  const manifest = {};
  const put = async (name, content) => {
    const data = Buffer.from(content);
    const hash = createHash("sha256").update(data).digest("hex").slice(0, 12);
    const dot = name.lastIndexOf(".");
    const file = `${name.slice(0, dot).replaceAll("/", "-")}.${hash}${name.slice(dot)}`;
    manifest[name] = file;
    await writeFile(join(target, file), data);
    if (/\.(woff2|png)$/.test(name)) return file;
    await writeFile(join(target, `${file}.gz`), gzipSync(data, { level: 9 }));
    await writeFile(join(target, `${file}.br`), brotliCompressSync(data));
    return file;
  };
  await mkdir(target, { recursive: true });
  await putFonts(put);
  for (const name of ["icons.svg", "favicon.svg"]) await put(name, await readFile(join(THEME, name), "utf8"));
  // Apps show it for who has no picture, and most take no SVG.
  await put("missing.png", await sharp(join(THEME, "missing.svg")).png({ palette: true }).toBuffer());
  await putStyles(put, manifest);
  await putScripts(put);
  const list = join(target, `manifest.json.${process.pid}`);
  await writeFile(list, `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(list, join(target, "manifest.json"));
  await removeOld(target, manifest);
  return manifest;
}

/** Names are never used twice, so another build at the same time does no harm. */
async function removeOld(target, manifest) {
  const current = new Set(["manifest.json", ...Object.values(manifest)]);
  for (const file of await readdir(target)) {
    if (!current.has(file.replace(/\.(gz|br)$/, ""))) await rm(join(target, file), { force: true });
  }
}

async function putFonts(put) {
  for (const [weight, face] of [
    [400, "Regular"],
    [600, "SemiBold"],
  ]) {
    const whole = await readFile(join(KERN, `fonts/fira-sans/FiraSans-${face}.woff2`));
    await put(`fira-${weight}.woff2`, await subsetFont(whole, LETTERS, { targetFormat: "woff2" }));
  }
}

async function putStyles(put, manifest) {
  const read = (name) => readFile(join(THEME, `${name}.css`), "utf8");
  const kern = (await readFile(join(KERN, "kern.css"), "utf8"))
    .replace(/^@charset [^;]*;/, "")
    // Light or dark is the device's choice alone, so the classes that would force one are not needed.
    .replaceAll("@media (prefers-color-scheme: dark)", "@media screen and (prefers-color-scheme: dark)")
    .replaceAll(/:is\(body, [^)]*\)/g, "body")
    .replaceAll(/\[data-kern-theme=\w+\]/g, ".kern-dark");
  const lost = (await readdir(THEME)).filter(
    (file) => file.endsWith(".css") && !["layers", ...STYLES].includes(file.slice(0, -4)),
  );
  if (lost.length > 0) throw new Error(`${lost.join(", ")} has no place in the order of style sheets`);
  const own = await Promise.all(STYLES.map(read));
  const whole = [await read("layers"), `@layer kern {\n${kern}\n}`, ...own].join("\n");
  const [cut] = await new PurgeCSS().purge({
    content: [join(ROOT, "src/**/*.tsx"), join(ROOT, "src/ui/scripts/*.ts")],
    css: [{ raw: whole }],
    safelist: [...COMPOSED_CLASSES, ...FOREIGN_ELEMENTS],
    keyframes: true,
  });
  const named = await imagesOut(withPlainColours(cut.css, await loadColours()), put);
  const linked = named.replace(/url\("(fira-\d+\.woff2)"\)/g, (_, name) => `url("${manifest[name]}")`);
  const { code } = await transform(linked, { loader: "css", minify: true, target: TARGET });
  await put("theme.css", withoutIdleProperties(code));
}

/** Drops the declarations of custom properties that nothing reads, again and again, since they read each other. */
function withoutIdleProperties(minified) {
  const read = new Set([...minified.matchAll(/var\((--[\w-]+)/g)].map((match) => match[1]));
  const drawings = new Set(["--accent-mid", "--straw", "--sand", "--sheet", "--accent-soft"]);
  const kept = minified.replace(/(?<=[{;])(--[\w-]+):[^;{}]*(;|(?=\}))/g, (declaration, name) =>
    read.has(name) || drawings.has(name) ? declaration : "",
  );
  return kept === minified ? kept : withoutIdleProperties(kept);
}

/** The same colour arithmetic as the server's, read from its source. */
async function loadColours() {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "src/ui/colour.ts")],
    format: "esm",
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}

/** Every `oklch(L C H)` as `#rrggbb`, for browsers that do not know it. */
function withPlainColours(css, { oklchToHex }) {
  return css.replace(/oklch\(\s*([\d.]+)%\s+([\d.]+)\s+([\d.]+)\s*\)/g, (_, l, c, h) =>
    oklchToHex({ l: Number(l) / 100, c: Number(c), h: Number(h) }),
  );
}

/** Images inside the style sheet become files: the content security policy allows no `data:`. */
async function imagesOut(css, put) {
  const images = [...new Set([...css.matchAll(/url\("(data:image\/svg\+xml,[^"]*)"\)/g)].map((match) => match[1]))];
  let result = css;
  for (const [index, image] of images.entries()) {
    const svg = decodeURIComponent(image.slice(image.indexOf(",") + 1));
    const file = await put(`kern-${index}.svg`, svg);
    result = result.replaceAll(`url("${image}")`, `url("${file}")`);
  }
  if (result.includes("data:")) throw new Error("The style sheet still holds a data: address.");
  return result;
}

async function putScripts(put) {
  const names = (await readdir(SCRIPTS).catch(() => [])).filter((name) => name.endsWith(".ts"));
  for (const name of names) {
    const { outputFiles } = await build({
      entryPoints: [join(SCRIPTS, name)],
      bundle: true,
      format: "esm",
      minify: true,
      target: TARGET,
      write: false,
    });
    await put(`scripts/${name.replace(/\.ts$/, ".js")}`, outputFiles[0].text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAssets();
