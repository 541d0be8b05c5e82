/** The one file of the clients that starts programs of this machine; all else speaks HTTP. */
import { fileURLToPath } from 'node:url'
import { findPostgresBinaries } from '../../infra/dev/postgres-binaries.js'
import { startStack, stackStatus, stopStack } from '../../infra/dev/stack.js'
import type { LocalStack } from './local-stack.js'

export const localStack: LocalStack = {
  async start(input) {
    // Run from the sources, the stack runs from the sources too.
    const mode = fileURLToPath(import.meta.url).endsWith('.ts') ? 'source' : 'dist'
    return startStack({ ...input, mode })
  },

  stop: (home) => stopStack(home),

  async status(home) {
    const status = await stackStatus(home)
    const isUp = status.state === 'up'
    return {
      state: status.state,
      running: isUp || status.state === 'starting' || status.state === 'stopping',
      apiUrl: isUp ? (status.apiUrl ?? null) : null,
      temporalAddress: isUp ? (status.temporalAddress ?? null) : null,
      temporalUiUrl: isUp ? (status.temporalUiUrl ?? null) : null,
      parts: status.processes,
    }
  },

  async findPostgres() {
    const found = findPostgresBinaries()
    return `embedded ${found.packageVersion}`
  },
}
