import { defineConfig } from 'vitest/config';

/** Long loops that are not part of every test run: `npm run soak`. */
export default defineConfig({
  test: {
    include: ['test/soak/**/*.test.ts'],
    // Costs nothing until a file asks for a server.
    globalSetup: ['./test/servers/global-setup.ts'],
    reporters: ['default', './test/closing-line.ts'],
    testTimeout: 1_800_000,
    maxWorkers: 1,
  },
});
