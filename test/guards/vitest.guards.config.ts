import { defineConfig } from 'vitest/config'

/** For the checks of planted faults. Servers that they need are those of the run of the guards, started once. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/property-seed.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    env: { TEST_WAIT_LIMIT_MS: '25000' },
  },
})
