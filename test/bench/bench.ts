/**
 * `npm run bench`: what orchestration costs, on real stacks (docs/benchmarks.md). Nothing is asserted about time: the
 * exit code is 0 unless a bench could not be run.
 */
import { parseArgs } from 'node:util'
import { apiBenches } from './api-speed.js'
import type { Bench, BenchRow, BenchTable } from './bench-row.js'
import { assertReportable, machineLine, rowText, writeReport } from './bench-table.js'
import { demoStages } from './demo-stages.js'
import { latencyBenches } from './latency.js'
import { gpuIdle } from './gpu-idle.js'
import { gpuScaling } from './gpu-scaling.js'
import { orchestrationTax } from './orchestration-tax.js'
import { scheduling } from './scheduling.js'
import { memory, throughput } from './throughput.js'

const specsMax = 10_000
const benches: readonly Bench[] = [
  orchestrationTax,
  throughput,
  memory,
  demoStages,
  ...latencyBenches,
  ...apiBenches,
  scheduling,
  gpuIdle,
  gpuScaling,
]
const usage = `npm run bench -- [--only WORDS] [--quick] [--specs N] [--source] [--report FILE.md]
  --only WORDS      benches with these words in their name or of the table of this name (product, interface, comfyui); commas
                    between alternatives
  --quick           small sizes: shows that everything runs, says little about speed
  --specs N         specs of the memory bench, 1 to ${specsMax}; default 2000, with --quick 40
  --source          GPU benches run the source as it stands instead of what is built
  --report FILE.md  rewrites there what stands between <!-- bench TABLE --> and <!-- /bench TABLE -->, for each table
                    of which something is measured
benches: ${benches.map(({ name }) => name).join(', ')}
`

interface BenchOptions {
  readonly only: readonly string[]
  readonly quick: boolean
  readonly specs: number
  readonly source: boolean
  readonly report: string | null
}

const options = readOptionsOrExit()
const chosen = benches.filter(
  ({ name, table }) =>
    options.only.length === 0 || options.only.some((word) => name.includes(word) || word === table),
)
if (chosen.length === 0) {
  process.stderr.write(`no bench has these words in its name\n${usage}`)
  process.exit(2)
}
const tables = new Set(chosen.map(({ table }) => table))
if (options.report !== null) assertReportableOrExit(options.report)
const rows = new Map<BenchTable, BenchRow[]>()
const failures = new Map<BenchTable, string[]>()
process.stdout.write(`${machineLine()}\n`)
for (const bench of chosen) await runBench(bench)
if (options.report !== null) {
  const command = ['npm run bench --', ...process.argv.slice(2)].join(' ')
  for (const table of tables)
    await writeReport(options.report, {
      table,
      command,
      rows: rows.get(table) ?? [],
      notes: failures.get(table) ?? [],
    })
}
process.exit(failures.size === 0 ? 0 : 1)

async function runBench(bench: Bench): Promise<void> {
  const { quick, specs, source } = options
  const mode = source ? 'source' : 'dist'
  const startedMs = performance.now()
  const say = (line: string) => void process.stderr.write(`${bench.name}: ${line}\n`)
  say('begins')
  try {
    const measured = await bench.run({ quick, specs, mode, say })
    rows.set(bench.table, [...(rows.get(bench.table) ?? []), ...measured])
    for (const row of measured) process.stdout.write(`${rowText(row)}\n`)
    say(`took ${((performance.now() - startedMs) / 1000).toFixed(0)} s`)
  } catch (error) {
    // One line of a list: a stack that does not start tells the end of a log.
    const message = (error instanceof Error ? error.message : String(error)).split('\n').join(' / ')
    failures.set(bench.table, [...(failures.get(bench.table) ?? []), `${bench.name} could not be run`])
    process.stdout.write(`${bench.name} could not be run: ${message.slice(0, 1000)}\n`)
  }
}

function readOptionsOrExit(): BenchOptions {
  try {
    return readOptions()
  } catch (error) {
    exitWithUsage(error)
  }
}

function assertReportableOrExit(path: string): void {
  try {
    assertReportable(path, tables)
  } catch (error) {
    exitWithUsage(error)
  }
}

function exitWithUsage(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  process.exit(2)
}

function readOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      specs: { type: 'string' },
      source: { type: 'boolean', default: false },
      report: { type: 'string' },
    },
  })
  const specs = Number(values.specs ?? (values.quick ? 40 : 2000))
  if (!Number.isInteger(specs) || specs < 1 || specs > specsMax)
    throw new Error(`--specs takes a whole number from 1 to ${specsMax}`)
  const only = (values.only ?? '').split(',').map((one) => one.trim().toLowerCase())
  return {
    only: only.filter((one) => one !== ''),
    quick: values.quick,
    specs,
    source: values.source,
    report: values.report ?? null,
  }
}
