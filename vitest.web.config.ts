import { defineConfig } from 'vitest/config'

/** The page in a real Chromium (`npm run ci`); CHROMIUM_PATH names one that is not on PATH. */
export default defineConfig({
  test: {
    include: ['test/web/**/*.browser.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
})
