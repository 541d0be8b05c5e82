import { mkdir, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startFakeComfyui } from '../../adapters/fake-comfyui/fake-comfyui.js'
import { openCliBench, type CliBench } from './cli-bench.js'

const list = '# props\nprop: tent\nprop: water barrel\nno category here\n'

describe('assetloom on the command line', () => {
  let bench: CliBench

  beforeEach(async () => {
    bench = await openCliBench()
    await bench.write('props.txt', list)
  })
  afterEach(() => bench.close())

  const addList = async () => {
    const added = await bench.run('wishlist', 'add', 'props.txt', '--project', 'camp', '--json')
    return String(added.json()['runId'])
  }

  describe('exit codes and messages', () => {
    const oneLineAndHint = /^assetloom: .+\n {2}.+\n$/

    it('are 2 with two lines for an unknown command, a missing argument and a bad number', async () => {
      for (const args of [
        ['rum'],
        ['wishlist', 'add'],
        ['wishlist', 'add', 'props.txt', '--seed', 'abc'],
        ['demo', '--review', 'cat'],
      ]) {
        const result = await bench.run(...args)
        expect([args, result.code]).toEqual([args, 2])
        expect(result.out).toBe('')
        expect(result.err).toMatch(/^assetloom: .+\n/)
        expect(result.err).toContain('Add --help')
      }
    })

    it('are 3 for a file or run that is not there', async () => {
      const noFile = await bench.run('wishlist', 'add', 'nothing.txt')
      expect(noFile.code).toBe(3)
      expect(noFile.err).toMatch(oneLineAndHint)
      const noRun = await bench.run('run', 'watch', 'run_0')
      expect(noRun.code).toBe(3)
      expect(noRun.err).toBe('assetloom: There is no run run_0.\n  Mend not-found.\n')
      expect((await bench.run('review', 'list')).code).toBe(3)
    })

    it('are 4 without a valid token', async () => {
      const result = await bench.runIn(
        { ASSETLOOM_URL: bench.api.url, ASSETLOOM_TOKEN: 'wrong' },
        'run',
        'list',
      )
      expect(result.code).toBe(4)
      expect(
        (await bench.runIn({ ASSETLOOM_HOME: 'empty' }, 'run', 'list', '--url', bench.api.url)).code,
      ).toBe(4)
    })

    it('are 6 when nothing runs, with how to start it', async () => {
      bench.stackRuns = false
      const result = await bench.run('run', 'list')
      expect(result.code).toBe(6)
      expect(result.err).toMatch(oneLineAndHint)
      expect(result.err).toContain('npx assetloom up')
      expect((await bench.run('status')).code).toBe(6)
    })

    it('are 2 for a list that is a folder, binary or too long', async () => {
      await mkdir(join(bench.folder, 'lists'))
      await bench.write('picture.txt', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]))
      await bench.write('long.txt', 'x'.repeat(2_000_000))
      for (const name of ['lists', 'picture.txt', 'long.txt']) {
        const result = await bench.run('wishlist', 'add', name)
        expect([name, result.code]).toEqual([name, 2])
        expect(result.err).toMatch(oneLineAndHint)
      }
      expect(bench.api.world.runs).toEqual([])
    })

    it('show no stack trace unless ASSETLOOM_DEBUG asks for one', async () => {
      expect((await bench.run('run', 'watch', 'run_0')).err).not.toContain('    at ')
      const debug = await bench.runIn({ ASSETLOOM_DEBUG: '1' }, '--home', bench.home, 'run', 'watch', 'run_0')
      expect(debug.err).toContain('    at ')
    })
  })

  it('adds a list: run id on stdout, rejected lines with file and line on stderr', async () => {
    const result = await bench.run('wishlist', 'add', 'props.txt', '--seed', '5', '--target', 'generic,pixi')
    expect(result.code).toBe(0)
    expect(result.out).toMatch(/^run_[0-9a-f-]+\n$/)
    expect(result.err).toContain('props.txt:4: "no category here" has no category\n  Write "prop: ..."\n')
    expect(bench.api.world.runs[0]?.view.options).toMatchObject({
      seed: 5,
      targets: ['generic', 'pixi'],
      review: 'person',
    })
  })

  it('prints one JSON document with --json wherever it stands', async () => {
    const runId = await addList()
    for (const args of [
      ['--json', 'run', 'list'],
      ['run', 'list', '--json'],
      ['spec', 'list', '--json'],
      ['review', 'list', '--json'],
      ['status', '--json'],
      ['run', 'pause', runId, '--json'],
    ]) {
      const result = await bench.run(...args)
      expect([args, result.code]).toEqual([args, 0])
      expect(Object.keys(result.json()).length).toBeGreaterThan(0)
    }
    expect(bench.api.world.runs[0]?.view.paused).toBe(true)
  })

  it('says of a run without specs how it stands', async () => {
    const runId = await addList()
    const run = bench.api.world.runs[0]!
    run.specs = []
    run.view = { ...run.view, stage: 'cancelled', sentence: 'Cancelled before its list was read.' }
    const shown = await bench.run('spec', 'list', '--run', runId)
    expect([shown.code, shown.out]).toEqual([0, ''])
    expect(shown.err).toContain('This run has no specs. Cancelled before its list was read.')
  })

  it('shows that a run waits for budget, and lets it go on above it', async () => {
    const runId = await addList()
    const run = bench.api.world.runs[0]!
    const [count, since, whom, hint] = [2, null, 'budget', 'raise it']
    const wait = { kind: 'budget' as const, count, since, whom, what: '2 specs wait for budget', hint }
    run.view = { ...run.view, stage: 'generating', waitsFor: [wait] }
    const shown = await bench.run('run', 'list')
    expect(shown.out).toMatch(/waits for budget.*2 for budget/)
    expect((await bench.run('status')).out).toMatch(
      /waits for budget[^]*2 specs wait for budget\n\s+raise it/,
    )
    const approved = await bench.run('run', 'approve-overage', runId, '--json')
    expect(approved.json()).toEqual({ runId, approved: true })
    expect((await bench.run('run', 'list')).out).not.toContain('budget')
  })

  describe('review', () => {
    it('picks by spec key and number, sends all versions, and undoes', async () => {
      await addList()
      const picked = await bench.run('review', 'pick', 'tent:2', '--json')
      expect(picked.code).toBe(0)
      expect(picked.json()).toMatchObject({ state: 'applied', variant: 'tent:2@1' })
      const spec = () => bench.api.world.runs[0]?.specs.find((one) => one.specKey === 'tent')
      expect(spec()?.variants.map((one) => one.verdict)).toEqual([
        'notChosen',
        'approved',
        'notChosen',
        'notChosen',
      ])
      expect((await bench.run('review', 'undo', 'tent:2')).code).toBe(0)
      expect(spec()?.variants.map((one) => one.verdict)).toEqual(Array(4).fill('undecided'))
    })

    it('needs a reason to reject, and keeps it', async () => {
      await addList()
      expect((await bench.run('review', 'reject', 'tent:1')).code).toBe(2)
      expect((await bench.run('review', 'reject', 'tent:1', '--reason', 'too noisy')).code).toBe(0)
      expect(bench.api.world.decisions.at(-1)).toMatchObject({
        verdict: 'rejected',
        reason: 'too noisy',
        reviewer: 'local',
      })
    })

    it('regenerates by the spec key alone and then means the newest round', async () => {
      await addList()
      expect((await bench.run('review', 'regenerate', 'tent')).code).toBe(0)
      const second = await bench.run('review', 'approve', 'tent:1', '--json')
      expect(second.json()).toMatchObject({ variant: 'tent:1@2' })
      const first = await bench.run('review', 'approve', 'tent:3@1', '--json')
      expect(first.json()).toMatchObject({ variant: 'tent:3@1' })
    })

    it('is 5 on a closed spec, which reopen opens', async () => {
      await addList()
      bench.api.world.closedSpecs.add('tent')
      const refused = await bench.run('review', 'approve', 'tent:1')
      expect(refused.code).toBe(5)
      expect(refused.err).toContain('The spec is closed.')
      expect((await bench.run('review', 'reopen', 'tent')).code).toBe(0)
      expect((await bench.run('review', 'approve', 'tent:1')).code).toBe(0)
    })

    it('says when a decision is kept because Temporal is away', async () => {
      await addList()
      bench.api.world.temporalAway = true
      const result = await bench.run('review', 'approve', 'tent:1')
      expect(result.code).toBe(0)
      expect(result.err).toContain('kept, and applied when Temporal answers')
    })

    it('names no variant: 2; one that is not there: 3', async () => {
      await addList()
      expect((await bench.run('review', 'approve', 'Tent 2')).code).toBe(2)
      expect((await bench.run('review', 'approve', 'tent')).code).toBe(2)
      expect((await bench.run('review', 'approve', 'tent:9')).code).toBe(3)
      expect((await bench.run('review', 'approve', 'castle:1')).code).toBe(3)
    })
  })

  it('exports one folder a target, and is 5 while nothing is approved', async () => {
    const runId = await addList()
    expect((await bench.run('export', '--run', runId, '--out', 'out')).code).toBe(5)
    await bench.run('review', 'pick', 'tent:1')
    const result = await bench.run(
      'export',
      '--run',
      runId,
      '--target',
      'generic,pixi',
      '--out',
      'out',
      '--json',
    )
    expect(result.code).toBe(0)
    expect((await readdir(join(bench.folder, 'out'))).sort()).toEqual(['generic', 'pixi'])
    expect(result.json()['bundles']).toMatchObject([
      { target: 'generic', filesFetched: 4 },
      { target: 'pixi' },
    ])
  })

  it('watches a run to its end and prints its sentence; a cancelled one is 1', async () => {
    const runId = await addList()
    setTimeout(() => void bench.run('review', 'pick', 'tent:1'), 50)
    setTimeout(() => void bench.run('review', 'pick', 'water-barrel:1'), 100)
    const done = await bench.run('run', 'watch', runId)
    expect(done.code).toBe(0)
    expect(done.out).toBe('All 2 specs are decided.\n')
    const other = (await bench.run('wishlist', 'add', 'props.txt', '--seed', '2', '--json')).json()
    await bench.run('run', 'cancel', String(other['runId']))
    const cancelled = await bench.run('run', 'watch', String(other['runId']))
    expect(cancelled.code).toBe(1)
    expect(cancelled.err).toContain('was cancelled')
  })

  it('starts, shows and stops the stack of the home', async () => {
    bench.stackRuns = false
    const up = await bench.run('up', '--json')
    expect(up.json()).toMatchObject({
      apiUrl: bench.api.url,
      reviewUrl: `${bench.api.url}/login/one-time`,
      owned: true,
    })
    expect((await bench.run('status')).code).toBe(0)
    expect((await bench.run('down', '--json')).json()).toEqual({ home: bench.home, stopped: true })
    expect((await bench.run('down')).code).toBe(0)
    expect(bench.stackCalls).toEqual(['start detached', 'stop', 'stop'])
  })

  it('examines the machine without starting anything', async () => {
    const result = await bench.run('doctor', '--json')
    const { checks } = result.json() as { checks: { name: string; state: string }[] }
    expect(checks.map((check) => check.name)).toEqual(
      expect.arrayContaining(['Node.js', 'Temporal server', 'PostgreSQL', 'disk', 'service', 'ffmpeg']),
    )
    expect(checks.find((check) => check.name === 'Node.js')?.state).toBe('ok')
    expect(bench.stackCalls).toEqual([])
  })

  describe('demo', () => {
    it('takes a list to bundles, prints exactly the document, and stops its stack', async () => {
      bench.stackRuns = false
      const result = await bench.run(
        'demo',
        '--wishlist',
        'props.txt',
        '--target',
        'generic,pixi',
        '--out',
        'out',
        '--json',
      )
      expect(result.code).toBe(0)
      const out = join(bench.folder, 'out')
      expect(result.json()).toEqual({
        runId: expect.stringMatching(/^run_/) as unknown,
        seed: 1,
        wishlist: join(bench.folder, 'props.txt'),
        specs: 2,
        variants: 8,
        assets: 2,
        problems: [expect.objectContaining({ file: 'props.txt', line: 4 })],
        notes: [],
        bundles: [
          { target: 'generic', dir: join(out, 'generic'), manifest: join(out, 'generic', 'manifest.json') },
          { target: 'pixi', dir: join(out, 'pixi'), manifest: join(out, 'pixi', 'manifest.json') },
        ],
        contactSheet: join(out, 'generic', 'contact-sheet.png'),
        timingsMs: {
          stack: expect.any(Number),
          run: expect.any(Number),
          export: expect.any(Number),
          total: expect.any(Number),
        },
        executions: 8,
      })
      expect(JSON.parse(await readFile(join(out, 'pixi', 'manifest.json'), 'utf8'))).toMatchObject({
        target: 'pixi',
      })
      expect(bench.stackCalls).toEqual(['start attached', 'stop handle'])
    })

    it('goes on with the run that is there, whatever targets and folder are asked', async () => {
      const first = (await bench.run('demo', '--wishlist', 'props.txt', '--json')).json()
      const again = (
        await bench.run('demo', '--wishlist', 'props.txt', '--target', 'pixi', '--out', 'b', '--json')
      ).json()
      expect(again['runId']).toBe(first['runId'])
      expect(bench.api.world.runs).toHaveLength(1)
      const other = (await bench.run('demo', '--wishlist', 'props.txt', '--seed', '6', '--json')).json()
      expect(other['runId']).not.toBe(first['runId'])
      expect(bench.api.world.projects).toHaveLength(2)
    })

    it('runs through a stand-in of its stack and tells the faults that this injected, also when it was kept', async () => {
      const standIn = await startFakeComfyui({ faults: 'poll-500' })
      try {
        const demo = [
          'demo',
          '--wishlist',
          'props.txt',
          '--provider',
          'comfyui',
          '--comfyui',
          'fake',
          '--json',
        ]
        const refused = await bench.run(...demo)
        expect([refused.code, refused.err]).toEqual([5, expect.stringContaining('without the stand-in')])
        bench.stackRuns = false
        bench.standInUrl = standIn.url
        bench.stackCalls.length = 0
        expect((await fetch(`${standIn.url}/queue`)).status).toBe(500)
        const first = await bench.run(...demo, '--chaos', '7', '--keep')
        expect(first.json()).toMatchObject({ faultsInjected: 1, faults: { 'poll-500': 1 }, executions: 8 })
        expect(bench.stackCalls).toEqual([expect.stringMatching(/^start detached with .*"chaosSeed":7/)])
        expect((await bench.run(...demo)).json()).toMatchObject({ faultsInjected: 1 })
      } finally {
        await standIn.close()
      }
    })

    it('says how to go on when its run was cancelled: the same input is the same run', async () => {
      await bench.run('demo', '--wishlist', 'props.txt')
      const run = bench.api.world.runs[0]
      if (run !== undefined) run.view = { ...run.view, stage: 'cancelled' }
      const again = await bench.run('demo', '--wishlist', 'props.txt')
      expect(again.code).toBe(5)
      expect(again.err).toContain('This demo was made before and cancelled.')
      expect(again.err).toContain('--seed 2')
      expect((await bench.run('demo', '--wishlist', 'props.txt', '--seed', '2')).code).toBe(0)
    })

    it('starts the stack again when another command stopped it on the way', async () => {
      bench.stackRuns = false
      await bench.write('hard.txt', 'prop: tent\n')
      bench.api.failNext('/api/v1/runs/', 503, 1_000)
      const running = bench.run('demo', '--wishlist', 'hard.txt', '--json')
      const isAsking = () => bench.api.requests.some((one) => one.startsWith('GET /api/v1/runs/'))
      await vi.waitFor(() => expect(isAsking()).toBe(true), { timeout: 30_000 })
      await bench.run('down')
      const before = bench.timesFoundDown
      await vi.waitFor(() => expect(bench.timesFoundDown).toBeGreaterThan(before), { timeout: 30_000 })
      bench.api.forgiveAll()
      const result = await running
      expect(result.code).toBe(0)
      expect(result.err).toContain('starting it again, nothing is lost')
      expect(bench.stackCalls.filter((call) => call.startsWith('start'))).toHaveLength(2)
    })

    it('prints paths and how to open the run again for people', async () => {
      bench.stackRuns = false
      const result = await bench.run('demo', '--wishlist', 'props.txt')
      expect(result.out).toContain(join(bench.home, 'bundles', 'demo-'))
      expect(result.out).toContain('contact sheet')
      expect(result.out).toContain(`npx assetloom up --home ${bench.home}`)
      expect(result.err).toContain('props.txt:4:')
    })

    it('is 2 for a palette without colours and for a list without lines', async () => {
      await bench.write('none.hex', '; nothing\n')
      expect((await bench.run('demo', '--palette', 'none.hex')).code).toBe(2)
      await bench.write('empty.txt', '\n')
      const empty = await bench.run('demo', '--wishlist', 'empty.txt')
      expect(empty.code).toBe(2)
      expect(empty.err).toContain('has no line of text')
    })
  })
})
