import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import type { OutboxMessage, OutboxRow } from '../../../core/outbox-ports.js'
import { freshKey, startRun } from '../../support/catalogue-scenario.js'

export function describeEventsAndOutbox(open: () => Catalogue): void {
  const startProject = async () => (await open().projects.ensure({ key: freshKey(), name: 'p' })).projectId

  describe('the event log', () => {
    it('numbers the events of each project from 1 without gaps under many writers', async () => {
      const [one, two] = [await startProject(), await startProject()]
      await Promise.all(
        Array.from(
          { length: 40 },
          async (_, index) =>
            await open().events.append({
              projectId: index % 2 ? one : two,
              runId: null,
              type: 'runPaused',
              data: { index },
            }),
        ),
      )
      for (const projectId of [one, two]) {
        const events = await open().events.readAfter(projectId, 0, 100)
        expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
        expect(new Set(events.map(({ data }) => data['index'])).size).toBe(20)
        expect(await open().events.lastSeq(projectId)).toBe(20)
      }
      expect(await open().events.lastSeq('prj_unknown')).toBe(0)
    })

    it('a reader that resumes by seq misses nothing while methods of all kinds write', async () => {
      const run = await startRun(open(), { project: freshKey(), keys: ['a', 'b', 'c', 'd', 'e', 'f'] })
      const seen: number[] = []
      let writing = true
      const reader = (async () => {
        for (let again = true; again;) {
          again = writing
          const events = await open().events.readAfter(run.projectId, seen.at(-1) ?? 0, 3)
          seen.push(...events.map(({ seq }) => seq))
          if (events.length > 0) again = true
          else await sleep(1)
        }
      })()
      const stages = ['generating', 'scoring', 'reviewing', 'finishing', 'done'] as const
      await Promise.all(
        run.specs.map(async ({ specRevisionId }) => {
          for (const stage of stages)
            await open().runs.setSpecStage({ runId: run.runId, specRevisionId, stage, round: 1 })
        }),
      )
      writing = false
      await reader
      const last = await open().events.lastSeq(run.projectId)
      // One more says that the run waits for people.
      expect(last).toBe(2 + 30 + 1)
      expect(seen).toEqual(Array.from({ length: last }, (_, index) => index + 1))
    })

    it('gives back what was written', async () => {
      const projectId = await startProject()
      const event = { projectId, runId: 'run_x', type: 'runResumed' as const, data: { a: [1, { b: 'ü' }] } }
      await open().events.append(event)
      const [read] = await open().events.readAfter(projectId, 0, 1)
      expect(read).toEqual({ ...event, seq: 1, at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) })
    })
  })

  describe('the outbox', () => {
    const messageOf = (projectId: string, runId: string): OutboxMessage => ({
      kind: 'signalRun',
      projectId,
      runId,
      signal: 'pauseRun',
    })
    const own = (rows: readonly OutboxRow[], projectId: string) =>
      rows.filter(({ message }) => message.projectId === projectId)

    it('keeps one row a key, open or closed', async () => {
      const projectId = await startProject()
      const added = await Promise.all(
        [1, 2, 3].map(async () => await open().outbox.add(messageOf(projectId, 'run_1'), 'key')),
      )
      expect(new Set(added.map(({ outboxId }) => outboxId)).size).toBe(1)
      const [row] = added
      if (!row) throw new Error('no row')
      for (let time = 0; time < 2; time++) await open().outbox.close(row.outboxId)
      expect(await open().outbox.add(messageOf(projectId, 'run_2'), 'key')).toEqual({
        ...row,
        isClosed: true,
      })
      expect(own(await open().outbox.lease(1000, 1), projectId)).toEqual([])
      const other = await startProject()
      expect((await open().outbox.add(messageOf(other, 'run_1'), 'key')).outboxId).not.toBe(row.outboxId)
    })

    it('says of a pause whether another pause or a resumption of its run came after it', async () => {
      const projectId = await startProject()
      const add = async (runId: string, signal: 'pauseRun' | 'resumeRun' | 'cancelRun') =>
        await open().outbox.add({ kind: 'signalRun', projectId, runId, signal }, freshKey())
      const [runId, other] = [freshKey(), freshKey()]
      const pause = await add(runId, 'pauseRun')
      await add(other, 'resumeRun')
      await add(runId, 'cancelRun')
      expect(await open().outbox.isOvertaken(pause)).toBe(false)
      const resume = await add(runId, 'resumeRun')
      await open().outbox.close(resume.outboxId)
      expect(await open().outbox.isOvertaken(pause)).toBe(true)
      expect(await open().outbox.isOvertaken(resume)).toBe(false)
    })

    it('two drainers never get the same row', async () => {
      const projectId = await startProject()
      // All at once, which also opens the connections: drainers that have to connect first do not meet.
      await Promise.all(
        Array.from(
          { length: 60 },
          async (_, index) => await open().outbox.add(messageOf(projectId, `run_${index}`), `key-${index}`),
        ),
      )
      const got: OutboxRow[] = []
      const drain = async () => {
        for (;;) {
          const rows = await open().outbox.lease(7, 60_000)
          if (rows.length === 0) return
          got.push(...own(rows, projectId))
        }
      }
      await Promise.all([drain(), drain(), drain()])
      expect(got).toHaveLength(60)
      expect(new Set(got.map(({ outboxId }) => outboxId)).size).toBe(60)
      expect(got.every(({ attempts }) => attempts === 1)).toBe(true)
    })

    it('gives a row again when its lease is over or it was put off, oldest first', async () => {
      const projectId = await startProject()
      const rows: OutboxRow[] = []
      for (let index = 0; index < 3; index++)
        rows.push(await open().outbox.add(messageOf(projectId, `run_${index}`), `key-${index}`))
      const ids = rows.map(({ outboxId }) => outboxId)
      const leased = own(await open().outbox.lease(1000, 1_500), projectId)
      expect(leased.map(({ outboxId }) => outboxId)).toEqual(ids)
      expect(own(await open().outbox.lease(1000, 1_500), projectId)).toEqual([])
      await open().outbox.retryLater(ids[1] as number, 60_000, 'temporal is away')
      await open().outbox.retryLater(ids[2] as number, 0, 'temporal is away')
      expect(own(await open().outbox.lease(1000, 60_000), projectId).map(({ outboxId }) => outboxId)).toEqual(
        [ids[2]],
      )
      await sleep(1_550)
      const again = own(await open().outbox.lease(1000, 60_000), projectId)
      expect(again.map(({ outboxId, attempts }) => [outboxId, attempts])).toEqual([[ids[0], 2]])
    })

    it('tells how many rows are open and how old the oldest is', async () => {
      const before = await open().outbox.backlog()
      const projectId = await startProject()
      const row = await open().outbox.add(messageOf(projectId, 'run_1'), 'key')
      await sleep(15)
      const during = await open().outbox.backlog()
      expect(during.open).toBe(before.open + 1)
      expect(during.oldestMs).toBeGreaterThanOrEqual(10)
      await open().outbox.close(row.outboxId)
      expect((await open().outbox.backlog()).open).toBe(before.open)
    })
  })
}
