import { describe, expect, it } from 'vitest'
import { createUuidMint } from '../../../adapters/ids/uuid-mint.js'
import type { Catalogue } from '../../../core/catalogue.js'
import type { NewChainStep } from '../../../core/chain/chain-ports.js'
import { chainJobId } from '../../../core/chain/job-id.js'
import { freshKey, startRun } from '../../support/catalogue-scenario.js'

const ids = createUuidMint()
const places = ['1', '1.1', '1.1.1', '1.2', '1.10']

function planSteps(chainId: string): NewChainStep[] {
  return places.map((position) => {
    const above = position.split('.').slice(0, -1).join('.')
    return {
      jobId: chainJobId(chainId, position),
      parentJobId: above === '' ? null : chainJobId(chainId, above),
      ...{ position, type: 'score', input: { z: 1, a: ['ü', null] }, notes: ['a note'] },
    }
  })
}

export function describeChains(open: () => Catalogue): void {
  const startProject = async () => (await open().projects.ensure({ key: freshKey(), name: 'p' })).projectId
  const submit = async (projectId: string): Promise<string> => {
    const chainId = ids.mint('job')
    await open().chains.submit({ projectId, chainId, steps: planSteps(chainId) })
    return chainId
  }
  const stagesOf = async (chainId: string) =>
    (await open().chains.steps(chainId)).map(({ position, stage }) => `${position} ${stage}`)

  describe('a chain of jobs', () => {
    it('is kept once, with a message that starts it, and read in the order of its places', async () => {
      const [projectId, { chains, events }] = [await startProject(), open()]
      const chainId = await submit(projectId)
      await chains.submit({ projectId, chainId, steps: planSteps(chainId) })
      const rows = await chains.steps(chainId)
      expect(rows.map(({ position }) => position)).toEqual(['1', '1.1', '1.1.1', '1.2', '1.10'])
      expect(rows[1]).toMatchObject({
        ...{ chainId, projectId, parentJobId: chainId, type: 'score', stage: 'waiting' },
        ...{ input: { z: 1, a: ['ü', null] }, notes: ['a note'], output: null, resolvedInput: null },
      })
      expect(await chains.find(chainId)).toEqual(rows[0])
      const leased = (await open().outbox.lease(1_000, 1)).map(({ message }) => message)
      expect(leased.filter((one) => 'chainId' in one && one.chainId === chainId)).toEqual([
        { kind: 'startChain', projectId, chainId },
      ])
      expect((await events.readAfter(projectId, 0, 10)).map(({ type }) => type)).toEqual(['jobStageChanged'])
      expect([await chains.find(ids.mint('job')), await chains.steps(ids.mint('job'))]).toEqual([null, []])
      await expect(submit('prj_unknown')).rejects.toMatchObject({ type: 'NotFound' })
    })

    it('keeps the first end of a job, and skips what waits behind one that failed', async () => {
      const [projectId, { chains, events }] = [await startProject(), open()]
      const chainId = await submit(projectId)
      const [jobId, below] = [chainJobId(chainId, '1.1'), chainJobId(chainId, '1.1.1')]
      const begun = await chains.begin({ projectId, jobId, resolvedInput: { a: 1 } })
      expect(begun).toMatchObject({ stage: 'running', resolvedInput: { a: 1 } })
      await chains.tell({ projectId, jobId, output: { runId: 'run_1' } })
      expect((await chains.find(jobId))?.output).toEqual({ runId: 'run_1' })
      const failed = await chains.settle({ projectId, jobId, stage: 'failed', failure: 'no\u0000 paint' })
      expect(failed).toMatchObject({ stage: 'failed', output: { runId: 'run_1' } })
      const late = await chains.settle({ projectId, jobId, stage: 'done', output: { late: true } })
      expect([late.stage, late.output]).toEqual(['failed', { runId: 'run_1' }])
      expect((await chains.begin({ projectId, jobId: below, resolvedInput: {} })).stage).toBe('skipped')
      expect((await chains.find(below))?.failure).toContain('job 1.1')
      expect(await stagesOf(chainId)).toEqual([
        ...['1 waiting', '1.1 failed', '1.1.1 skipped', '1.2 waiting', '1.10 waiting'],
      ])
      const told = (await events.readAfter(projectId, 0, 10)).map(({ data }) => [
        data['position'],
        data['stage'],
      ])
      expect(told.slice(1)).toEqual([
        ['1.1', 'running'],
        ['1.1', 'failed'],
        ['1.1.1', 'skipped'],
      ])
      const foreign = { projectId: await startProject(), jobId, stage: 'done' } as const
      await expect(chains.settle(foreign)).rejects.toMatchObject({ type: 'NotFound' })
    })

    it('is open until its last job has ended', async () => {
      const [projectId, { chains }] = [await startProject(), open()]
      const chainId = await submit(projectId)
      const isOpen = async () => (await chains.listOpen(1_000)).some((one) => one.chainId === chainId)
      await chains.begin({ projectId, jobId: chainId, resolvedInput: {} })
      await chains.settle({ projectId, jobId: chainId, stage: 'done', output: { images: [] } })
      expect(await isOpen()).toBe(true)
      await chains.settleOpen({ projectId: await startProject(), chainId, stage: 'failed', failure: null })
      expect(await isOpen()).toBe(true)
      await chains.settleOpen({ projectId, chainId, stage: 'cancelled', failure: null })
      expect(await isOpen()).toBe(false)
      expect((await stagesOf(chainId))[0]).toBe('1 done')
      const { chains: listed } = await chains.list({ projectIds: [projectId], limit: 10 })
      expect(listed).toMatchObject([{ chainId, stage: 'cancelled', steps: 5, type: 'score' }])
    })

    it('is listed by project, newest first, page by page', async () => {
      const [projectId, { chains }] = [await startProject(), open()]
      const newest: string[] = []
      for (let nth = 0; nth < 3; nth++) newest.unshift(await submit(projectId))
      const first = await chains.list({ projectIds: [projectId], limit: 2 })
      const second = await chains.list({ projectIds: [projectId], limit: 2, cursor: first.nextCursor ?? '' })
      const listed = [...first.chains, ...second.chains].map(({ chainId }) => chainId)
      expect([listed, second.nextCursor]).toEqual([newest, null])
    })

    it('owns the pictures that its jobs made, within its project', async () => {
      const [projectId, other, { chains, library }] = [await startProject(), await startProject(), open()]
      const chainId = await submit(projectId)
      const sha256 = chainId.replaceAll(/\D/g, '').padEnd(64, 'a').slice(0, 64)
      await chains.begin({ projectId, jobId: chainId, resolvedInput: {} })
      const output = { images: [{ name: 'a.png', sha256 }] }
      await chains.settle({ projectId, jobId: chainId, stage: 'done', output })
      expect(await library.ownsImage(projectId, sha256)).toBe(true)
      expect(await library.ownsImage(other, sha256)).toBe(false)
    })

    it('finds a spec of its project by id or key, as it was last', async () => {
      const project = freshKey()
      const run = await startRun(open(), { project, keys: ['barrel'] })
      const { specId } = run.specs[0]!
      for (const name of ['barrel', specId])
        expect(await open().chains.findSpec(run.projectId, name)).toMatchObject({
          ...{ specId, spec: { key: 'barrel' } },
        })
      expect(await open().chains.findSpec(run.projectId, 'jar')).toBeNull()
      expect(await open().chains.findSpec(await startProject(), specId)).toBeNull()
    })
  })
}
