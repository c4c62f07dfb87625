import { defineConfig } from "vitest/config";

/** Pages in a real browser. Apart from `npm test`: needs Chromium (`CHROMIUM`, default /usr/bin/chromium). */
export default defineConfig({
  test: {
    include: ["test/e2e/**/*.e2e.test.ts", "test/e2e/**/*.e2e.test.tsx"],
    globalSetup: ["test/support/postgres.ts"],
    pool: "forks",
    maxWorkers: 1,
    // A test looks at every page of a kind, each with axe: that is work, not waiting.
    testTimeout: 360_000,
    hookTimeout: 120_000,
  },
  oxc: { jsx: { runtime: "automatic", importSource: "hono/jsx" } },
});
