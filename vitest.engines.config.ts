import { defineConfig } from 'vitest/config'

// Engines outside npm. A missing Chromium fails with the command that installs it; a missing Godot, which few systems
// package, is said loudly to be not run.
export default defineConfig({
  test: {
    include: ['test/engines/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
