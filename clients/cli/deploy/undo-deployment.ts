import type { FileStep, UndoNote } from '../../../core/deploy/deployment-record.schema.js'
import type { DeployProblem } from '../../../core/deploy/deploy-problem.js'
import { keepFolder } from '../../../core/deploy/game-path.js'
import type { DeployFs } from './deploy-fs.js'
import { placeOn, undoFolder, undoingFolder } from './deploy-places.js'
import { listUndos, readUndoNote } from './deploy-record.js'
import { runWork, type StepSource } from './transaction.js'

export interface PlannedUndo {
  readonly number: number
  readonly note: UndoNote
  /** From what is there now to what was there before. */
  readonly steps: readonly Pick<FileStep, 'path' | 'before' | 'after'>[]
  readonly problems: readonly DeployProblem[]
}

/** What undoing the last deployment would change; null when there is none to undo. */
export async function planUndo(
  fs: DeployFs,
  root: string,
  overwriteEdited: boolean,
): Promise<PlannedUndo | null> {
  const number = (await listUndos(fs, root)).at(-1)
  if (number === undefined) return null
  const note = await readUndoNote(fs, root, number)
  const steps: Pick<FileStep, 'path' | 'before' | 'after'>[] = []
  const problems: DeployProblem[] = []
  for (const { path, before, after, backup } of note.steps) {
    const place = placeOn(root, path)
    const found = await fs.find(place)
    const current = found?.kind === 'file' ? (await fs.hash(place)).sha256 : null
    const refuse = (message: string, hint: string) => problems.push({ path, message, hint })
    if (found !== null && found.kind !== 'file') refuse('it is no plain file any more', 'Put the file back.')
    else if (found?.isReadOnly === true) refuse('it is read-only', 'Check it out or make it writable.')
    else if (current !== after && !overwriteEdited)
      refuse(
        after === null ? 'it is there again' : 'it was changed since it was deployed',
        'Keep the change by moving the file away, or give it up with --overwrite-edited.',
      )
    if (backup !== null && (await fs.find(placeOn(root, backup))) === null)
      refuse(`what was there before is gone from ${keepFolder}`, 'Take the file from version control.')
    if (current !== before) steps.push({ path, before: current, after: before })
  }
  return { number, note, steps, problems }
}

/** Gives back the state before the last deployment, to the byte, all or nothing. */
export async function applyUndo(
  fs: DeployFs,
  root: string,
  { number, note, steps }: PlannedUndo,
): Promise<void> {
  const sources = new Map<string, StepSource>()
  for (const { path, backup } of note.steps) if (backup !== null) sources.set(path, placeOn(root, backup))
  await runWork(fs, root, {
    work: 'undo',
    steps,
    sources,
    backupFolder: undoingFolder,
    note: null,
    dropped: [`${undoFolder}/${number}`],
    emptied: [...note.folders].filter((folder) => folder !== keepFolder).reverse(),
  })
}
