import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    exclude: ["test/**/*.e2e.test.ts", "test/**/*.interop.test.ts", "node_modules/**"],
    setupFiles: ["test/support/setup.ts"],
    isolate: false,
    globalSetup: ["test/support/postgres.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // How long a condition is waited for. The usual second is too short on a busy machine.
    expect: { poll: { timeout: 15_000, interval: 20 } },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "hono/jsx" } },
});
