import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCliBench, type CliBench } from './cli-bench.js'

describe('assetloom upgrade check', () => {
  let bench: CliBench

  beforeEach(async () => {
    bench = await openCliBench()
  })
  afterEach(() => bench.close())

  it('asks the Temporal server of the running stack and says that all replay', async () => {
    const result = await bench.run('upgrade', 'check')
    expect([result.code, bench.stackCalls]).toEqual([0, ['checkUpgrade 127.0.0.1:7233']])
    expect(result.err).toContain('All replay.')
    expect((await bench.run('upgrade', 'check', '--json')).json()).toMatchObject({ open: 3, ok: true })
  })

  it('names what would break, where in its history, and refuses with exit code 1', async () => {
    bench.upgradeReport = {
      ...bench.upgradeReport,
      broken: [
        {
          workflowId: 'productionRun/run_7',
          type: 'productionRun',
          eventId: 11,
          message: 'Nondeterminism error',
        },
      ],
    }
    const result = await bench.run('upgrade', 'check')
    expect(result.code).toBe(1)
    expect(result.out).toContain('productionRun/run_7 at event 11')
    expect(result.err).toContain('1 of 3 open workflows would break')
    expect(result.err).toContain('docs/guides/change-a-workflow-safely.md')
  })

  it('is unavailable without a stack, unless an address is named', async () => {
    bench.stackRuns = false
    expect((await bench.run('upgrade', 'check')).code).toBe(6)
    expect((await bench.run('upgrade', 'check', '--address', 'temporal.example:7233')).code).toBe(0)
    expect(bench.stackCalls).toEqual(['checkUpgrade temporal.example:7233'])
  })

  it('is offered by status when parts of the stack are older than this build', async () => {
    expect((await bench.run('status')).out).not.toContain('older than this build')
    bench.outdatedParts = ['orchestrator', 'api']
    const { out } = await bench.run('status')
    expect(out).toMatch(/older than this build: orchestrator, api\. .*upgrade check/)
  })
})
