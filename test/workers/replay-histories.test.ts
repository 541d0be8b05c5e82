import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { workflowIds } from '../../core/ids.js'
import { replayOpenHistories, type WorkflowSource } from '../../workers/replay-histories.js'
import { WorkflowFixture } from '../workflows/workflow-fixture.js'

const step = 'await setRunPaused({ runId: this.input.runId, paused: this.paused })'
const place = '      await this.settleAll()\n'

/** The workflows of this tree with one step more at the start of every productionRun. */
function changedWorkflows(folder: string, how: 'patched' | 'broken'): WorkflowSource {
  const root = join(folder, how)
  for (const room of ['core', 'workflows', 'activities', 'package.json', 'tsconfig.json'])
    cpSync(room, join(root, room), { recursive: true })
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'))
  const path = join(root, 'workflows', 'production-run.ts')
  const original = readFileSync(path, 'utf8')
  const added = how === 'patched' ? `if (patched('test')) ${step}` : step
  const changed = original.replace(place, () => `      ${added}\n${place}`)
  expect(changed).toContain(added)
  writeFileSync(path, changed)
  return { workflowsPath: join(root, 'workflows', 'index.ts') }
}

describe('the gate before an upgrade', () => {
  let fixture: WorkflowFixture
  let folder: string
  let runId: string
  let open: string[]
  let broken: WorkflowSource

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assetloom-gate-'))
    broken = changedWorkflows(folder, 'broken')
    fixture = await WorkflowFixture.open()
    runId = await fixture.start('prop: barrel\nprop: jar', { review: 'person', variantsPerSpec: 1 })
    const variants = await fixture.untilReviewing(runId, 2)
    open = [
      workflowIds.productionRun(runId),
      ...variants.map((one) => workflowIds.assetRun(one.runId, one.specRevisionId)),
    ]
    // Visibility is written a little after the fact.
    await fixture.until(
      async () => await countOpen(),
      (count) => count === open.length,
    )
  }, 180_000)
  afterAll(async () => {
    await fixture.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const countOpen = async () => {
    let count = 0
    for await (const _ of fixture.env.client.workflow.list({ query: 'ExecutionStatus = "Running"' }))
      count += 1
    return count
  }
  const replay = (source: WorkflowSource, max: number) => replayOpenHistories(fixture.env.client, source, max)

  it('lets a step behind a patch through', async () => {
    const report = await replay(changedWorkflows(folder, 'patched'), 100)
    expect(report).toEqual({ open: open.length, replayed: open.length, gone: 0, broken: [] })
  }, 180_000)

  it('names the workflow and the event that a step without a patch breaks', async () => {
    const report = await replay(broken, 100)
    expect(report.broken).toEqual([
      {
        workflowId: workflowIds.productionRun(runId),
        type: 'productionRun',
        eventId: 5,
        message: expect.stringMatching(/nondeterminism/i) as string,
      },
    ])
  }, 180_000)

  it('gives every type its share when there are more than it takes', async () => {
    const report = await replay(broken, 2)
    expect([report.open, report.replayed]).toEqual([open.length, 2])
    expect(report.broken.map((one) => one.type)).toEqual(['productionRun'])
  }, 180_000)
})
