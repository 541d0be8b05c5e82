/** One fault and what was counted after it. */
export interface ComfyRow {
  readonly fault: string
  readonly jobs?: number
  /** Of the stand-ins: what a GPU would have been busy with. */
  readonly executions?: number
  /** More than the jobs, and how many the fault may have cost. */
  readonly submissions?: number
  readonly images?: number
  readonly ledger?: number
  readonly seconds?: number
  readonly verdict: string
}

const columns: readonly { title: string; width: number; cell: (row: ComfyRow) => string }[] = [
  { title: 'fault', width: 66, cell: (row) => row.fault },
  { title: 'jobs', width: 4, cell: (row) => String(row.jobs ?? '') },
  { title: 'executions', width: 10, cell: (row) => String(row.executions ?? '') },
  { title: 'submissions', width: 11, cell: (row) => String(row.submissions ?? '') },
  { title: 'images', width: 6, cell: (row) => String(row.images ?? '') },
  { title: 'ledger', width: 6, cell: (row) => String(row.ledger ?? '') },
  { title: 's', width: 5, cell: (row) => row.seconds?.toFixed(1) ?? '' },
  { title: 'verdict', width: 7, cell: (row) => row.verdict },
]

export function comfyTableHead(): string {
  return columns.map(({ title, width }) => title.padEnd(width)).join(' ')
}

export function comfyTableLine(row: ComfyRow): string {
  return columns.map(({ cell, width }) => cell(row).padEnd(width)).join(' ')
}

/** The rows as a table of Markdown. */
export function comfyTableLines(rows: readonly ComfyRow[]): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '/')).join(' | ')} |`
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map(({ cell }) => cell(row)))),
  ]
}
