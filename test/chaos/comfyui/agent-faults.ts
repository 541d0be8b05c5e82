import { setTimeout as sleep } from 'node:timers/promises'
import { identifyHost } from '../../../core/scheduling/host-identity.js'
import { countRows } from '../catalogue-side.js'
import { type ComfyFault, promptsOnAServer } from './comfy-fault.js'
import type { ComfyLab, CrashPoint } from './comfy-lab.js'
import { sendAgain } from './send-again.js'

/** Longer than the 15 s after which an attempt that is not heard of is given up, and than its lease. */
const beyondHeartbeatMs = 20_000
const awayMs = 60_000

/** The agent dies between two effects of a job; what its prompt became meanwhile is taken over and not made again. */
function dyingAgent(name: string, at: CrashPoint, onlyInAll: boolean): ComfyFault {
  return {
    name: `worker killed ${name}`,
    ...(onlyInAll ? { onlyInAll } : {}),
    async hurt(lab) {
      lab.armCrash(at)
      await lab.untilCrashed(at)
    },
  }
}

async function untilMaking(lab: ComfyLab, runId: string): Promise<void> {
  await lab.untilCounted(
    'waiting for a job that is being made',
    1,
    `SELECT count(*) n FROM generation_submissions s JOIN generation_jobs j USING (job_id)
     WHERE j.run_id = $1 AND s.state = 'open'`,
    [runId],
  )
}

/** The agent that has most of the run's open submissions. */
async function busiestAgent(lab: ComfyLab, runId: string): Promise<string> {
  await untilMaking(lab, runId)
  const open = await Promise.all(
    lab.standIns.map(
      async ({ url }) =>
        await countRows(
          lab,
          `SELECT count(*) n FROM generation_submissions s JOIN generation_jobs j USING (job_id)
           WHERE j.run_id = $1 AND s.state = 'open' AND s.host = $2`,
          [runId, identifyHost(url).host],
        ),
    ),
  )
  return (open[0] ?? 0) >= (open[1] ?? 0) ? 'gpu-1' : 'gpu-2'
}

/** What happens to the process that waits for the pictures, on one host. */
export const agentFaults: readonly ComfyFault[] = [
  dyingAgent('before submit: its row is written, nothing is posted', 'before-submit', true),
  dyingAgent('after submit', 'after-submit', false),
  dyingAgent('before store: the picture is fetched', 'before-store', true),
  dyingAgent('after store: the catalogue does not know of it', 'before-row', true),
  {
    name: 'heartbeat timeout with the first attempt still alive, one host',
    onlyInAll: true,
    async hurt(lab, runId) {
      await untilMaking(lab, runId)
      await lab.whileFrozen('gpu-1', () => sleep(beyondHeartbeatMs))
    },
  },
]

/** The same where another host can take over. */
export const twoHostFaults: readonly ComfyFault[] = [
  { name: 'none, on two hosts of different versions', hosts: 2, onlyInAll: true },
  {
    name: 'same jobs sent by two workers at once',
    hosts: 2,
    onlyInAll: true,
    hurt: async (lab, runId) => await sendAgain(lab, runId),
  },
  {
    name: 'host agent killed and away, the other host takes over',
    hosts: 2,
    // Its prompts go on without anybody to fetch them.
    losses: promptsOnAServer,
    onlyInAll: true,
    async hurt(lab, runId) {
      const agent = await busiestAgent(lab, runId)
      await lab.whileAway(agent, async () => void (await lab.untilEnded(runId)))
    },
  },
  {
    name: 'heartbeat timeout with the first attempt still alive, two hosts',
    ...{ hosts: 2, losses: promptsOnAServer, onlyInAll: true },
    async hurt(lab, runId) {
      const agent = await busiestAgent(lab, runId)
      await lab.whileFrozen(agent, () => sleep(beyondHeartbeatMs))
    },
  },
  {
    name: `both hosts down for ${awayMs / 1000} s`,
    ...{ hosts: 2, losses: 2, submissionsLost: 2 * promptsOnAServer, onlyInAll: true },
    async hurt(lab, runId) {
      await untilMaking(lab, runId)
      await Promise.all(lab.standIns.map(async (one) => await one.kill()))
      await sleep(awayMs)
      await Promise.all(lab.standIns.map(async (one) => await one.start()))
    },
  },
]
