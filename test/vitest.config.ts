import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build-kernel.ts', 'test/page/build-page.ts'],
    testTimeout: 120_000,
  },
});
