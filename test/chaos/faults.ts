import { createServer } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mintDecisionId } from '../../clients/http/mint-decision-id.js'
import type { RunView } from '../../core/http/http-api.js'
import { startStack } from '../../infra/dev/stack.js'
import type { Lab } from './lab.js'

/** One way to hurt a stack. `hurt` gets a run that is under way and returns the run to judge. */
export interface Fault {
  readonly name: string
  readonly review: 'auto' | 'person'
  hurt(lab: Lab, runId: string, random: () => number): Promise<void>
}

/** Waits until a random share of the pictures is there, so that the moment differs with the seed. */
async function midway(lab: Lab, runId: string, random: () => number): Promise<void> {
  const share = 0.1 + 0.6 * random()
  await lab.until(
    runId,
    'waiting for the middle',
    (run) => run.counts.variants >= share * run.counts.variantsPlanned && run.counts.variants > 0,
  )
}

function killing(name: string, times = 1): Fault {
  return {
    name: `${name} killed while generating${times > 1 ? `, ${times} times` : ''}`,
    review: 'auto',
    async hurt(lab, runId, random) {
      for (let time = 0; time < times; time++) {
        await midway(lab, runId, random)
        await lab.kill(name)
        await new Promise((resolve) => setTimeout(resolve, 1_500))
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
    async hurt(lab, runId) {
      await lab.until(runId, `waiting for ${moment}`, is)
      await lab.kill('image')
    },
  }
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
  async hurt(lab, runId, random) {
    await midway(lab, runId, random)
    await lab.kill('supervisor')
    lab.stack = null
    await lab.start()
  },
}

/** Approves the first variant of each spec, all at once and each message twice. */
async function approveAll(lab: Lab, runId: string): Promise<void> {
  const client = lab.client()
  const variants = (await client.listVariants(runId)).filter((one) => one.variantIndex === 0)
  await Promise.all(
    variants.flatMap(({ variantId }) => {
      const body = { decisionId: mintDecisionId(), verb: 'approve' as const, expectedVersion: 0 }
      return [client.decide(variantId, body), client.decide(variantId, body)]
    }),
  )
}

async function untilReviewed(lab: Lab, runId: string): Promise<void> {
  await lab.until(
    runId,
    'waiting for the review',
    (run) => run.counts.waitingForReview === run.counts.specs && run.counts.specs > 0,
  )
}

const decidedWithoutWorker: Fault = {
  name: 'decisions sent, each twice, while no worker runs',
  review: 'person',
  async hurt(lab, runId) {
    await untilReviewed(lab, runId)
    await lab.kill('orchestrator', 'SIGSTOP')
    const stopped = await lab.pidOf('orchestrator')
    try {
      await approveAll(lab, runId)
    } finally {
      process.kill(stopped, 'SIGCONT')
    }
  },
}

const corrupted: Fault = {
  name: 'stored pictures overwritten on disk before they are finished',
  review: 'person',
  async hurt(lab, runId) {
    await untilReviewed(lab, runId)
    for (const { sha256, variantIndex } of await lab.client().listVariants(runId)) {
      if (variantIndex !== 0) continue
      const path = join(lab.home, 'objects', 'sha256', sha256.slice(0, 2), sha256.slice(2, 4), sha256)
      writeFileSync(path, 'not the picture that was stored here')
    }
    await approveAll(lab, runId)
  },
}

const competing: Fault = {
  name: '20 competing decisions a variant, API killed between',
  review: 'person',
  async hurt(lab, runId) {
    await untilReviewed(lab, runId)
    const client = lab.client()
    const variants = (await client.listVariants(runId)).filter((one) => one.variantIndex === 0)
    const sending = variants.map(async ({ variantId }) => {
      const answers = await Promise.allSettled(
        Array.from({ length: 20 }, () =>
          client.decide(variantId, { decisionId: mintDecisionId(), verb: 'approve', expectedVersion: 0 }),
        ),
      )
      const applied = answers.filter(
        (one) => one.status === 'fulfilled' && one.value.state === 'applied',
      ).length
      if (applied > 1) throw new Error(`${applied} of 20 competing decisions were told that they won`)
    })
    await new Promise((resolve) => setTimeout(resolve, 150))
    await lab.kill('api')
    await Promise.all(sending)
  },
}

/** Undisturbed, with decisions by people: the baseline of the faults with reviews. */
export const undisturbedReview: Fault = {
  name: 'none, reviewed by a person',
  review: 'person',
  async hurt(lab, runId) {
    await untilReviewed(lab, runId)
    await approveAll(lab, runId)
  },
}

export const undisturbed: Fault = { name: 'none, automatic review', review: 'auto', hurt: async () => {} }

export const faults: readonly Fault[] = [
  killing('image', 2),
  killing('orchestrator'),
  killingAt('post-processing', finishing),
  killingAt('exporting', exporting),
  killing('temporal'),
  killing('postgres'),
  supervisorOnly,
  wholeTree,
  decidedWithoutWorker,
  competing,
  corrupted,
]

/** Faults of starting: no run is needed. Each throws what is wrong. */
export const startFaults: readonly { name: string; check(lab: Lab): Promise<void> }[] = [
  {
    name: 'two starts at once in one home',
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
  },
  {
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
  },
]
