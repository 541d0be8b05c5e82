import { defineConfig } from 'vitest/config'

// Engines outside npm (a real Chromium, a headless Godot 3): a missing one fails with the command that installs it, and
// never skips.
export default defineConfig({
  test: {
    include: ['test/engines/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
