/**
 * `npm run chaos`: real stacks, real kills. Every fault hurts a run in the middle; afterwards the invariants I1-I8 are
 * checked (docs/guides/fault-matrix.md). The verdict is by counting, not by the absence of errors.
 */
import { DefaultLogger, Runtime } from '@temporalio/worker'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { readChaosOptions, usage, type ChaosOptions } from './chaos-options.js'
import { tableHead, tableLine, toMarkdown, type ChaosRow } from './chaos-table.js'
import type { Fault } from './fault.js'
import { chooseFaults } from './fault-list.js'
import type { Baseline } from './invariants/invariant.js'
import { Lab } from './lab.js'
import { runComfySuite } from './comfyui/run-comfy-suite.js'
import { createSeededRandom, seedOf } from './seeded-random.js'
import { tryFault } from './try-fault.js'
import { undisturbed } from './undisturbed.js'
import { writeList } from './write-list.js'

const options = readOptionsOrExit()
if (options.suite === 'comfyui') {
  muteReplays()
  process.exit(await runComfySuite(options))
}
const chosen = chooseFaults(options)
if (options.list) {
  for (const { name, onlyInAll } of [...chosen.runFaults, ...chosen.startFaults])
    process.stdout.write(`${onlyInAll === true ? 'all  ' : 'small'} ${name}\n`)
  process.exit(0)
}
if (chosen.runFaults.length + chosen.startFaults.length === 0) {
  process.stderr.write('no fault has these words in its name: --list names them\n')
  process.exit(2)
}
muteReplays()

const verdictCharsMax = 500
const rows: ChaosRow[] = []
const notes: string[] = []
const startedMs = performance.now()
const lab = new Lab(options)
process.stdout.write(
  `seed ${options.seed}, ${options.specs} specs with ${options.variants} variants\n${tableHead()}\n`,
)
try {
  await tryAll(lab)
} finally {
  await lab.stop()
}
finish()

/** Replays would speak of every history; what does not replay is said by its verdict. */
function muteReplays(): void {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] })
}

function readOptionsOrExit(): ChaosOptions {
  try {
    return readChaosOptions(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
    process.exit(2)
  }
}

async function tryAll(lab: Lab): Promise<void> {
  const baselines = new Map<Fault['review'], Baseline>()
  const kinds = chosen.runFaults.length === 0 ? [] : (['auto', 'person'] as const)
  const list = writeList(options.specs)
  for (const [index, fault] of [...kinds.map((kind) => undisturbed[kind]), ...chosen.runFaults].entries()) {
    if (index >= kinds.length && baselines.size < kinds.length) {
      tell('the undisturbed runs failed: there is nothing to compare a fault with')
      return
    }
    await record(fault.name, () =>
      tryFault({
        ...{ lab, fault, list, baselines, tell },
        projectKey: `chaos-${index}`,
        random: createSeededRandom(seedOf(options.seed, fault.name)),
      }),
    )
  }
  for (const fault of chosen.startFaults)
    await record(fault.name, async () => {
      await fault.check(lab)
      return { fault: fault.name, verdict: 'ok' }
    })
}

/** One row, printed as it comes. After a failure the next fault gets a stack of its own. */
async function record(fault: string, attempt: () => Promise<ChaosRow>): Promise<void> {
  let row: ChaosRow
  try {
    row = await attempt()
  } catch (error) {
    // One line of a table: a stack that does not start tells the end of a log.
    const message = (error instanceof Error ? error.message : String(error)).split('\n').join(' / ')
    row = { fault, verdict: `FAILED: ${message.slice(0, verdictCharsMax)}` }
    await lab.stop().catch(() => undefined)
  }
  rows.push(row)
  process.stdout.write(`${tableLine(row)}\n`)
  // A night is long: what was counted so far is kept when the rest never comes.
  report(`not finished: ${rows.length} rows so far`)
}

function tell(note: string): void {
  if (!notes.includes(note)) notes.push(note)
}

function finish(): void {
  const failed = rows.filter((row) => row.verdict !== 'ok').length
  const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1)
  const summary = `${rows.length - failed} faults survived, ${failed} not; ${minutes} minutes`
  for (const note of notes) process.stdout.write(`note: ${note}\n`)
  process.stdout.write(`${summary}\n`)
  report(summary)
  if (failed > 0 || options.keep) {
    process.stdout.write(`the home with its logs is kept: ${lab.home}\n`)
    process.exit(failed === 0 ? 0 : 1)
  }
  void lab.remove().then(() => process.exit(0))
}

function report(summary: string): void {
  if (options.report === null) return
  mkdirSync(dirname(options.report), { recursive: true })
  const command = ['npm run chaos --', ...process.argv.slice(2)].join(' ')
  writeFileSync(options.report, toMarkdown({ options, command, rows, notes, summary }))
}
