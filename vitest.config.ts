import { defineConfig } from 'vitest/config'
import { stackTests } from './vitest.stack.config.js'

/** One Temporal server and one workflow bundle serve them all. */
const durable = ['test/workflows/**/*.test.ts', 'test/workers/replay-histories.test.ts']
/** Start no server that is not theirs and leave nothing behind in their process, so that the next file can use it. */
const pure = [
  ...['test/core/**/*.test.ts', 'test/activities/**/*.test.ts', 'test/adapters/procedural/**/*.test.ts'],
  'test/api/**/!(*server|audit-*).test.ts',
  ...['test/clients/!(deploy-kill|project-folder).test.ts', 'test/web/*.test.ts', 'test/house/*.test.ts'],
  'test/adapters/{audio,comfyui,config,hosted,imaging,keeping,llm,metrics,models,object-store}/*.test.ts',
  'test/adapters/fake-comfyui/!(transcripts).test.ts',
]

const shared = {
  setupFiles: ['test/support/property-seed.ts'],
  pool: 'forks' as const,
  maxWorkers: 2,
  // For a hang, not for a slow machine: what takes a second alone takes twenty of them on a busy one.
  testTimeout: 90_000,
  hookTimeout: 180_000,
}

// Vitest takes projects by their names, the long files of each first: at the end both workers have short ones left.
// `isolate: false` keeps the modules that one file loaded for the next, which halves what the short ones take.
export default defineConfig({
  test: {
    ...shared,
    projects: [
      {
        test: {
          ...shared,
          name: 'durable',
          include: durable,
          globalSetup: ['test/support/temporal-server.ts'],
          isolate: false,
        },
      },
      {
        test: {
          ...shared,
          name: 'isolated',
          include: ['test/**/*.test.ts'],
          exclude: [...durable, ...pure, ...stackTests, 'test/engines/**', 'node_modules/**'],
          globalSetup: ['test/support/postgres-cluster.ts'],
        },
      },
      { test: { ...shared, name: 'pure', include: pure, isolate: false } },
    ],
  },
})
