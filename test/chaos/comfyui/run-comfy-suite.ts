import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ChaosOptions } from '../chaos-options.js'
import { machineLine, versionsLine } from '../chaos-table.js'
import type { Baseline } from '../invariants/invariant.js'
import { createSeededRandom, seedOf } from '../seeded-random.js'
import { agentFaults, twoHostFaults } from './agent-faults.js'
import type { ComfyFault } from './comfy-fault.js'
import { ComfyLab } from './comfy-lab.js'
import { comfyTableHead, comfyTableLine, comfyTableLines, type ComfyRow } from './comfy-table.js'
import { runFaults } from './run-faults.js'
import { serverFaults } from './server-faults.js'
import { transportFaults } from './transport-faults.js'
import { tryComfyFault } from './try-comfy-fault.js'

const undisturbed: ComfyFault = { name: 'none' }
/** Those that need two hosts stand together: the stack is started anew for them. */
const faults: readonly ComfyFault[] = [
  ...transportFaults,
  ...serverFaults,
  ...agentFaults,
  ...runFaults,
  ...twoHostFaults,
]
const verdictCharsMax = 500

/** `npm run chaos -- --suite comfyui`: the table of faults of a generation by ComfyUI. Returns the exit status. */
export async function runComfySuite(options: ChaosOptions): Promise<number> {
  const chosen = faults.filter(
    ({ name, onlyInAll }) =>
      (options.set === 'all' || onlyInAll !== true) &&
      (options.only.length === 0 || options.only.some((words) => name.toLowerCase().includes(words))),
  )
  if (options.list) {
    for (const { name, onlyInAll } of chosen)
      process.stdout.write(`${onlyInAll === true ? 'all  ' : 'small'} ${name}\n`)
    return 0
  }
  if (chosen.length === 0) {
    process.stderr.write('no fault has these words in its name: --list names them\n')
    return 2
  }
  const suite = new ComfySuite(options)
  try {
    await suite.tryAll(chosen)
  } finally {
    await suite.lab.stop()
  }
  return await suite.finish()
}

class ComfySuite {
  readonly lab: ComfyLab
  private readonly options: ChaosOptions
  private readonly rows: ComfyRow[] = []
  private readonly notes: string[] = []
  private readonly baseline: { current: Baseline | null } = { current: null }
  private readonly startedMs = performance.now()

  constructor(options: ChaosOptions) {
    this.options = options
    this.lab = new ComfyLab(options)
  }

  async tryAll(chosen: readonly ComfyFault[]): Promise<void> {
    const { specs, variants, seed } = this.options
    process.stdout.write(`seed ${seed}, ${specs} specs with ${variants} variants\n${comfyTableHead()}\n`)
    for (const [index, fault] of [undisturbed, ...chosen].entries()) {
      if (index > 0 && this.baseline.current === null) {
        this.tell('the undisturbed run failed: there is nothing to compare a fault with')
        return
      }
      const row = await this.attempt(fault, index)
      this.rows.push(row)
      process.stdout.write(`${comfyTableLine(row)}\n`)
      this.report(`not finished: ${this.rows.length} rows so far`)
    }
  }

  /** Returns the exit status. */
  async finish(): Promise<number> {
    const failed = this.rows.filter((row) => row.verdict !== 'ok').length
    const minutes = ((performance.now() - this.startedMs) / 60_000).toFixed(1)
    const summary = `${this.rows.length - failed} faults survived, ${failed} not; ${minutes} minutes`
    for (const note of this.notes) process.stdout.write(`note: ${note}\n`)
    process.stdout.write(`${summary}\n`)
    this.report(summary)
    if (failed === 0 && !this.options.keep) await this.lab.remove()
    else {
      await this.lab.renew()
      process.stdout.write(`the home with its logs is kept: ${this.lab.home}\n`)
    }
    return failed === 0 ? 0 : 1
  }

  private async attempt(fault: ComfyFault, index: number): Promise<ComfyRow> {
    const { lab, baseline, options } = this
    try {
      return await tryComfyFault({
        ...{ lab, fault, baseline, projectKey: `chaos-comfyui-${index}` },
        random: createSeededRandom(seedOf(options.seed, fault.name)),
        tell: (note) => this.tell(note),
      })
    } catch (error) {
      // One line of a table: a stack that does not start tells the end of a log.
      const message = (error instanceof Error ? error.message : String(error)).split('\n').join(' / ')
      await lab.renew()
      return { fault: fault.name, verdict: `FAILED: ${message.slice(0, verdictCharsMax)}` }
    }
  }

  private tell(note: string): void {
    if (!this.notes.includes(note)) this.notes.push(note)
  }

  private report(summary: string): void {
    const { options, rows, notes } = this
    if (options.report === null) return
    const text = [
      '# Fault matrix of ComfyUI',
      '',
      'Real stacks with one or two stand-ins; what is counted: [guides/fault-matrix.md](guides/fault-matrix.md#the-suite-comfyui).',
      '',
      `- Command: \`${['npm run chaos --', ...process.argv.slice(2)].join(' ')}\``,
      `- Seed ${options.seed}, ${options.specs} specs with ${options.variants} variants each`,
      `- Machine: ${machineLine()}`,
      `- Versions: ${versionsLine()}`,
      `- Result: ${summary}`,
      ...notes.map((note) => `- Note: ${note}`),
      '',
      ...comfyTableLines(rows),
      '',
    ]
    mkdirSync(dirname(options.report), { recursive: true })
    writeFileSync(options.report, text.join('\n'))
  }
}
