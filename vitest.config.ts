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
    // Processes that are started, property tests and hundreds of deliveries take four times as long on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // How long a condition is waited for. The usual second is too short on a busy machine.
    expect: { poll: { timeout: 30_000, interval: 20 } },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "hono/jsx" } },
});
