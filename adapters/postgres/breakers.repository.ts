import type { ClientBase, Pool } from 'pg'
import type { BreakerCatalogue } from '../../core/generation/breaker-ports.js'
import {
  admitJob,
  afterFailure,
  type BreakerState,
  closedBreaker,
} from '../../core/generation/circuit-breaker.js'
import { storableText } from './storable-text.js'
import { inTransaction, queryPool, queryTx } from './transaction.js'

const whyMax = 300

interface Row {
  readonly name: string
  readonly state: BreakerState
}

/** Breakers as rows: none for what works. Every change of one is made under its lock. Throws as queryPool does. */
export function createPostgresBreakers(pool: Pool): BreakerCatalogue {
  return {
    states: async () => {
      const rows = await queryPool<Row>(pool, 'SELECT name, state FROM provider_breakers ORDER BY name')
      return new Map(rows.map(({ name, state }) => [name, state]))
    },
    admit: async (name) => {
      const [known] = await queryPool<Row>(
        pool,
        'SELECT name, state FROM provider_breakers WHERE name = $1',
        [name],
      )
      const state = known?.state ?? closedBreaker
      if (state.kind === 'closed') return { allowed: true, state }
      return await inTransaction(pool, async (tx) => {
        const { state: locked, nowMs } = await lockState(tx, name)
        const admission = admitJob(locked, nowMs)
        if (admission.state !== locked) await keep(tx, name, admission.state)
        return admission
      })
    },
    succeed: async (name) => {
      await queryPool(pool, 'DELETE FROM provider_breakers WHERE name = $1', [name])
    },
    fail: async (name, { why, retryAfterMs = 0 }) => {
      await inTransaction(pool, async (tx) => {
        const { state, nowMs } = await lockState(tx, name)
        await keep(tx, name, afterFailure(state, nowMs, { retryAfterMs }), why)
      })
    },
  }
}

/** Its row is there from now on, and nobody else's until the end of the transaction. */
async function lockState(tx: ClientBase, name: string): Promise<{ state: BreakerState; nowMs: number }> {
  const [row] = await queryTx<{ state: BreakerState; now_ms: number }>(
    tx,
    `INSERT INTO provider_breakers AS b (name, state) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET name = b.name
     RETURNING b.state, (extract(epoch FROM clock_timestamp()) * 1000)::double precision AS now_ms`,
    [name, JSON.stringify(closedBreaker)],
  )
  return { state: row?.state ?? closedBreaker, nowMs: Math.round(row?.now_ms ?? 0) }
}

async function keep(tx: ClientBase, name: string, state: BreakerState, why?: string): Promise<void> {
  await queryTx(
    tx,
    `UPDATE provider_breakers SET state = $2, why = coalesce($3, why), changed_at = clock_timestamp()
     WHERE name = $1`,
    [name, JSON.stringify(state), why === undefined ? null : storableText(why, whyMax)],
  )
}
