import {
  deployJournalSchema,
  type DeployJournal,
  type FileStep,
  type UndoNote,
} from '../../../core/deploy/deployment-record.schema.js'
import { keepFolder } from '../../../core/deploy/game-path.js'
import { CliError } from '../cli-error.js'
import { codeOf, type DeployFs } from './deploy-fs.js'
import { folderOf, foldersAbove, journalPath, placeOn, undoFolder, undoNoteName } from './deploy-places.js'

/** Bytes of a step: given, or the file whose bytes they are (checked against the step's hash). */
export type StepSource = Uint8Array | string

export interface Work {
  readonly work: DeployJournal['work']
  /** In the order in which they take their places; the record comes last. Without drafts and backups: they get some. */
  readonly steps: readonly Pick<FileStep, 'path' | 'before' | 'after'>[]
  /** By path, of every step that writes. */
  readonly sources: ReadonlyMap<string, StepSource>
  readonly backupFolder: string
  /** Written beside the backups; null for an undo, which keeps none. */
  readonly note: Omit<UndoNote, 'steps' | 'folders'> | null
  readonly dropped: readonly string[]
  readonly emptied: readonly string[]
}

/** A file that changed between the plan and its turn. */
export class ChangedMeanwhileError extends Error {
  readonly path: string

  constructor(path: string) {
    super(`${path} was changed while this went on`)
    this.name = 'ChangedMeanwhileError'
    this.path = path
  }
}

/** Work that an error stopped half-way through its tidying; the next command goes on with it. */
export class UnfinishedWorkError extends Error {
  /** What is in the folder: all new files, or some of the old ones still to come back. */
  readonly state: 'done' | 'halfBack'
  override readonly cause: unknown

  constructor(state: UnfinishedWorkError['state'], cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause))
    this.name = 'UnfinishedWorkError'
    this.state = state
    this.cause = cause
  }
}

/**
 * Does all steps or none. New bytes are written beside their places first; then a journal says that they count, and they
 * are moved in. A process that dies before that sentence leaves the old state to be tidied, one that dies after it leaves
 * the new state to be finished: `recoverWork` does either. An error takes everything back and is thrown again; one on
 * the way back or after the last step is an UnfinishedWorkError.
 */
export async function runWork(fs: DeployFs, root: string, work: Work): Promise<void> {
  const journal = await planJournal(fs, root, work)
  try {
    await fs.makeFolder(placeOn(root, keepFolder))
    await writeJournal(fs, root, journal)
    await prepare(fs, root, journal, work)
    await writeJournal(fs, root, { ...journal, phase: 'committing' })
    await commit(fs, root, journal)
  } catch (error) {
    await writeJournal(fs, root, { ...journal, phase: 'rollingBack' }).catch(() => undefined)
    await rollBack(fs, root, journal).catch((cause: unknown) => {
      throw new UnfinishedWorkError('halfBack', cause)
    })
    throw error
  }
  await finish(fs, root, journal).catch((cause: unknown) => {
    throw new UnfinishedWorkError('done', cause)
  })
}

/** Finishes or takes back what a killed process began; says which, or null when nothing was begun. */
export async function recoverWork(fs: DeployFs, root: string): Promise<'finished' | 'takenBack' | null> {
  await fs.remove(placeOn(root, `${journalPath}.draft`))
  const journal = await readJournal(fs, root)
  if (journal === null) return null
  if (journal.phase === 'committing') {
    try {
      await commit(fs, root, journal)
      await finish(fs, root, journal)
      return 'finished'
    } catch (error) {
      // A draft is gone, or a person changed a file since: what was there before is the state that can be had.
      if (!(error instanceof ChangedMeanwhileError) && codeOf(error) !== 'ENOENT') throw error
      await writeJournal(fs, root, { ...journal, phase: 'rollingBack' })
    }
  }
  await rollBack(fs, root, journal)
  return 'takenBack'
}

/** The journal of work that was begun; null when there is none. Throws CliError when it is not one of ours. */
export async function readJournal(fs: DeployFs, root: string): Promise<DeployJournal | null> {
  const place = placeOn(root, journalPath)
  if ((await fs.find(place)) === null) return null
  try {
    return deployJournalSchema.parse(JSON.parse(Buffer.from(await fs.read(place)).toString('utf8')))
  } catch {
    throw new CliError(
      'conflict',
      `${place} cannot be read, so an unfinished deployment cannot be finished.`,
      'Restore the assets folder from version control, then remove that file.',
    )
  }
}

async function planJournal(fs: DeployFs, root: string, work: Work): Promise<DeployJournal> {
  const steps = work.steps.map(({ path, before, after }, index): FileStep => {
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : ''
    return {
      path,
      before,
      after,
      // The same folder, so that moving it in is one step of the file system.
      draft: after === null ? null : `${folder}.assetloom-${index}.draft`,
      backup: before === null ? null : `${work.backupFolder}/${index}`,
    }
  })
  const wanted = [
    ...steps.filter(({ after }) => after !== null).map(({ path }) => path),
    `${work.backupFolder}/note`,
  ]
  const folders: string[] = []
  for (const folder of new Set(wanted.flatMap(foldersAbove)))
    if ((await fs.find(placeOn(root, folder))) === null) folders.push(folder)
  folders.sort((a, b) => a.split('/').length - b.split('/').length)
  return {
    format: 'assetloom-deploy-journal/1',
    work: work.work,
    phase: 'preparing',
    steps,
    folders,
    backupFolder: work.backupFolder,
    dropped: [...work.dropped],
    emptied: [...work.emptied],
  }
}

async function writeJournal(fs: DeployFs, root: string, journal: DeployJournal): Promise<void> {
  await writeWhole(fs, placeOn(root, journalPath), Buffer.from(`${JSON.stringify(journal)}\n`))
}

async function writeWhole(fs: DeployFs, place: string, bytes: Uint8Array): Promise<void> {
  await fs.write(`${place}.draft`, bytes)
  await fs.move(`${place}.draft`, place)
  await fs.syncFolder(folderOf(place))
}

async function prepare(fs: DeployFs, root: string, journal: DeployJournal, work: Work): Promise<void> {
  const { steps, folders, backupFolder } = journal
  for (const folder of folders) await fs.makeFolder(placeOn(root, folder))
  for (const step of steps) {
    if (step.draft !== null) await writeDraft(fs, root, step, work.sources.get(step.path))
    if (step.backup !== null) await fs.duplicate(placeOn(root, step.path), placeOn(root, step.backup))
  }
  if (work.note !== null) {
    const note: UndoNote = { ...work.note, steps, folders }
    await writeWhole(
      fs,
      placeOn(root, `${backupFolder}/${undoNoteName}`),
      Buffer.from(`${JSON.stringify(note)}\n`),
    )
  }
  await syncFolders(fs, root, journal)
}

async function writeDraft(
  fs: DeployFs,
  root: string,
  step: FileStep,
  source: StepSource | undefined,
): Promise<void> {
  if (source === undefined || step.draft === null) throw new Error(`no bytes for ${step.path}`)
  const place = placeOn(root, step.draft)
  if (typeof source !== 'string') await fs.write(place, source)
  // Backups of our own are linked back, so that an undo keeps time stamps; a bundle's files stay the bundle's own.
  else if (source.startsWith(placeOn(root, keepFolder))) await fs.duplicate(source, place)
  else await fs.write(place, await fs.read(source))
  const { sha256 } = await fs.hash(place)
  if (sha256 !== step.after)
    throw typeof source === 'string'
      ? new ChangedMeanwhileError(source)
      : new Error(`${step.path} was written wrongly`)
}

async function commit(fs: DeployFs, root: string, journal: DeployJournal): Promise<void> {
  for (const step of journal.steps) {
    const place = placeOn(root, step.path)
    const current = await hashAt(fs, place)
    if (current === step.after) continue
    if (current !== step.before) throw new ChangedMeanwhileError(place)
    if (step.draft === null) await fs.remove(place)
    else await fs.move(placeOn(root, step.draft), place)
  }
  await syncFolders(fs, root, journal)
}

async function finish(fs: DeployFs, root: string, journal: DeployJournal): Promise<void> {
  for (const { draft } of journal.steps) if (draft !== null) await fs.remove(placeOn(root, draft))
  for (const path of journal.dropped) await fs.removeTree(placeOn(root, path))
  if (journal.work === 'undo') await fs.removeTree(placeOn(root, journal.backupFolder))
  for (const path of journal.emptied) await fs.removeEmptyFolder(placeOn(root, path))
  await endJournal(fs, root)
}

async function rollBack(fs: DeployFs, root: string, journal: DeployJournal): Promise<void> {
  const { steps, folders, backupFolder } = journal
  for (const step of [...steps].reverse()) {
    const place = placeOn(root, step.path)
    const current = await hashAt(fs, place)
    // Neither ours nor what was there: somebody's newer work stays.
    if (current === step.before || current !== step.after) continue
    if (step.backup === null) await fs.remove(place)
    else {
      const draft = placeOn(root, `${step.path}.assetloom-back`)
      await fs.duplicate(placeOn(root, step.backup), draft)
      await fs.move(draft, place)
    }
  }
  for (const { path, draft, backup } of steps) {
    if (draft !== null) await fs.remove(placeOn(root, draft))
    if (backup !== null) await fs.remove(placeOn(root, `${path}.assetloom-back`))
  }
  await fs.removeTree(placeOn(root, backupFolder))
  for (const folder of [...folders].reverse())
    if (folder !== keepFolder) await fs.removeEmptyFolder(placeOn(root, folder))
  await endJournal(fs, root)
}

/** The last word: from here on nothing is left to recover. */
async function endJournal(fs: DeployFs, root: string): Promise<void> {
  await fs.removeEmptyFolder(placeOn(root, undoFolder))
  await fs.remove(placeOn(root, `${journalPath}.draft`))
  await fs.remove(placeOn(root, journalPath))
  await fs.syncFolder(placeOn(root, keepFolder))
}

async function syncFolders(
  fs: DeployFs,
  root: string,
  { steps, backupFolder }: DeployJournal,
): Promise<void> {
  const places = new Set(steps.map(({ path }) => folderOf(placeOn(root, path))))
  for (const place of [...places, placeOn(root, backupFolder)]) await fs.syncFolder(place)
}

async function hashAt(fs: DeployFs, place: string): Promise<string | null> {
  const found = await fs.find(place)
  if (found === null) return null
  // A folder or a link in its place is nobody's bytes.
  return found.kind === 'file' ? (await fs.hash(place)).sha256 : 'not a file'
}
