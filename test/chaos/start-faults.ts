import { createServer } from 'node:net'
import { startStack } from '../../infra/dev/stack.js'
import type { StartFault } from './fault.js'

const twoStarts: StartFault = {
  name: 'two supervisors started at once in one home',
  async check(lab) {
    await lab.stop()
    const both = await Promise.all(
      [1, 2].map(() => startStack({ home: lab.home, port: 0, mode: 'dist', detach: false })),
    )
    const owned = both.filter((one) => one.owned)
    const urls = new Set(both.map((one) => one.apiUrl))
    await Promise.all(both.map((one) => one.stop()))
    if (owned.length !== 1 || urls.size !== 1)
      throw new Error(`${owned.length} of two starts own the stack, at ${[...urls].join(' and ')}`)
  },
}

const portTaken: StartFault = {
  name: 'port taken',
  async check(lab) {
    await lab.stop()
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const address = taken.address()
    const port = typeof address === 'object' && address ? address.port : 0
    try {
      const stack = await startStack({ home: lab.home, port, mode: 'dist', detach: false })
      await stack.stop()
      throw new Error('a start on a port that is taken said nothing')
    } catch (error) {
      if (!(error instanceof Error) || !error.message.includes(String(port))) throw error
    } finally {
      taken.close()
    }
  },
}

/** Faults of starting. */
export const startFaults: readonly StartFault[] = [twoStarts, portTaken]
