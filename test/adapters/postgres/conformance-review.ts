import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import type { VariantRow } from '../../../core/ports.js'
import type { DecisionMessage } from '../../../core/review/verdict.js'
import type { ScenarioRun, ScenarioSpec } from '../../support/catalogue-scenario.js'
import {
  buildDecision,
  decide,
  freshKey,
  generateRound,
  holderOf,
  startRun,
} from '../../support/catalogue-scenario.js'

interface Reviewed extends ScenarioRun {
  readonly spec: ScenarioSpec
  readonly first: VariantRow
  readonly second: VariantRow
}

export function describeReview(open: () => Catalogue): void {
  const start = async (): Promise<Reviewed> => {
    const run = await startRun(open(), { project: freshKey(), keys: ['barrel', 'crate'] })
    const spec = run.specs[0] as ScenarioSpec
    const [first, second] = (await generateRound(open(), run, spec)) as [VariantRow, VariantRow]
    return { ...run, spec, first, second }
  }
  const messageFor = (
    variant: VariantRow,
    decisionId: string,
    changes: Partial<DecisionMessage> = {},
  ): DecisionMessage => ({
    decisionId,
    variantId: variant.variantId,
    verb: 'approve',
    expectedVersion: variant.version,
    reviewer: 'local',
    ...changes,
  })
  const openRowsOf = async (projectId: string) =>
    (await open().outbox.lease(1000, 1)).filter(({ message }) => message.projectId === projectId)
  const told = async (projectId: string, type: string) =>
    (await open().events.readAfter(projectId, 0, 1000)).filter((event) => event.type === type)

  describe('variants of a run', () => {
    it('come in the order of the list, page by page, and by spec', async () => {
      const run = await start()
      const crate = run.specs[1] as ScenarioSpec
      await generateRound(open(), run, crate)
      await generateRound(open(), run, run.spec, 2)
      const seen: string[] = []
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page: Awaited<ReturnType<Catalogue['review']['listVariants']>> =
          await open().review.listVariants({
            runId: run.runId,
            limit: 2,
            ...(cursor === undefined ? {} : { cursor }),
          })
        expect(page.variants.length).toBeGreaterThan(0)
        seen.push(...page.variants.map((one) => `${one.specKey} ${one.round} ${one.variantIndex}`))
        cursor = page.nextCursor
      }
      expect(seen).toEqual(['barrel 1 0', 'barrel 1 1', 'barrel 2 0', 'barrel 2 1', 'crate 1 0', 'crate 1 1'])
      const crates = await open().review.listVariants({ runId: run.runId, specKey: 'crate', limit: 10 })
      expect(crates.variants.map(({ specKey }) => specKey)).toEqual(['crate', 'crate'])
      expect(crates.nextCursor).toBeNull()
      await expect(
        open().review.listVariants({ runId: run.runId, limit: 2, cursor: 'x' }),
      ).rejects.toMatchObject({ type: 'InvalidInput' })
    })

    it('are found by their own project only', async () => {
      const [one, two] = [await start(), await start()]
      const { variantId } = one.first
      expect(await open().review.findVariant(one.projectId, variantId)).toEqual(one.first)
      expect(await open().review.findVariant(null, variantId)).toEqual(one.first)
      expect(await open().review.findVariant(two.projectId, variantId)).toBeNull()
    })
  })

  describe('a request for a decision', () => {
    it('is kept once with its outbox row, and refused with another content', async () => {
      const run = await start()
      const message = messageFor(run.first, `dec_a_${run.runId}`, { reason: 'good' })
      const input = { ...holderOf(run, run.spec), message }
      const answers = await Promise.all([1, 2, 3].map(async () => await open().review.requestDecision(input)))
      for (const answer of answers)
        expect(answer).toEqual({ ...input, decisionId: message.decisionId, state: 'pending', refusal: null })
      const rows = (await openRowsOf(run.projectId)).filter((row) => row.message.kind === 'sendDecision')
      expect(rows.map((row) => row.message)).toEqual([{ kind: 'sendDecision', ...input }])
      await expect(
        open().review.requestDecision({ ...input, message: { ...message, verb: 'reject' } }),
      ).rejects.toMatchObject({ type: 'Conflict' })
      expect(await open().review.findRequest('dec_unknown')).toBeNull()
      const other = await start()
      await expect(
        open().review.requestDecision({
          ...input,
          projectId: other.projectId,
          message: messageFor(run.first, `dec_b_${run.runId}`),
        }),
      ).rejects.toMatchObject({ type: 'NotFound' })
    })

    it('is applied and its outbox row closed when the decision is recorded', async () => {
      const run = await start()
      const message = messageFor(run.first, `dec_c_${run.runId}`)
      await open().review.requestDecision({ ...holderOf(run, run.spec), message })
      for (let time = 0; time < 2; time++) await decide(open(), run, run.spec, run.first, message.decisionId)
      expect(await open().review.findRequest(message.decisionId)).toMatchObject({
        state: 'applied',
        refusal: null,
      })
      expect((await openRowsOf(run.projectId)).filter((row) => row.message.kind === 'sendDecision')).toEqual(
        [],
      )
      expect(await told(run.projectId, 'decisionRecorded')).toHaveLength(1)
      expect(
        await open().review.refuseDecision({
          ...holderOf(run, run.spec),
          decisionId: message.decisionId,
          reason: 'StaleVersion',
          message: 'late',
          reviewer: 'local',
        }),
      ).toEqual({ applied: true })
      expect((await open().review.findRequest(message.decisionId))?.state).toBe('applied')
    })

    it('for a decision that came by signal before is applied at once and sends nothing', async () => {
      const run = await start()
      const message = messageFor(run.first, `dec_d_${run.runId}`)
      await decide(open(), run, run.spec, run.first, message.decisionId)
      const answer = await open().review.requestDecision({ ...holderOf(run, run.spec), message })
      expect(answer.state).toBe('applied')
      expect((await openRowsOf(run.projectId)).filter((row) => row.message.kind === 'sendDecision')).toEqual(
        [],
      )
    })

    it('is refused with its reason, once', async () => {
      const run = await start()
      const message = messageFor(run.first, `dec_e_${run.runId}`)
      await open().review.requestDecision({ ...holderOf(run, run.spec), message })
      const refusal = {
        ...holderOf(run, run.spec),
        decisionId: message.decisionId,
        reason: 'StaleVersion' as const,
        message: 'variant is at version 1',
        reviewer: 'local',
      }
      for (let time = 0; time < 2; time++)
        expect(await open().review.refuseDecision(refusal)).toEqual({ applied: false })
      expect(await open().review.findRequest(message.decisionId)).toMatchObject({
        state: 'refused',
        refusal: { reason: 'StaleVersion', message: 'variant is at version 1' },
      })
      expect((await openRowsOf(run.projectId)).filter((row) => row.message.kind === 'sendDecision')).toEqual(
        [],
      )
      expect(await told(run.projectId, 'decisionRefused')).toHaveLength(1)
      expect(await open().review.decisionsOf(run.first.variantId)).toEqual([])
    })

    it('a refused signal, which has no request, is told of once', async () => {
      const run = await start()
      const refusal = {
        ...holderOf(run, run.spec),
        decisionId: `signal_${run.runId}`,
        reason: 'Malformed' as const,
        message: 'verb is missing',
        reviewer: 'signal:tester',
      }
      for (let time = 0; time < 2; time++)
        expect(await open().review.refuseDecision(refusal)).toEqual({ applied: false })
      expect((await told(run.projectId, 'decisionRefused')).map(({ data }) => data)).toEqual([
        {
          specRevisionId: run.spec.specRevisionId,
          decisionId: refusal.decisionId,
          reason: 'Malformed',
          message: 'verb is missing',
          reviewer: 'signal:tester',
        },
      ])
    })
  })

  describe('decisions', () => {
    it('of one version: 20 compete and exactly one is recorded', async () => {
      const run = await start()
      const ids = Array.from({ length: 20 }, (_, index) => `dec_${index}_${run.runId}`)
      for (const decisionId of ids)
        await open().review.requestDecision({
          ...holderOf(run, run.spec),
          message: messageFor(run.first, decisionId),
        })
      await Promise.all(
        ids.map(
          async (decisionId, index) =>
            await decide(
              open(),
              run,
              run.spec,
              run.first,
              decisionId,
              index % 2 ? {} : { verb: 'reject', verdict: 'rejected' },
            ),
        ),
      )
      const rows = await open().review.decisionsOf(run.first.variantId)
      expect(rows).toHaveLength(1)
      const [won] = rows
      expect(await open().review.findVariant(null, run.first.variantId)).toMatchObject({
        version: 1,
        verdict: won?.verdict,
        decisionId: won?.decisionId,
      })
      const states = await Promise.all(
        ids.map(async (decisionId) => (await open().review.findRequest(decisionId))?.state),
      )
      expect(states.filter((state) => state === 'applied')).toHaveLength(1)
      expect(states.filter((state) => state === 'refused')).toHaveLength(19)
      expect(await told(run.projectId, 'decisionRecorded')).toHaveLength(1)
    })

    it('a pick records one decision over several variants', async () => {
      const run = await start()
      const decisionId = `dec_pick_${run.runId}`
      await open().review.recordDecisions({
        ...holderOf(run, run.spec),
        specId: run.spec.specId,
        decisions: [
          buildDecision(run.second, decisionId, { verb: 'pick', note: 'best' }),
          buildDecision(run.first, decisionId, { verb: 'pick', verdict: 'notChosen' }),
        ],
      })
      const rows = await open().review.decisionsOfRun(run.runId)
      expect(rows.map(({ variantId, verdict, version }) => [variantId, verdict, version])).toEqual([
        [run.second.variantId, 'approved', 1],
        [run.first.variantId, 'notChosen', 1],
      ])
      const page = { cursor: 1, limit: 1 }
      expect(await open().review.decisionsOfRun(run.runId, page)).toEqual(rows.slice(1))
      expect(await open().review.decisionsOfRun(run.runId, { cursor: 2, limit: 1 })).toEqual([])
      const [event] = await told(run.projectId, 'decisionRecorded')
      expect(event?.data).toEqual({
        specRevisionId: run.spec.specRevisionId,
        decisionId,
        verb: 'pick',
        reviewer: 'local',
        primaryVariantId: run.second.variantId,
        decisions: [
          { variantId: run.second.variantId, version: 1, verdict: 'approved' },
          { variantId: run.first.variantId, version: 1, verdict: 'notChosen' },
        ],
      })
    })

    it('follow each other on one variant, oldest first, and the newest is where it stands', async () => {
      const run = await start()
      const verdicts = ['approved', 'undecided', 'rejected'] as const
      for (const [version, verdict] of verdicts.entries())
        await decide(open(), run, run.spec, { ...run.first, version }, `dec_${version}_${run.runId}`, {
          verdict,
        })
      // An old activity that is tried again changes nothing.
      await decide(open(), run, run.spec, run.first, `dec_0_${run.runId}`)
      const rows = await open().review.decisionsOf(run.first.variantId)
      expect(rows.map(({ version, verdict }) => [version, verdict])).toEqual([
        [1, 'approved'],
        [2, 'undecided'],
        [3, 'rejected'],
      ])
      expect(await open().review.findVariant(null, run.first.variantId)).toMatchObject({
        version: 3,
        verdict: 'rejected',
        decisionId: `dec_2_${run.runId}`,
      })
    })

    it('on a variant of another spec are refused as a whole', async () => {
      const run = await start()
      const crate = run.specs[1] as ScenarioSpec
      await expect(decide(open(), run, crate, run.first, `dec_x_${run.runId}`)).rejects.toMatchObject({
        type: 'NotFound',
      })
      expect(await open().review.decisionsOfRun(run.runId)).toEqual([])
    })
  })
}
