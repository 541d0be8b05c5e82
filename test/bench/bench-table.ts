import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { format, resolveConfig } from 'prettier'
import type { BenchRow, BenchTable } from './bench-row.js'

const columns = ['what', 'ours', 'against', 'ratio', 'aim', 'met'] as const

/** One line of the printed table. */
export function rowText(row: BenchRow): string {
  const [what, ours, against, ratio, aim, met] = cellsOf(row)
  return `${what}: ${ours} | against ${against} | ratio ${ratio} | aim ${aim} | met ${met}`
}

/** What the numbers were taken on. Names no host: the file is public. */
export function machineLine(): string {
  const processors = cpus()
  const model = processors[0]?.model.trim() || process.arch
  const memoryGib = (totalmem() / 2 ** 30).toFixed(0)
  return `${processors.length} cores (${model}), ${memoryGib} GiB, Node ${process.versions.node}, ${process.platform}`
}

/**
 * Replaces what stands between the marks of one table in a Markdown file, and formats it as `npm run ci` wants it.
 * Throws when the file lacks the marks.
 */
export async function writeReport(
  path: string,
  measured: {
    readonly table: BenchTable
    readonly command: string
    readonly rows: readonly BenchRow[]
    readonly notes: readonly string[]
  },
): Promise<void> {
  const { text, begin, end } = readMarked(path, measured.table)
  const part = [
    ...['', '', `\`${measured.command}\` on ${machineLine()}`, ''],
    `| ${columns.join(' | ')} |`,
    `|${columns.map(() => '---').join('|')}|`,
    ...measured.rows.map((row) => `| ${cellsOf(row).map(escapeCell).join(' | ')} |`),
    ...(measured.notes.length === 0 ? [] : ['', ...measured.notes.map((note) => `- ${escapeCell(note)}`)]),
    ...['', ''],
  ].join('\n')
  const written = text.slice(0, begin) + part + text.slice(end)
  writeFileSync(path, await format(written, { ...(await resolveConfig(path)), parser: 'markdown' }))
}

/** Throws unless the file has the marks of these tables: asked before the benches, which take minutes. */
export function assertReportable(path: string, tables: Iterable<BenchTable>): void {
  for (const table of tables) readMarked(path, table)
}

/** `begin` is the end of the first mark, `end` the start of the second: what lies between them is the table's. */
function readMarked(path: string, table: BenchTable): { text: string; begin: number; end: number } {
  const [beginMark, endMark] = [`<!-- bench ${table} -->`, `<!-- /bench ${table} -->`]
  const text = readFileSync(path, 'utf8')
  const begin = text.indexOf(beginMark)
  const end = text.indexOf(endMark)
  if (begin < 0 || end < begin)
    throw new Error(`${path} needs the lines ${beginMark} and ${endMark}: the table goes between them`)
  return { text, begin: begin + beginMark.length, end }
}

function cellsOf(row: BenchRow): string[] {
  const met = row.within === null ? '-' : row.within ? 'yes' : 'no'
  return [row.what, row.ours, row.against, row.ratio === null ? '-' : row.ratio.toFixed(2), row.aim, met]
}

function escapeCell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|')
}
