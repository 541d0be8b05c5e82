import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './fault.js'
import type { Lab } from './lab.js'
import { midway } from './moments.js'

/** Longer than the 15 s after which a painting worker that was not heard of counts as dead. */
const beyondHeartbeatMs = 25_000
const shortMs = 4_000
const postgresAwayMs = 20_000
const answerLimitMs = 3_000

function killed(name: 'temporal' | 'postgres'): Fault {
  return {
    name: `${name} killed while generating`,
    review: 'auto',
    onlyInAll: true,
    async hurt(lab, runId, random) {
      await midway(lab, runId, random)
      await lab.kill(name)
    },
  }
}

function away(name: 'temporal', forMs: number): Fault {
  return {
    name: `${name} killed and away for ${forMs / 1000} s`,
    review: 'auto',
    async hurt(lab, runId, random) {
      await midway(lab, runId, random)
      await lab.whileAway(name, () => sleep(forMs))
    },
  }
}

const temporalFrozen: Fault = {
  name: 'temporal frozen for 25 s, longer than the heartbeat timeout',
  review: 'auto',
  onlyInAll: true,
  async hurt(lab, runId, random) {
    await midway(lab, runId, random)
    await lab.whileFrozen('temporal', () => sleep(beyondHeartbeatMs))
  },
}

/** Every answer meanwhile has to be a 503, and soon: a page must not hang because the database does. */
async function expect503(lab: Lab, path: string): Promise<void> {
  const startedMs = performance.now()
  const response = await fetch(`${lab.stack!.apiUrl}${path}`, {
    headers: { authorization: `Bearer ${lab.token()}` },
    signal: AbortSignal.timeout(answerLimitMs * 4),
  })
  await response.body?.cancel()
  const tookMs = Math.round(performance.now() - startedMs)
  if (response.status !== 503) throw new Error(`${path} answered ${response.status} without Postgres`)
  if (tookMs > answerLimitMs) throw new Error(`${path} took ${tookMs} ms to answer 503 without Postgres`)
}

async function expect503While(lab: Lab, runId: string, forMs: number): Promise<void> {
  const endMs = Date.now() + forMs
  while (Date.now() < endMs) {
    await expect503(lab, '/readyz')
    await expect503(lab, `/api/v1/runs/${runId}`)
    await sleep(500)
  }
}

const postgresFrozen: Fault = {
  name: 'postgres frozen for 20 s, the API answers 503 in time',
  review: 'auto',
  async hurt(lab, runId, random) {
    await midway(lab, runId, random)
    await lab.whilePostgresFrozen(() => expect503While(lab, runId, postgresAwayMs))
  },
}

const postgresAway: Fault = {
  name: 'postgres killed and away for 20 s, the API answers 503 in time',
  review: 'auto',
  onlyInAll: true,
  async hurt(lab, runId, random) {
    await midway(lab, runId, random)
    await lab.whileAway('postgres', () => expect503While(lab, runId, postgresAwayMs))
  },
}

/** A server that everything needs is away. */
export const outageFaults: readonly Fault[] = [
  killed('temporal'),
  away('temporal', shortMs),
  away('temporal', beyondHeartbeatMs),
  temporalFrozen,
  killed('postgres'),
  postgresFrozen,
  postgresAway,
]
