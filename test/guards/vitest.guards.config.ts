import { defineConfig } from 'vitest/config'

/** For checks that need no PostgreSQL: the cluster of the other tests would take longer than most of them. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/property-seed.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 20_000,
    env: { TEST_WAIT_LIMIT_MS: '25000' },
  },
})
