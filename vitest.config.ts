import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/soak/**'],
    // Costs nothing until a file asks for a server.
    globalSetup: ['./test/servers/global-setup.ts'],
    reporters: ['default', './test/closing-line.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // On CI, servers, clients and faults share two cores, and what comes first is not always the same: a test that
    // fails may show once more that it can pass. A property that failed has, whatever other inputs would give.
    retry: process.env.CI ? { count: 1, condition: /^(?!Property failed)/ } : 0,
    // Two cores: more workers than that only makes every engine slower.
    maxWorkers: 2,
  },
});
