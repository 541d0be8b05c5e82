/**
 * `npm run chaos -- [--seed N] [--specs N]`: real stacks, real kills. Every fault hurts a run in the middle; afterwards
 * the catalogue is counted and the bundle compared with that of an undisturbed run. The verdict is by counting, not by
 * the absence of errors.
 */
import { parseArgs } from 'node:util'
import { createSeededRandom } from './seeded-random.js'
import { faults, startFaults, undisturbed, undisturbedReview, type Fault } from './faults.js'
import { Lab, type Counts } from './lab.js'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    specs: { type: 'string', default: '6' },
    only: { type: 'string' },
  },
})
const specs = Number(values.specs)
if (!Number.isInteger(specs) || specs < 1 || specs > 2_000) {
  process.stderr.write('--specs takes a whole number from 1 to 2000\n')
  process.exit(2)
}
const random = createSeededRandom(Number(values.seed))
const nouns = ['barrel', 'saguaro cactus', 'clay jar', 'oil lamp', 'stack of crates', 'wooden bench']
/** Slow enough to be hurt in the middle. */
const list = Array.from(
  { length: specs },
  (_, index) => `prop: fault:slow-250 ${nouns[index % nouns.length]} ${index + 1}`,
).join('\n')

const columns = [
  'fault',
  'specs',
  'variants',
  'executions',
  'ledger',
  'open',
  'decisions',
  'bundle',
  'recovery',
  'verdict',
]
const widths = [60, 6, 9, 11, 7, 5, 10, 14, 9, 8]
const row = (cells: readonly (string | number)[]) =>
  process.stdout.write(`${cells.map((cell, at) => String(cell).padEnd(widths[at] ?? 0)).join(' ')}\n`)

let failed = 0
let passed = 0
const baselines = new Map<Fault['review'], Counts>()

function objections(counts: Counts, baseline: Counts): string[] {
  const found: string[] = []
  if (counts.variants !== specs * 4) found.push(`${counts.variants} variants instead of ${specs * 4}`)
  if (counts.commits !== counts.variants)
    found.push(`${counts.commits} charges for ${counts.variants} variants`)
  if (counts.openReservations !== 0) found.push(`${counts.openReservations} reservations left open`)
  if (counts.permits !== 0) found.push(`${counts.permits} permits left`)
  if (counts.decisions !== baseline.decisions)
    found.push(`${counts.decisions} decisions instead of ${baseline.decisions}`)
  if (counts.bundleHash !== baseline.bundleHash) found.push('the bundle has other bytes')
  if (counts.executions < counts.variants) found.push('fewer executions than pictures')
  return found
}

async function tryFault(lab: Lab, fault: Fault, index: number): Promise<void> {
  const runId = await lab.submit(`chaos-${index}`, list, fault.review)
  await fault.hurt(lab, runId, random)
  const hurtMs = Date.now()
  await lab.untilDone(runId)
  const recoveryS = ((Date.now() - hurtMs) / 1000).toFixed(1)
  const counts = await lab.count(runId)
  const baseline = baselines.get(fault.review) ?? counts
  baselines.set(fault.review, baseline)
  const wrong = objections(counts, baseline)
  row([
    fault.name,
    counts.specs,
    counts.variants,
    counts.executions,
    counts.commits,
    counts.openReservations,
    counts.decisions,
    counts.bundleHash,
    recoveryS,
    wrong.length === 0 ? 'ok' : `FAILED: ${wrong.join('; ')}`,
  ])
  if (wrong.length > 0) failed += 1
  else passed += 1
}

async function attempt(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    failed += 1
    row([
      name,
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      `FAILED: ${error instanceof Error ? error.message : String(error)}`,
    ])
  }
}

const lab = new Lab()
process.stdout.write(`seed ${values.seed}, ${specs} specs with 4 variants\n`)
row(columns)
try {
  await lab.start()
  const chosen = faults.filter((fault) => !values.only || fault.name.includes(values.only))
  for (const [index, fault] of [undisturbed, undisturbedReview, ...chosen].entries())
    await attempt(fault.name, async () => {
      if (!lab.stack) await lab.start()
      await tryFault(lab, fault, index)
    })
  for (const fault of startFaults)
    await attempt(fault.name, async () => {
      await fault.check(lab)
      passed += 1
      row([fault.name, '', '', '', '', '', '', '', '', 'ok'])
    })
} finally {
  await lab.stop()
  await lab.remove()
}
process.stdout.write(`${passed} faults survived, ${failed} not\n`)
process.exit(failed === 0 ? 0 : 1)
