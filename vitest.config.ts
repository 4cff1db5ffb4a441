import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    pool: "forks",
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A test that is about the cache names its folder; the others leave the user's alone.
    env: { PINAKES_CACHE: "off" },
  },
});
