import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/interop/*.interop.test.ts"],
    // snac looks into its queues every three seconds; a delivery that failed once is tried again after a minute.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    // One story: what comes after a failure says nothing.
    bail: 1,
    expect: { poll: { timeout: 100_000, interval: 100 } },
  },
});
