import { deliverOutboxRow } from '../../core/outbox-delivery.js'
import type { Catalogue } from '../../core/catalogue.js'
import type { WorkflowGateway } from '../../core/outbox-ports.js'

const leaseLimit = 50
const leaseMs = 15_000
const deadlineMs = 5_000
const retryDelayMinMs = 500
const retryDelayMaxMs = 30_000

/** Sends what is due once. Returns how many rows were taken. Rows that fail stay open and come due again later. */
export async function drainOutbox(ports: {
  readonly catalogue: Catalogue
  readonly gateway: WorkflowGateway
}): Promise<number> {
  const rows = await ports.catalogue.outbox.lease(leaseLimit, leaseMs)
  await Promise.all(
    rows.map(async (row) => {
      const delayMs = Math.min(retryDelayMaxMs, retryDelayMinMs * 2 ** Math.min(row.attempts, 10))
      try {
        const verdict = await deliverOutboxRow(ports, row, deadlineMs)
        if (verdict.state === 'pending')
          await ports.catalogue.outbox.retryLater(row.outboxId, delayMs, verdict.message)
      } catch (error) {
        const failure = error instanceof Error ? error.message : String(error)
        await ports.catalogue.outbox.retryLater(row.outboxId, retryDelayMaxMs, failure)
      }
    }),
  )
  return rows.length
}
