import { setTimeout as sleep } from 'node:timers/promises'
import { mintDecisionId } from '../../clients/http/mint-decision-id.js'
import { ApiError } from '../../clients/http/api-error.js'
import type { DecisionAnswer, VariantView } from '../../core/http/http-api.js'
import { workflowIds } from '../../core/ids.js'
import { countRows } from './catalogue-side.js'
import type { Fault } from './fault.js'
import type { Lab } from './lab.js'
import { approve, firstVariants, forAll, untilReviewed } from './moments.js'
import { countContinued, untilNoneOpen, withTemporal } from './temporal-side.js'

const competitors = 20
const specsAtOnce = 5
/** Reviews that get a storm; those of longer lists are approved in peace: a hundred requests each would take an hour. */
const stormedMax = 40
/** A review that waits has about 20 events; each decision adds some, so 20 of them pass this several times. */
const historyEvents = 40
/** A version that no turn reaches: one more than the present is right as soon as another decision was first. */
const farAhead = 1_000
const decisionsOf = 'SELECT count(*) n FROM decisions WHERE variant_id = $1'

type Body = Parameters<ReturnType<Lab['client']>['decide']>[1]
type Answers = PromiseSettledResult<DecisionAnswer>[]

/** The problem type of a refusal, as in `urn:assetloom:problem:stale-version`; an error that is none of the API's is thrown. */
function refusalOf(answer: Answers[number]): string | null {
  if (answer.status === 'fulfilled') return null
  if (!(answer.reason instanceof ApiError)) throw answer.reason
  return answer.reason.problem.type.split(':').at(-1) ?? ''
}

/** Throws unless `applied` of the answers won and all others were refused as `refusal` (or are still on their way). */
function expectAnswers(answers: Answers, appliedMax: number, refusals: readonly string[]): void {
  const applied = answers.filter((one) => one.status === 'fulfilled' && one.value.state === 'applied').length
  if (applied > appliedMax) throw new Error(`${applied} decisions were told that they won, not ${appliedMax}`)
  for (const one of answers) {
    const refusal = refusalOf(one)
    if (refusal !== null && !refusals.includes(refusal))
      throw new Error(`refused as ${refusal} instead of ${refusals.join(' or ')}`)
  }
}

async function decideAtOnce(lab: Lab, variantId: string, bodies: readonly Body[]): Promise<Answers> {
  const client = lab.client()
  return await Promise.allSettled(bodies.map((body) => client.decide(variantId, body)))
}

/** Waits until the catalogue shows the version that the last applied decision made. */
async function untilVersion(lab: Lab, variantId: string, version: number): Promise<void> {
  const endMs = Date.now() + lab.limitMs
  for (;;) {
    const variant = await lab.client().readVariant(variantId)
    if (variant.version === version) return
    if (variant.version > version || Date.now() > endMs)
      throw new Error(`variant ${variantId} is at version ${variant.version}, not ${version}`)
    await sleep(50)
  }
}

async function expectDecisions(lab: Lab, variantId: string, expected: number): Promise<void> {
  const found = await countRows(lab, decisionsOf, [variantId])
  if (found !== expected)
    throw new Error(`${found} decisions on ${variantId}, ${expected} were to be expected`)
}

/** Only the last one approves: a run whose specs are all approved for a moment would go on to its bundle. */
function decisionOfTurn(version: number, turns: number): Pick<Body, 'verb' | 'reason'> {
  if (version === turns - 1) return { verb: 'approve' }
  return version % 2 === 0 ? { verb: 'reject', reason: 'not yet' } : { verb: 'withdraw' }
}

/**
 * Reject and undo in turns, each decision sent by 20 at once, with versions that are behind, ahead and right. Every
 * turn is a few history events, so that the review continues as new again and again meanwhile.
 */
async function stormOver(lab: Lab, variantId: string, turns: number): Promise<void> {
  for (let version = 0; version < turns; version++) {
    const decision = decisionOfTurn(version, turns)
    const winner: Body = { decisionId: mintDecisionId(), ...decision, expectedVersion: version }
    const bodies: Body[] = [winner, winner]
    while (bodies.length < competitors) {
      const at = bodies.length % 4
      const expectedVersion = at === 0 ? version + farAhead : at === 1 ? Math.max(0, version - 1) : version
      bodies.push({ decisionId: mintDecisionId(), ...decision, expectedVersion })
    }
    // In another order each time: which of the rightful ones comes first must not matter.
    const turned = bodies.map((_, at) => bodies[(at * 7 + version) % bodies.length] as Body)
    const answers = await decideAtOnce(lab, variantId, turned)
    // One decisionId twice may be told twice that it won.
    expectAnswers(answers, 2, ['stale-version', 'not-ready', 'invalid-decision'])
    await untilVersion(lab, variantId, version + 1)
  }
  await expectDecisions(lab, variantId, turns)
}

const turns = 5

const acrossContinueAsNew: Fault = {
  name: `${competitors} competing and doubled decisions a turn, across continue-as-new`,
  review: 'person',
  stack: { faults: `history-events-${historyEvents}` },
  async hurt(lab, runId) {
    await untilReviewed(lab, runId)
    const variants = await firstVariants(lab, runId)
    const stormed = variants.slice(0, stormedMax)
    await forAll(stormed, specsAtOnce, ({ variantId }) => stormOver(lab, variantId, turns))
    lab.expectMoreDecisions(stormed.length * (turns - 1))
    const continued = await withTemporal(lab, (temporal) => countContinued(temporal, runId, 'assetRun'))
    if (continued < stormed.length)
      throw new Error(`only ${continued} reviews continued as new: the storm was not across it`)
    await approve(lab, variants.slice(stormedMax))
  },
}

const sameIdOtherBody: Fault = {
  name: 'one decisionId with two bodies, versions out of order, update and signal of one decision at once',
  review: 'person',
  onlyInAll: true,
  async hurt(lab, runId) {
    await untilReviewed(lab, runId)
    const all = await firstVariants(lab, runId)
    const variants = all.slice(0, stormedMax)
    await forAll(variants, specsAtOnce, async (variant) => {
      await outOfOrder(lab, variant)
      await twoBodies(lab, variant)
    })
    lab.expectMoreDecisions(variants.length * 2)
    await forAll(variants, specsAtOnce, (variant) => updateAndSignal(lab, variant))
    await approve(lab, all.slice(stormedMax))
  },
}

/** Version 1's decision before version 0's: the first is refused, and both sent again in order are two decisions. */
async function outOfOrder(lab: Lab, { variantId }: VariantView): Promise<void> {
  const early: Body = { decisionId: mintDecisionId(), verb: 'withdraw', expectedVersion: 1 }
  expectAnswers(await decideAtOnce(lab, variantId, [early]), 0, ['stale-version'])
  const first: Body = { decisionId: mintDecisionId(), verb: 'reject', expectedVersion: 0, reason: 'not yet' }
  await lab.client().decide(variantId, first)
  await untilVersion(lab, variantId, 1)
  // The refused one stays refused, whatever came after it: its answer is kept.
  expectAnswers(await decideAtOnce(lab, variantId, [early]), 0, ['stale-version'])
  await expectDecisions(lab, variantId, 1)
}

async function twoBodies(lab: Lab, { variantId }: VariantView): Promise<void> {
  const decisionId = mintDecisionId()
  const undo: Body = { decisionId, verb: 'withdraw', expectedVersion: 1 }
  const other: Body = { decisionId, verb: 'reject', expectedVersion: 1, reason: 'another body' }
  const answers = await decideAtOnce(lab, variantId, [undo, other, undo, other])
  expectAnswers(answers, 2, ['conflict'])
  if (!answers.some((one) => refusalOf(one) === 'conflict'))
    throw new Error('one decisionId with two bodies met no conflict')
  await untilVersion(lab, variantId, 2)
  await expectDecisions(lab, variantId, 2)
}

/** The same decision by two ways at once: whichever comes first, it is one. */
async function updateAndSignal(lab: Lab, { variantId, runId, specRevisionId }: VariantView): Promise<void> {
  const body: Body = { decisionId: mintDecisionId(), verb: 'approve', expectedVersion: 2 }
  await withTemporal(lab, async (temporal) => {
    const handle = temporal.workflow.getHandle(workflowIds.assetRun(runId, specRevisionId))
    const signalled = { ...body, variantId }
    await Promise.all([
      handle.signal('decideVariant', signalled),
      lab.client().decide(variantId, body),
      handle.signal('decideVariant', signalled),
      handle.signal('decideVariant', { verb: 'explode' }),
    ])
  })
  await untilVersion(lab, variantId, 3)
  await expectDecisions(lab, variantId, 3)
}

const afterClose: Fault = {
  name: `${competitors} decisions after the review closed, then reopened`,
  review: 'auto',
  async hurt(lab, runId) {
    await lab.untilEnded(runId)
    await withTemporal(lab, (temporal) => untilNoneOpen(lab, temporal, runId, 'assetRun'))
    const variants = (await lab.client().listVariants(runId)).filter((one) => one.verdict === 'notChosen')
    const one = variants[0]
    if (!one) throw new Error('the automatic review left no variant that was not chosen')
    const bodies = () =>
      Array.from({ length: competitors }, (): Body => ({
        decisionId: mintDecisionId(),
        verb: 'reject',
        reason: 'after the end',
        expectedVersion: one.version,
      }))
    const refused = await decideAtOnce(lab, one.variantId, bodies())
    expectAnswers(refused, 0, ['closed'])
    for (const answer of refused) expectReopenOffered(answer, one)
    await expectDecisions(lab, one.variantId, one.version)
    await lab.client().reopenSpec(runId, one.specKey)
    expectAnswers(await decideAtOnce(lab, one.variantId, bodies()), 1, ['stale-version', 'not-ready'])
    await untilVersion(lab, one.variantId, one.version + 1)
    await expectDecisions(lab, one.variantId, one.version + 1)
    lab.expectMoreDecisions(1)
  },
}

function expectReopenOffered(answer: Answers[number], variant: VariantView): void {
  if (answer.status === 'fulfilled' || !(answer.reason instanceof ApiError))
    throw new Error('a decision on a closed review was not refused')
  const { status, problem } = answer.reason
  const { reopen } = problem as { reopen?: unknown }
  if (status !== 409 || typeof reopen !== 'string' || !reopen.endsWith(`/${variant.specKey}/reopen`))
    throw new Error(`a closed review answered ${status} without its way to reopen`)
}

function apiDiesAt(point: 'api-decision-kept' | 'api-decision-delivered', when: string): Fault {
  return {
    name: `API dies ${when}, the client asks again`,
    review: 'person',
    onlyInAll: point === 'api-decision-kept',
    stack: { faults: `crash-${point}` },
    async hurt(lab, runId) {
      await untilReviewed(lab, runId)
      const [first, ...others] = await firstVariants(lab, runId)
      if (!first) throw new Error('nothing to decide')
      const before = await lab.pidOf('api')
      const body: Body = { decisionId: mintDecisionId(), verb: 'approve', expectedVersion: 0 }
      // The answer that never came is asked for again by the client itself, with the same id.
      const answer = await lab.client().decide(first.variantId, body)
      if ((await lab.pidOf('api')) === before) throw new Error('the API did not die at its crash point')
      if (answer.decisionId !== body.decisionId) throw new Error('another decision was answered')
      await untilVersion(lab, first.variantId, 1)
      await expectDecisions(lab, first.variantId, 1)
      await approve(lab, others)
    },
  }
}

/** Decisions that compete, come twice, come late, or whose answer is lost (C7, C8). */
export const decisionFaults: readonly Fault[] = [
  acrossContinueAsNew,
  sameIdOtherBody,
  afterClose,
  apiDiesAt('api-decision-kept', 'after it kept a decision and before it sent it'),
  apiDiesAt('api-decision-delivered', 'after a decision was applied and before it answered'),
]
