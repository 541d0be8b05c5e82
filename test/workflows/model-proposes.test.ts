import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FakeLlmServer, startFakeLlmServer } from '../../adapters/llm/fake-llm-server.js'
import { type ConnectedModel, createOpenAiCompatibleModel } from '../../adapters/llm/openai-compatible.js'
import { workflowIds } from '../../core/ids.js'
import { WorkflowFixture } from './workflow-fixture.js'

/** A real server and a fresh bundle: on a busy machine they take a multiple of their usual time. */
const setUpLimitMs = 180_000
let fixture: WorkflowFixture
let server: FakeLlmServer
let model: ConnectedModel

beforeAll(async () => {
  server = await startFakeLlmServer()
  model = createOpenAiCompatibleModel({
    ...{ baseUrl: server.baseUrl, model: 'tiny', apiKey: null, timeoutMs: 20_000, retryDelayMs: 5 },
  })
  fixture = await WorkflowFixture.open(model)
}, setUpLimitMs)

afterAll(async () => {
  await fixture.close()
  await model.close()
  await server.close()
}, setUpLimitMs)

async function notesOf(runId: string) {
  const { projectId, wishlistRevisionId } = (await fixture.catalogue.runs.find(runId))!
  return (await fixture.catalogue.intake.loadRevision(projectId, wishlistRevisionId)).notes
}

it('a run is made of what the rules understood, and has proposals for the rest in its notes', async () => {
  const runId = await fixture.start('prop: fault:instant crate\ngizmo: iron crank')
  expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
  expect((await fixture.catalogue.runs.readSpecs(runId, 0, 10)).specs).toHaveLength(1)
  const notes = await fixture.until(
    () => notesOf(runId),
    (all) => all.some(({ kind }) => kind === 'model'),
  )
  const proposals = notes.filter(({ kind }) => kind === 'proposal')
  expect(proposals.map(({ line, message }) => [line, message.includes('key=gizmo-iron-crank')])).toEqual([
    [2, true],
  ])
}, 180_000)

it('a run whose project has design documents shows the model their passages about the open lines', async () => {
  const { projectId } = await fixture.catalogue.projects.ensure({ key: 'told', name: 'told' })
  const text = '# Lifting gear\nA crank has a handle of green brass.\n\n# Food\nNobody eats fish.'
  const { row } = await fixture.catalogue.documents.put({
    projectId,
    name: 'lore.md',
    text,
    addedBy: 'local',
  })
  const documents = [{ name: row.name, sha256: row.sha256 }]
  const asked = server.exchanges.length
  const runId = await fixture.start('gizmo: iron crank', { documents }, 'told')
  expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('failed')
  const { messages } = server.exchanges[asked]!.body as { messages: { content: string }[] }
  expect(JSON.parse(messages[1]?.content ?? '')).toMatchObject({
    passages: [
      { document: 'lore.md', heading: 'Lifting gear', text: 'A crank has a handle of green brass.' },
    ],
  })
  const notes = await notesOf(runId)
  expect(notes.filter((note) => note.documents !== undefined)).toMatchObject([{ kind: 'model', documents }])
}, 180_000)

it('a run of which the rules understood nothing fails with proposals in its notes', async () => {
  const runId = await fixture.start('gizmo: iron crank')
  expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('failed')
  expect((await notesOf(runId)).filter(({ kind }) => kind === 'proposal')).toHaveLength(1)
}, 180_000)

it('a run does not wait for a model that hangs', async () => {
  const runId = await fixture.start('prop: fault:instant crate\ngizmo: iron crank fault:llm-hang')
  expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
  expect((await notesOf(runId)).filter(({ kind }) => kind === 'model')).toEqual([])
}, 180_000)

it('a run that is cancelled while the model thinks, and nothing else goes on, is cancelled at once', async () => {
  const asked = server.exchanges.length
  const runId = await fixture.start('gizmo: iron crank fault:llm-hang')
  const { projectId } = (await fixture.catalogue.runs.find(runId))!
  await fixture.until(
    async () => server.exchanges.length,
    (count) => count > asked,
  )
  const cancel = () =>
    fixture.gateway.deliver({ kind: 'signalRun', projectId, runId, signal: 'cancelRun' }, 30_000)
  await fixture.until(cancel, (delivery) => delivery.status !== 'retry')
  expect(await fixture.untilStage(runId, 'cancelled', 'done', 'failed')).toBe('cancelled')
}, 180_000)

it('a run that is cancelled while it is made and the model thinks is cancelled as a whole', async () => {
  const asked = server.exchanges.length
  const runId = await fixture.start('prop: fault:slow-5000 crate\ngizmo: iron crank fault:llm-hang')
  const run = (await fixture.catalogue.runs.find(runId))!
  const { projectId, wishlistRevisionId } = run
  await fixture.until(
    async () => server.exchanges.length,
    (count) => count > asked,
  )
  const cancel = () =>
    fixture.gateway.deliver({ kind: 'signalRun', projectId, runId, signal: 'cancelRun' }, 30_000)
  await fixture.until(cancel, (delivery) => delivery.status !== 'retry')
  expect(await fixture.untilStage(runId, 'cancelled', 'done', 'failed')).toBe('cancelled')
  const handle = fixture.env.client.workflow.getHandle(workflowIds.wishlistRun(wishlistRevisionId))
  expect(await handle.result()).toBe(1)
}, 180_000)
