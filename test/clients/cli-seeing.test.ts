import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProgressDisplay } from '../../clients/cli/progress-display.js'
import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'
import { formatClock, waitSentence } from '../../clients/progress/describe-waits.js'
import { reportLines } from '../../clients/progress/report-lines.js'
import type { RunView } from '../../core/http/http-api.js'
import { openCliBench, type CliBench } from './cli-bench.js'
import { quietReport } from './fake-world.js'

const plain = (text: string) => text
const noStyle = { bold: plain, dim: plain, good: plain, bad: plain, warn: plain }

describe('what a producer is shown', () => {
  let bench: CliBench

  beforeEach(async () => {
    bench = await openCliBench()
    await bench.write('props.txt', '# props\nprop: tent\nprop: water barrel\n')
  })
  afterEach(() => bench.close())

  const addList = async () => {
    const added = await bench.run('wishlist', 'add', 'props.txt', '--project', 'camp', '--json')
    return String(added.json()['runId'])
  }
  const change = (changes: Partial<RunView>) => {
    const run = bench.api.world.runs[0]
    if (run !== undefined) run.view = { ...run.view, ...changes }
  }

  describe('by status', () => {
    it('is every open run with its stages and what waits for whom, with the address of the review', async () => {
      const runId = await addList()
      const { code, out } = await bench.run('status')
      expect(code).toBe(0)
      expect(out).toContain('Going on: 1')
      expect(out).toContain('refine 2  generate 8  review 0/2  finish 0/2  export 0/1')
      expect(out).toMatch(/2 specs wait for a person, since \d\d:\d\d\n/)
      expect(out).toContain(`${bench.api.url}/#/runs/${runId}`)
    })

    it('is what finished last and what failed, with the next step', async () => {
      await addList()
      await bench.run('review', 'pick', 'tent:1')
      await bench.run('review', 'pick', 'water-barrel:1')
      await bench.write('tiles.txt', 'tile: mud\n')
      await bench.run('wishlist', 'add', 'tiles.txt', '--project', 'camp')
      const failing = bench.api.world.runs.find((run) => run.view.stage !== 'done')
      if (failing !== undefined)
        failing.view = {
          ...failing.view,
          stage: 'failed',
          failure: 'the graph is gone',
          finishedAt: new Date().toISOString(),
          waitsFor: [],
        }
      const { out } = await bench.run('status')
      expect(out).toContain('Nothing is going on.')
      expect(out).toContain('Finished last:\n  props.txt')
      expect(out).toContain('All 2 specs are decided.')
      expect(out).toContain(`the graph is gone\n    npx assetloom run watch ${failing?.view.runId}`)
    })

    it('keeps its JSON: the stack, readiness, and each open run as the API gives it', async () => {
      const runId = await addList()
      const document = (await bench.run('status', '--json')).json()
      expect(Object.keys(document).sort()).toEqual(
        [
          ...['apiUrl', 'home', 'outdated', 'parts', 'readiness', 'ready', 'running', 'runs', 'state'],
          ...['temporalAddress', 'temporalUiUrl'],
        ].sort(),
      )
      expect(document['runs']).toMatchObject({
        openCount: 1,
        open: [{ runId, waitsFor: [{ kind: 'person', count: 2 }] }],
        finished: null,
        failed: [],
      })
    })

    it('is 6 when nothing runs, and says how to start', async () => {
      bench.stackRuns = false
      const { code, err, out } = await bench.run('status')
      expect(code).toBe(6)
      expect(out).toContain('not running')
      expect(err).toContain('npx assetloom up')
    })

    it('asks another machine when an address is given', async () => {
      await addList()
      const { code, out } = await bench.run('status', '--url', bench.api.url)
      expect(code).toBe(0)
      expect(out).toContain('Going on: 1')
    })
  })

  it('lists runs newest first with stages, waiting and age', async () => {
    await addList()
    await bench.write('tiles.txt', 'tile: mud\n')
    await bench.run('wishlist', 'add', 'tiles.txt', '--project', 'camp')
    const { out } = await bench.run('run', 'list')
    const [titles, ...rows] = out.trimEnd().split('\n')
    expect(titles).toMatch(/^RUN +STAGE +LIST +PROJECT +ORDERED +STAGES +WAITS$/)
    expect(rows).toHaveLength(2)
    expect(rows.find((row) => row.includes('props.txt'))).toMatch(/just now +refine 2 .*2 for a person$/)
  })

  it('watches without a terminal and with NO_COLOR in plain lines that name retries', async () => {
    const runId = await addList()
    change({
      waitsFor: [
        {
          kind: 'retry',
          count: 1,
          since: null,
          whom: 'the next attempt',
          what: 'generateVariant of tent failed and is tried again (attempt 3): no answer',
          hint: '',
        },
      ],
    })
    setTimeout(() => {
      void bench.run('review', 'pick', 'tent:1').then(() => bench.run('review', 'pick', 'water-barrel:1'))
    }, 50)
    const { code, err } = await bench.runIn({ NO_COLOR: '1' }, '--home', bench.home, 'run', 'watch', runId)
    expect(code).toBe(0)
    expect(err).toContain('; generateVariant of tent failed and is tried again (attempt 3): no answer')
    expect(err).not.toContain('\u001b')
  })

  it('reports a night on one screen, and is 1 when something was lost', async () => {
    bench.api.world.report = {
      ...quietReport,
      made: { specs: 32, variants: 128, assets: 30, bundles: 1, decisions: 31 },
      failed: [
        {
          kind: 'spec',
          runId: 'run_1',
          name: 'tent',
          reason: 'no graph',
          at: '2026-11-21T02:00:00.000Z',
          next: 'npx assetloom review reopen tent --run run_1',
        },
      ],
      away: [{ part: 'service', from: '2026-11-21T03:12:00.000Z', to: '2026-11-21T05:02:00.000Z' }],
      costMicros: 420_000,
      paintSeconds: 3_600,
      waiting: { specs: 7, runs: [{ runId: 'run_2', name: 'tiles.txt', specs: 7 }] },
    }
    const { code, out } = await bench.run('report', '--since', '18h')
    expect(code).toBe(0)
    expect(out.split('\n').length).toBeLessThan(24)
    expect(out).toContain('32 specs, 128 variants, 30 assets, 1 bundle; 31 decisions')
    expect(out).toContain('no graph\n           npx assetloom review reopen tent --run run_1')
    expect(out).toContain('(1 h 50 min); work went on from where it was')
    expect(out).toContain('0, doubled 0 (counted in the catalogue)')
    expect(out).toContain('$0.42, 1 h of painting')
    expect(out).toContain(`7 specs of tiles.txt for you\n           ${bench.api.url}/#/runs/run_2`)
    bench.api.world.report = {
      ...quietReport,
      lost: { total: 1, counted: [{ what: 'accepted decisions', count: 1 }] },
    }
    const bad = await bench.run('report')
    expect(bad.code).toBe(1)
    expect(bad.out).toContain('1 accepted decisions')
    expect((await bench.run('report', '--since', 'soon')).code).toBe(2)
  })
})

it('reports of one project where it is named', async () => {
  const bench = await openCliBench()
  await bench.write('props.txt', '# props\nprop: tent\n')
  await bench.run('wishlist', 'add', 'props.txt', '--project', 'camp')
  const { projectId } = bench.api.world.projects.find(({ key }) => key === 'camp')!
  const made = { specs: 0, variants: 9, assets: 0, bundles: 0, decisions: 0 }
  bench.api.world.reports.set(projectId, { ...quietReport, made })
  expect((await bench.run('report', '--project', 'camp')).out).toContain('9 variants')
  expect((await bench.run('report')).out).not.toContain('9 variants')
  const unknown = await bench.run('report', '--project', 'kamp')
  expect(unknown.code).toBe(3)
  expect(unknown.err).toContain('Projects: camp')
  await bench.close()
})

describe('the lines of a report', () => {
  it('say plainly that nothing happened, failed or waits', () => {
    const lines = reportLines(quietReport, Date.parse(quietReport.until))
    expect(lines.map((line) => [line.label, line.text])).toEqual([
      ['made', 'nothing new'],
      ['failed', 'nothing'],
      ['away', 'never, as far as it was recorded'],
      ['lost', '0, doubled 0 (counted in the catalogue)'],
      ['cost', '$0.00, 0 s of painting'],
      ['waiting', 'nothing waits for you'],
    ])
  })

  it('do not call whole what was not counted', () => {
    const lines = reportLines({ ...quietReport, notCounted: ['open runs'] }, Date.parse(quietReport.until))
    expect(lines.find((line) => line.label === 'lost')).toMatchObject({
      tone: 'warn',
      more: ['not counted: open runs'],
    })
  })
})

describe('a time on the clock', () => {
  it('is short for today, has its day within a week, and its date before', () => {
    const now = new Date(2026, 10, 21, 15, 0).getTime()
    const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 2).toISOString()
    expect(formatClock(at(21, 14), now)).toBe('14:02')
    expect(formatClock(at(20, 14), now)).toBe('Fri 14:02')
    expect(formatClock(at(2, 9), now)).toBe('2026-11-02 09:02')
    const wait = { kind: 'person', count: 1, whom: 'a person', what: '1 spec waits', hint: '' } as const
    expect(waitSentence({ ...wait, since: at(21, 14) }, now)).toBe('1 spec waits, since 14:02')
    expect(waitSentence({ ...wait, since: null }, now)).toBe('1 spec waits')
  })
})

describe('progress on a terminal', () => {
  it('is written over line by line, never blanked first, and not at all when nothing changed', async () => {
    const bench = await openCliBench()
    try {
      await bench.write('props.txt', 'prop: tent\n')
      await bench.run('wishlist', 'add', 'props.txt', '--project', 'camp')
      const view = bench.api.world.runs[0]!.view
      let written: string[] = []
      const terminal = {
        writeOut: () => undefined,
        writeErr: (text: string) => void written.push(text),
        isInteractive: true,
        columns: () => 100,
      }
      const display = new ProgressDisplay(terminal, noStyle, () => Date.parse(view.createdAt))
      display.show(view)
      const height = written.join('').split('\n').length - 1
      written = []
      display.show(view)
      expect(written).toEqual([])
      display.show({ ...view, sentence: 'Another one.' })
      expect(written).toHaveLength(1)
      expect(written[0]).toMatch(new RegExp(`^\\u001b\\[${height}A {2}refine`))
      expect(written[0]).not.toContain('\u001b[0J')
      const of = (specKey: string) => ({ ...{ runId: view.runId, specKey, variantIndex: 0, jobId: specKey } })
      display.showJob({ ...of('tent'), phase: 'running', value: 3, max: 30 } as ProgressNotice)
      display.showJob({ ...of('key'), phase: 'queued', ahead: 2 } as ProgressNotice)
      display.showJob({ ...of('rope'), phase: 'fetching' } as ProgressNotice)
      const jobs = written.at(-1)!.split('\n').slice(-4).join(' ')
      expect(jobs).toMatch(/tent, variant 1: step 3 of 30.*rope.*fetched.*key.*2 before it/)
    } finally {
      await bench.close()
    }
  })

  it('says once in a log what is tried again and again', async () => {
    const bench = await openCliBench()
    try {
      await bench.write('props.txt', 'prop: tent\n')
      await bench.run('wishlist', 'add', 'props.txt', '--project', 'camp')
      const view = bench.api.world.runs[0]!.view
      const written: string[] = []
      const writeErr = (text: string) => void written.push(text)
      const terminal = { writeOut: writeErr, writeErr, isInteractive: false, columns: () => 100 }
      let nowMs = Date.parse(view.createdAt)
      const display = new ProgressDisplay(terminal, noStyle, () => nowMs)
      const retry = { kind: 'retry', count: 1, since: null, whom: 'the next attempt', hint: '' } as const
      const fail = (attempt: number, because: string) => {
        nowMs += 5_000
        const what = `routeGeneration failed and is tried again (attempt ${attempt}): ${because}`
        display.show({ ...view, waitsFor: [{ ...retry, what }] })
      }
      for (const attempt of [1, 2, 3]) fail(attempt, 'no host')
      expect(written).toHaveLength(1)
      fail(4, 'no model')
      expect(written).toHaveLength(2)
    } finally {
      await bench.close()
    }
  })

  it('says in a log how far a job is once nothing else was written for a while, and each step once', () => {
    let written: string[] = []
    let nowMs = 0
    const terminal = {
      writeOut: () => undefined,
      writeErr: (text: string) => void written.push(text),
      isInteractive: false,
      columns: () => 100,
    }
    const display = new ProgressDisplay(terminal, noStyle, () => nowMs)
    const notice = { runId: 'r', specKey: 'tent', variantIndex: 0, jobId: 'tent', max: 30 }
    const tell = (atMs: number, changes: Partial<ProgressNotice>) => {
      nowMs = atMs
      display.showJob({ ...notice, ...changes } as ProgressNotice)
    }
    tell(0, { phase: 'running', value: 1 })
    written = []
    tell(14_999, { phase: 'running', value: 3 })
    tell(15_000, { phase: 'queued' })
    expect(written).toEqual([])
    tell(15_000, { phase: 'running', value: 4 })
    tell(31_000, { phase: 'running', value: 4 })
    expect(written).toEqual(['  tent, variant 1: step 4 of 30\n'])
  })
})
