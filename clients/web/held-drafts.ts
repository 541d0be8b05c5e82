import type { KeptText } from './decision-outbox.js'

export const cellNames = ['prompt', 'width', 'height', 'variants'] as const
export type CellName = (typeof cellNames)[number]

/** Cells of a row as they were typed, only those that differ from the spec; what is no number yet is kept too. */
export type RowDraft = Readonly<Partial<Record<CellName, string>>> & { readonly isOut?: true }
/** Rows by the key of their spec. */
export type RunDraft = ReadonlyMap<string, RowDraft>

/** Runs whose drafts are kept; the one that was typed in longest ago goes first. */
const runsMax = 20

/**
 * What was typed into the tables of held runs and not saved yet. It is kept in the browser at every change, so that
 * neither another page nor a closed tab loses it; where the browser refuses, it lasts as long as the tab does.
 */
export class HeldDrafts {
  readonly #store: KeptText
  #runs: Map<string, RunDraft>
  #isStored = true

  constructor(store: KeptText) {
    this.#store = store
    this.#runs = readDrafts(store) ?? new Map<string, RunDraft>()
  }

  of(runId: string): RunDraft {
    return this.#runs.get(runId) ?? new Map<string, RowDraft>()
  }

  /** Without rows, the run is forgotten. */
  keep(runId: string, rows: RunDraft): void {
    // Another tab may have kept those of another run meanwhile.
    const runs = (this.#isStored ? readDrafts(this.#store) : null) ?? this.#runs
    runs.delete(runId)
    if (rows.size > 0) runs.set(runId, rows)
    for (const oldest of runs.keys()) if (runs.size > runsMax) runs.delete(oldest)
    this.#runs = runs
    try {
      this.#store.write(JSON.stringify([...runs].map(([id, draft]) => [id, [...draft]])))
      this.#isStored = true
    } catch {
      this.#isStored = false
    }
  }

  /** A held run was replaced by the one of the next revision: what was typed belongs there. */
  move(fromRunId: string, toRunId: string): void {
    const rows = this.of(fromRunId)
    if (fromRunId === toRunId || rows.size === 0) return
    this.keep(toRunId, rows)
    this.keep(fromRunId, new Map())
  }

  /** Closing the tab would lose something. */
  get isAtRisk(): boolean {
    return !this.#isStored && this.#runs.size > 0
  }
}

/** null when the browser does not let itself be read, or something else stands there. */
function readDrafts(store: KeptText): Map<string, RunDraft> | null {
  try {
    const runs = JSON.parse(store.read() ?? '[]') as [string, [string, unknown][]][]
    return new Map(runs.map(([runId, rows]) => [runId, new Map(rows.map(([key, row]) => [key, asRow(row)]))]))
  } catch {
    return null
  }
}

/** Another version of the page may have written it: only what is known, and text, is taken. */
function asRow(written: unknown): RowDraft {
  const row = Object(written) as Record<string, unknown>
  const cells = cellNames.flatMap((name) => {
    const text = row[name]
    return typeof text === 'string' ? [[name, text] as const] : []
  })
  return { ...Object.fromEntries(cells), ...(row['isOut'] === true ? { isOut: true } : {}) }
}
