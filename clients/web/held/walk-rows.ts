const rowSelector = '.held-row[data-key]'

/** Enter and the arrows in a cell: the same cell of the row below or above. Escape: out of the cell, to the verbs. */
export function walkCells(event: KeyboardEvent): void {
  const cell = event.currentTarget as HTMLInputElement
  const row = cell.closest<HTMLElement>(rowSelector)
  if (event.ctrlKey || event.metaKey || event.altKey || row === null) return
  // So that keys are verbs again; what was typed stays.
  if (event.key === 'Escape') row.querySelector('button')?.focus()
  const step = event.key === 'Enter' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  event.preventDefault()
  const rows = rowsOf(row.parentElement)
  const next = rows[rows.indexOf(row) + step]
  // A sound has no size.
  const target =
    next?.querySelector<HTMLInputElement>(`[data-cell="${cell.dataset['cell'] ?? ''}"]`) ??
    next?.querySelector('input')
  target?.focus()
  target?.select()
}

/** J and K outside of the cells: the first verb of the row below or above. */
export function walkRows(table: HTMLElement | null, step: number): void {
  const rows = rowsOf(table)
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.querySelector('button')?.focus()
}

/** The spec whose row has the focus. */
export function focusedKey(table: HTMLElement | null): string | null {
  return rowsOf(table).find((row) => row.contains(document.activeElement))?.dataset['key'] ?? null
}

/** Into the first cell of the first row. */
export function focusFirstCell(table: HTMLElement | null): void {
  const input = rowsOf(table)[0]?.querySelector('input')
  input?.focus()
  input?.select()
}

function rowsOf(table: HTMLElement | null): HTMLElement[] {
  return [...(table?.querySelectorAll<HTMLElement>(rowSelector) ?? [])]
}
