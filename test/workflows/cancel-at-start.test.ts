import { afterAll, beforeAll, expect, it } from 'vitest'
import { runOptions, WorkflowFixture } from './workflow-fixture.js'

/** A real server and a fresh bundle: on a busy machine they take a multiple of their usual time. */
const setUpLimitMs = 180_000
let fixture: WorkflowFixture

beforeAll(async () => {
  fixture = await WorkflowFixture.open()
}, setUpLimitMs)

afterAll(async () => {
  await fixture.close()
}, setUpLimitMs)

it('a run that is cancelled at its very start stays cancelled, whatever it was handing over', async () => {
  for (const waitMs of [0, 40, 120, 250, 400]) {
    const runId = await fixture.start('prop: fault:slow-2000 crate\nprop: fault:slow-2000 jar')
    const { projectId } = (await fixture.catalogue.runs.find(runId))!
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    const cancel = () =>
      fixture.gateway.deliver({ kind: 'signalRun', projectId, runId, signal: 'cancelRun' }, 30_000)
    // What the outbox does with a message that is not proven to have arrived.
    await fixture.until(cancel, (delivery) => delivery.status !== 'retry')
    expect(await fixture.untilStage(runId, 'cancelled', 'done', 'failed')).toBe('cancelled')
  }
}, 90_000)

it('a run whose cancellation comes before the message that starts it is cancelled all the same', async () => {
  const { projectId } = await fixture.catalogue.projects.ensure({ key: 'early', name: 'early' })
  const submitted = await fixture.catalogue.intake.submitWishlist({
    projectId,
    name: 'early list',
    text: 'prop: fault:slow-2000 crate',
    options: runOptions,
  })
  const { runId } = submitted
  const cancel = () =>
    fixture.gateway.deliver({ kind: 'signalRun', projectId, runId, signal: 'cancelRun' }, 30_000)
  expect(await cancel()).toMatchObject({ status: 'retry' })
  const pause = { kind: 'signalRun', projectId, runId, signal: 'pauseRun' } as const
  expect(await fixture.gateway.deliver(pause, 30_000)).toMatchObject({ status: 'retry' })
  await fixture.gateway.startRun((await fixture.catalogue.runs.find(runId))!)
  await fixture.until(cancel, (delivery) => delivery.status !== 'retry')
  expect(await fixture.untilStage(runId, 'cancelled', 'done', 'failed')).toBe('cancelled')
}, 90_000)
