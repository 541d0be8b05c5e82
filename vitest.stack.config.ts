import { defineConfig } from 'vitest/config'

/** Files that start the whole product, kill it and wait in real time: as long as all the others together. */
export const stackTests = [
  'test/e2e/**/*.test.ts',
  ...['stack', 'taken-port', 'upgrade', 'wiped-home'].map((name) => `test/infra/${name}.test.ts`),
]

/** `npm run test:stack`; `npm run ci` runs it beside `npm test`. */
export default defineConfig({
  test: {
    include: stackTests,
    setupFiles: ['test/support/property-seed.ts'],
    globalSetup: ['test/support/postgres-cluster.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 180_000,
  },
})
