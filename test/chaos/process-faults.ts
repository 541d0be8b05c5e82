import { setTimeout as sleep } from 'node:timers/promises'
import type { RunView } from '../../core/http/http-api.js'
import type { Fault } from './fault.js'
import { midway } from './moments.js'

function killing(name: string, times = 1): Fault {
  return {
    name: `${name} killed while generating${times > 1 ? `, ${times} times` : ''}`,
    review: 'auto',
    async hurt(lab, runId, random) {
      for (let time = 0; time < times; time++) {
        await midway(lab, runId, random)
        await lab.kill(name)
        if (times > 1) await sleep(1_500)
      }
    },
  }
}

const finishing = (run: RunView) => (run.counts.byStage.finishing ?? 0) + run.counts.assets > 0
const exporting = (run: RunView) => ['exporting', 'done'].includes(run.stage)

function killingAt(moment: string, is: (run: RunView) => boolean): Fault {
  return {
    name: `image worker killed while ${moment}`,
    review: 'auto',
    onlyInAll: true,
    async hurt(lab, runId) {
      await lab.until(runId, `waiting for ${moment}`, is)
      await lab.kill('image')
    },
  }
}

const asked: Fault = {
  name: 'image worker and orchestrator asked to stop (SIGTERM) under load',
  review: 'auto',
  async hurt(lab, runId, random) {
    await midway(lab, runId, random)
    await lab.kill('image', 'SIGTERM')
    await midway(lab, runId, random)
    await lab.kill('orchestrator', 'SIGTERM')
  },
}

const wholeTree: Fault = {
  name: 'whole process tree killed twice, started again',
  review: 'auto',
  async hurt(lab, runId, random) {
    for (let time = 0; time < 2; time++) {
      await midway(lab, runId, random)
      await lab.killAll()
      await lab.start()
    }
  },
}

const supervisorOnly: Fault = {
  name: 'supervisor killed, started again',
  review: 'auto',
  onlyInAll: true,
  async hurt(lab, runId, random) {
    await midway(lab, runId, random)
    await lab.kill('supervisor')
    lab.stack = null
    await lab.start()
  },
}

/** One process or all of them end without a word. */
export const processFaults: readonly Fault[] = [
  killing('image', 2),
  killing('orchestrator'),
  killingAt('post-processing', finishing),
  killingAt('exporting', exporting),
  asked,
  supervisorOnly,
  wholeTree,
]
