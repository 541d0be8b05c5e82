import { createServer, type AddressInfo, type Socket } from 'node:net'
import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { createTemporalGateway } from '../../../adapters/temporal/temporal-gateway.js'
import type { OutboxMessage } from '../../../core/outbox-ports.js'
import { startRun } from '../../support/catalogue-scenario.js'
import { createCountingIds } from '../../support/counting-ids.js'
import { createMemoryCatalogue } from '../../support/memory-catalogue.js'
import { StandInFrontend } from './stand-in-frontend.js'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A gateway to `address`, with a run to signal and a decision to send. */
async function openGateway(address: string) {
  const catalogue = createMemoryCatalogue({ ids: createCountingIds() })
  const { projectId, runId, wishlistRevisionId, specs } = await startRun(catalogue, {
    project: 'p',
    keys: ['barrel'],
  })
  const gateway = createTemporalGateway({ address, namespace: 'default' }, catalogue)
  closing.push(() => gateway.close())
  const start: OutboxMessage = { kind: 'startWishlistRun', projectId, runId, wishlistRevisionId }
  const decision: OutboxMessage = {
    kind: 'sendDecision',
    projectId,
    runId,
    specRevisionId: specs[0]?.specRevisionId ?? '',
    message: {
      decisionId: `dec_${randomUUID()}`,
      variantId: 'var_1',
      verb: 'approve',
      expectedVersion: 0,
      reviewer: 'local',
    },
  }
  return { gateway, start, decision, catalogue, runId }
}

async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; tookMs: number }> {
  const startedAt = performance.now()
  const result = await work()
  return { result, tookMs: performance.now() - startedAt }
}

describe('a message while Temporal is away', () => {
  test('is put off at once where nothing listens, and delivered soon after something does', async () => {
    const port = await closedPort()
    const { gateway, start, decision } = await openGateway(`127.0.0.1:${port}`)
    for (const message of [start, decision, start]) {
      const { result, tookMs } = await timed(() => gateway.deliver(message, 30_000))
      expect(result).toMatchObject({ status: 'retry' })
      expect(tookMs).toBeLessThan(15_000)
    }
    expect(await gateway.isReachable(500)).toBe(false)
    const frontend = await StandInFrontend.open({}, port)
    closing.push(() => frontend.close())
    const back = await timed(async () => {
      while ((await gateway.deliver(start, 30_000)).status !== 'delivered')
        await new Promise((resolve) => setTimeout(resolve, 50))
    })
    expect(back.tookMs).toBeLessThan(25_000)
    expect(frontend.calls.map(({ method }) => method)).toContain('StartWorkflowExecution')
  })

  test('waits its whole deadline once for a server that hangs, then only as long as a question takes', async () => {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    const { gateway, start } = await openGateway(`127.0.0.1:${(server.address() as AddressInfo).port}`)
    const first = await timed(() => gateway.deliver(start, 1_200))
    expect(first.result).toMatchObject({ status: 'retry' })
    expect(first.tookMs).toBeGreaterThan(1_000)
    const many = await timed(() =>
      Promise.all(Array.from({ length: 20 }, () => gateway.deliver(start, 30_000))),
    )
    expect(many.result.every(({ status }) => status === 'retry')).toBe(true)
    expect(many.tookMs).toBeLessThan(15_000)
  })

  test('that a server refuses for the moment is put off, and one that it refuses for good is an error', async () => {
    const busy = await StandInFrontend.open({
      StartWorkflowExecution: { status: 14, message: 'shutting down' },
    })
    const strict = await StandInFrontend.open({
      StartWorkflowExecution: { status: 3, message: 'bad argument' },
    })
    closing.push(() => Promise.all([busy.close(), strict.close()]))
    const { gateway, start } = await openGateway(busy.address)
    expect(await gateway.deliver(start, 3_000)).toMatchObject({ status: 'retry' })
    expect(busy.calls.filter(({ method }) => method === 'StartWorkflowExecution')).toHaveLength(2)
    // It answers, so the next message is tried again, not only asked about.
    expect(await gateway.deliver(start, 3_000)).toMatchObject({ status: 'retry' })
    expect(busy.calls.filter(({ method }) => method === 'StartWorkflowExecution')).toHaveLength(4)
    const other = await openGateway(strict.address)
    await expect(other.gateway.deliver(other.start, 3_000)).rejects.toThrow()
  })
})

test('a run that ended before it was started is not started any more', async () => {
  const frontend = await StandInFrontend.open({})
  closing.push(() => frontend.close())
  const { gateway, start, catalogue, runId } = await openGateway(frontend.address)
  await catalogue.runs.setStage(runId, 'cancelled')
  expect(await gateway.deliver(start, 3_000)).toMatchObject({ status: 'gone' })
  expect(frontend.calls.map(({ method }) => method)).not.toContain('StartWorkflowExecution')
})
