import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Fault } from './fault.js'

const crashPoints = ['before-paint', 'before-store', 'before-row'] as const

/** Three crashes in one run: each point kills the worker once, and every crash is seen to have happened. */
const crashing: Fault = {
  name: 'image worker crashes before painting, before storing and before the row',
  review: 'auto',
  stack: { faults: crashPoints.map((point) => `crash-${point}`).join(','), store: 'crashes' },
  async hurt(lab, runId) {
    await lab.until(runId, 'waiting for three crashes', () =>
      crashPoints.every((point) => existsSync(join(lab.home, 'run', `crashed-${point}`))),
    )
    lab.allowLosses(crashPoints.length * 8)
  },
}

/** Workers of two hosts whose clocks are ten minutes apart; the database and Temporal keep their own time. */
function wrongClocks(image: string, orchestrator: string): Fault {
  return {
    name: `clocks wrong: image worker 5 min ${image}, orchestrator 5 min ${orchestrator}`,
    review: 'auto',
    onlyInAll: true,
    stack: { faults: `clock-image-${image}-300,clock-orchestrator-${orchestrator}-300` },
    // The wrong clocks are the harm; a worker that is killed on top of it has to be missed in time all the same.
    async hurt(lab, runId) {
      await lab.until(runId, 'waiting for a picture', (run) => run.counts.variants > 0)
      await lab.kill('image')
    },
  }
}

/** What a worker does to itself: it dies between two effects, or does not know what time it is. */
export const workerFaults: readonly Fault[] = [
  crashing,
  wrongClocks('ahead', 'behind'),
  wrongClocks('behind', 'ahead'),
]
