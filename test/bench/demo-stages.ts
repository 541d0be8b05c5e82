import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { DemoDocument } from '../../clients/cli/demo-document.js'
import { stopStack } from '../../infra/dev/stack.js'
import type { Bench, BenchRow } from './bench-row.js'
import { benchEnvironment } from './bench-stack.js'

const demoLimitMs = 600_000
const firstAimMs = 45_000
const againAimMs = 10_000

/** The demo as a person starts it, in a fresh home, and once more when it is finished. */
export const demoStages: Bench = {
  name: 'demo-stages',
  table: 'product',
  async run({ quick, say }) {
    // What only the first process after a build or boot pays (cold files) is not the demo's.
    if (!quick) {
      say('a demo in another home, to warm up')
      await inFreshHome((home) => runDemo(home, []))
    }
    say('a demo in a fresh home')
    return await inFreshHome(async (home) => {
      const list = quick ? ['--wishlist', writeShortList(home)] : []
      const first = await runDemo(home, list)
      say('the finished demo again')
      const again = await runDemo(home, list)
      return [
        describe('demo in a fresh home', first, quick ? null : firstAimMs),
        describe('finished demo again', again, quick ? null : againAimMs),
      ]
    })
  },
}

/** A list that says nothing about speed, but goes the whole way. */
function writeShortList(home: string): string {
  const path = join(home, 'short.txt')
  writeFileSync(path, 'prop: water barrel, 32x32\nprop: oil lamp, 32x32\n')
  return path
}

interface TimedDemo {
  readonly timingsMs: DemoDocument['timingsMs']
  readonly specs: number
  readonly variants: number
  /** The whole command, with looking after the build before and stopping the stack afterwards. */
  readonly commandMs: number
}

async function inFreshHome<Result>(work: (home: string) => Promise<Result>): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'assetloom-bench-demo-'))
  try {
    return await work(home)
  } finally {
    await stopStack(home)
    rmSync(home, { recursive: true, force: true })
  }
}

/** Throws with the end of what the demo said when it fails. */
async function runDemo(home: string, list: readonly string[]): Promise<TimedDemo> {
  const startedMs = performance.now()
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['infra/dev/bootstrap.mjs', 'demo', '--json', '--home', home, ...list],
    {
      env: benchEnvironment({ ASSETLOOM_HOME: home, ASSETLOOM_PORT: '0' }),
      timeout: demoLimitMs,
      maxBuffer: 16 * 2 ** 20,
    },
  )
  const { timingsMs, specs, variants } = JSON.parse(stdout) as DemoDocument
  return { timingsMs, specs, variants, commandMs: performance.now() - startedMs }
}

function describe(what: string, demo: TimedDemo, aimMs: number | null): BenchRow {
  const { stack, run, export: exported, total } = demo.timingsMs
  const stages = `stack ${seconds(stack)}, run ${seconds(run)}, export ${seconds(exported)}`
  return {
    what: `${what} (${demo.specs} specs, ${demo.variants} variants)`,
    ours: `${seconds(total)} (${stages}; whole command ${seconds(demo.commandMs)})`,
    against: '-',
    ratio: null,
    aim: aimMs === null ? '-' : `< ${seconds(aimMs)}`,
    within: aimMs === null ? null : total < aimMs,
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
