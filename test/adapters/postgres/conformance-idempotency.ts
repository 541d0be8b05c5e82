import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import { freshKey } from '../../support/catalogue-scenario.js'

export function describeIdempotency(open: () => Catalogue): void {
  const startProject = async () => (await open().projects.ensure({ key: freshKey(), name: 'p' })).projectId
  const claim = async (
    projectId: string,
    changes: { key?: string; requestHash?: string; leaseMs?: number; keepMs?: number } = {},
  ) =>
    await open().idempotency.claim({
      projectId,
      key: 'key-1',
      requestHash: 'a',
      leaseMs: 60_000,
      keepMs: 60_000,
      ...changes,
    })
  const answer = { status: 202, location: '/api/v1/runs/run_1', body: { z: 1, a: ['ü', null] } }

  describe('an idempotency key', () => {
    it('is claimed once, in flight until it is answered, and gives that answer from then on', async () => {
      const projectId = await startProject()
      const claims = await Promise.all([1, 2, 3].map(async () => await claim(projectId)))
      expect(claims.map(({ state }) => state).sort()).toEqual(['claimed', 'inFlight', 'inFlight'])
      await open().idempotency.answer({ projectId, key: 'key-1', requestHash: 'a', answer })
      await open().idempotency.answer({
        projectId,
        key: 'key-1',
        requestHash: 'a',
        answer: { ...answer, status: 500 },
      })
      await open().idempotency.release(projectId, 'key-1')
      const again = await claim(projectId)
      expect(again).toEqual({ state: 'answered', answer })
      expect(again.state === 'answered' && JSON.stringify(again.answer.body)).toBe(
        JSON.stringify(answer.body),
      )
    })

    it('belongs to one request of one project', async () => {
      const projectId = await startProject()
      await claim(projectId)
      expect(await claim(projectId, { requestHash: 'b' })).toEqual({ state: 'mismatch' })
      await open().idempotency.answer({ projectId, key: 'key-1', requestHash: 'b', answer })
      expect(await claim(projectId)).toEqual({ state: 'inFlight' })
      expect(await claim(projectId, { key: 'key-2', requestHash: 'b' })).toEqual({ state: 'claimed' })
      expect(await claim(await startProject(), { requestHash: 'b' })).toEqual({ state: 'claimed' })
      await expect(claim('prj_unknown')).rejects.toMatchObject({ type: 'NotFound' })
    })

    it('is free again when it is released, and for the same request when its holder died', async () => {
      const projectId = await startProject()
      await claim(projectId)
      await open().idempotency.release(projectId, 'key-1')
      expect(await claim(projectId, { requestHash: 'b', leaseMs: 10 })).toEqual({ state: 'claimed' })
      await sleep(30)
      expect(await claim(projectId, { requestHash: 'a' })).toEqual({ state: 'mismatch' })
      expect(await claim(projectId, { requestHash: 'b' })).toEqual({ state: 'claimed' })
      expect(await claim(projectId, { requestHash: 'b' })).toEqual({ state: 'inFlight' })
    })

    it('is forgotten after its time', async () => {
      const projectId = await startProject()
      await claim(projectId, { keepMs: 10 })
      await open().idempotency.answer({ projectId, key: 'key-1', requestHash: 'a', answer })
      await sleep(30)
      expect(await claim(projectId, { requestHash: 'b' })).toEqual({ state: 'claimed' })
    })
  })
}
