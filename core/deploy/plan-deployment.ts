import { compareText } from '../bundle/bundle-file.js'
import type { DeployProblem } from './deploy-problem.js'
import type { DeploymentRecord, OwnedFile, ProjectDeployment } from './deployment-record.schema.js'
import type { Leaver } from './find-leavers.js'
import { foldPath, isEngineSidecar } from './game-path.js'
import { addressOf } from './game-entries.js'
import type { Reference } from './match-references.js'
import type { PlacedFile } from './place-files.js'

/** What is at a place on disk. */
export type DiskState =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'file'
      readonly sha256: string
      /** Of a text with CRLF the hash with LF: a checkout that turns line ends is no edit. */
      readonly lfSha256: string | null
      readonly isReadOnly: boolean
    }
  /** Neither can be written to; `at` is the part of the path that is in the way. */
  | { readonly kind: 'link' | 'other'; readonly at: string }
  /** Another name that Windows and macOS take for this one. */
  | { readonly kind: 'twin'; readonly at: string }

export type PlanVerb = 'create' | 'replace' | 'same' | 'adopt' | 'rename' | 'remove' | 'keep' | 'leave'

export interface PlanAction {
  readonly verb: PlanVerb
  /** Relative to the assets folder; of a rename the new place. */
  readonly path: string
  /** Of a rename: the old place. */
  readonly from?: string
  readonly key: string | null
  readonly reason: string
  /** In the bundle; null when nothing is written. */
  readonly source: string | null
}

/** A file that has to change: from these bytes to those. */
export interface PlannedStep {
  readonly path: string
  readonly before: string | null
  readonly after: string | null
  /** In the bundle; null where a file goes. */
  readonly source: string | null
}

export interface PlanOptions {
  /** Removes what the bundle no longer has. */
  readonly prune: boolean
  /** Removes it although something names it. */
  readonly forceRemove: boolean
  /** Takes edits of owned files as given up. */
  readonly overwriteEdited: boolean
}

export interface PlanInput {
  readonly project: ProjectDeployment['project']
  readonly files: readonly PlacedFile[]
  readonly leavers: readonly Leaver[]
  readonly record: DeploymentRecord
  /** Of every path of `files` and `leavers`. */
  readonly disk: ReadonlyMap<string, DiskState>
  readonly references: readonly Reference[]
  /** False: not all texts of the game were looked at, so nothing is known to be unused. */
  readonly sawAllReferences: boolean
  readonly options: PlanOptions
}

export interface DeploymentPlan {
  /** By path. */
  readonly actions: readonly PlanAction[]
  readonly steps: readonly PlannedStep[]
  readonly problems: readonly DeployProblem[]
  /** The project's files afterwards, by path. */
  readonly owned: readonly OwnedFile[]
  /** Addresses of the manifest's entries that go, and of those that stay although nothing is behind them any more. */
  readonly removedEntries: ReadonlySet<string>
  readonly keptEntries: ReadonlySet<string>
  /** Edited files that are overwritten or removed. */
  readonly editsLost: number
}

interface Draft {
  readonly actions: PlanAction[]
  readonly steps: PlannedStep[]
  readonly problems: DeployProblem[]
  readonly owned: OwnedFile[]
  editsLost: number
}

/**
 * Compares a bundle with what the folder holds and with what the last deployment wrote. Only files that a deployment
 * wrote, and that nobody changed since, are replaced or removed; all else is a problem that says what to do. Applying
 * the plan and planning again finds nothing to do.
 */
export function planDeployment(input: PlanInput): DeploymentPlan {
  const draft: Draft = {
    actions: [],
    steps: [],
    problems: twinProblems(input.files),
    owned: [],
    editsLost: 0,
  }
  const ours = new Map<string, OwnedFile>()
  const theirs = new Map<string, string>()
  for (const { project, files } of input.record.deployments)
    for (const file of files) {
      if (project.key === input.project.key) ours.set(file.path, file)
      else theirs.set(foldPath(file.path), project.key)
    }
  for (const file of input.files) planFile(draft, input, file, ours.get(file.path), theirs)
  const removedEntries = new Set<string>()
  const keptEntries = new Set<string>()
  for (const leaver of input.leavers) {
    const why = stayReason(leaver, input)
    for (const entry of leaver.entries) (why === null ? removedEntries : keptEntries).add(addressOf(entry))
    for (const file of leaver.files) planLeaver(draft, input, leaver, file, why)
  }
  const byPath = (a: { path: string }, b: { path: string }) => compareText(a.path, b.path)
  return {
    actions: joinRenames(draft.actions, input.leavers).sort(byPath),
    steps: draft.steps.sort(byPath),
    problems: draft.problems.sort(byPath),
    owned: draft.owned.sort(byPath),
    removedEntries,
    keptEntries,
    editsLost: draft.editsLost,
  }
}

function planFile(
  draft: Draft,
  input: PlanInput,
  file: PlacedFile,
  owned: OwnedFile | undefined,
  theirs: ReadonlyMap<string, string>,
): void {
  const { path, sha256, bytes, key, role } = file
  const refuse = (message: string, hint: string) => draft.problems.push({ path, message, hint })
  const act = (verb: PlanVerb, reason: string, before: string | null = null) => {
    const isWrite = verb === 'create' || verb === 'replace'
    draft.actions.push({ verb, path, key, reason, source: isWrite ? file.source : null })
    if (isWrite) draft.steps.push({ path, before, after: sha256, source: file.source })
    // An engine rewrites its own settings, so they are nobody's to compare later.
    if (!file.isSidecar) draft.owned.push({ path, sha256, bytes, key, role })
  }
  const other = theirs.get(foldPath(path))
  if (other !== undefined)
    return void refuse(
      `it belongs to the project "${other}"`,
      'Deploy this project into another folder: --into NAME.',
    )
  const disk = input.disk.get(path) ?? { kind: 'absent' }
  if (disk.kind === 'absent')
    return act('create', owned === undefined ? 'new' : 'was deployed before and is gone')
  if (disk.kind !== 'file') return void refuse(...blockedWords(disk))
  if (file.isSidecar) return act('leave', 'the engine keeps it')
  if (matches(disk, sha256))
    return act(owned === undefined ? 'adopt' : 'same', sameReason(disk, sha256, owned))
  if (owned === undefined)
    return void refuse(
      'it is there already and was not deployed by Assetloom',
      'Move it away, or deploy elsewhere: --into NAME, or integration.manifest_path of its spec.',
    )
  const isEdited = !matches(disk, owned.sha256)
  if (isEdited && !input.options.overwriteEdited)
    return void refuse(
      'it was changed since it was deployed',
      'Keep the change by moving the file away, or give it up with --overwrite-edited.',
    )
  if (disk.isReadOnly) return void refuse('it is read-only', 'Check it out or make it writable.')
  if (isEdited) draft.editsLost += 1
  act('replace', isEdited ? 'its edit is given up' : 'the bundle has other bytes', disk.sha256)
}

function sameReason(
  disk: DiskState & { kind: 'file' },
  sha256: string,
  owned: OwnedFile | undefined,
): string {
  if (owned === undefined) return 'the same bytes are there already'
  return disk.sha256 === sha256 ? 'the same bytes' : 'the same but for its line ends'
}

function planLeaver(
  draft: Draft,
  input: PlanInput,
  leaver: Leaver,
  file: OwnedFile,
  why: string | null,
): void {
  const { path, key } = file
  const disk = input.disk.get(path) ?? { kind: 'absent' }
  // Somebody removed it before us: nothing is left to own.
  if (disk.kind === 'absent') return
  if (why !== null || isEngineSidecar(path)) {
    draft.owned.push(file)
    draft.actions.push({ verb: 'keep', path, key, reason: why ?? 'the engine keeps it', source: null })
    return
  }
  const refuse = (message: string, hint: string) => draft.problems.push({ path, message, hint })
  if (disk.kind !== 'file') return void refuse(...blockedWords(disk))
  const isEdited = !matches(disk, file.sha256)
  if (isEdited && !input.options.overwriteEdited)
    return void refuse(
      'it would be removed, but was changed since it was deployed',
      'Keep the change by moving the file away, or give it up with --overwrite-edited.',
    )
  if (disk.isReadOnly)
    return void refuse('it would be removed, but is read-only', 'Check it out or make it writable.')
  if (isEdited) draft.editsLost += 1
  const reason =
    leaver.reason === 'rename' ? 'its asset has another place' : 'the bundle does not have it any more'
  draft.actions.push({ verb: 'remove', path, key, reason, source: null })
  draft.steps.push({ path, before: disk.sha256, after: null, source: null })
}

/** Why something that the bundle does not have any more stays; null when it goes. */
function stayReason(leaver: Leaver, { options, references, sawAllReferences }: PlanInput): string | null {
  if (!options.prune) return 'not in this bundle; --prune removes it'
  if (options.forceRemove) return null
  const first = references.find((one) => one.leaver === leaver.name)
  if (first !== undefined)
    return `${first.file}:${first.line} names it; --force-remove removes it all the same`
  return sawAllReferences ? null : 'not every file of the game was looked at; --force-remove removes it'
}

/** A file that goes and one that comes for the same asset are shown as one move. */
function joinRenames(actions: readonly PlanAction[], leavers: readonly Leaver[]): PlanAction[] {
  const moving = new Set(leavers.filter(({ reason }) => reason === 'rename').map(({ name }) => name))
  const joined = [...actions]
  for (const gone of actions) {
    if (gone.verb !== 'remove' || gone.key === null || !moving.has(gone.key)) continue
    const extension = gone.path.slice(gone.path.lastIndexOf('.'))
    const at = joined.findIndex(
      ({ verb, key, path }) => verb === 'create' && key === gone.key && path.endsWith(extension),
    )
    const come = joined[at]
    if (come === undefined) continue
    joined[at] = { ...come, verb: 'rename', from: gone.path, reason: gone.reason }
    joined.splice(joined.indexOf(gone), 1)
  }
  return joined
}

/** Two files of the bundle that one file system takes for the same. */
function twinProblems(files: readonly PlacedFile[]): DeployProblem[] {
  const seen = new Map<string, string>()
  const problems: DeployProblem[] = []
  for (const { path } of files) {
    const parts = path.split('/')
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const start = parts.slice(0, depth).join('/')
      const folded = foldPath(start)
      const other = seen.get(folded)
      if (other === undefined) seen.set(folded, start)
      else if (other !== start) {
        problems.push({
          path,
          message: `${start} and ${other} are one name on Windows and macOS`,
          hint: twinHint,
        })
        break
      }
    }
  }
  return problems
}

const twinHint =
  'Spell both alike, in integration.manifest_path or on disk, or deploy elsewhere: --into NAME.'

function matches(disk: DiskState & { kind: 'file' }, sha256: string): boolean {
  return disk.sha256 === sha256 || disk.lfSha256 === sha256
}

function blockedWords(
  disk: Exclude<DiskState, { readonly kind: 'absent' | 'file' }>,
): [message: string, hint: string] {
  if (disk.kind === 'link')
    return [
      `${disk.at} is a symbolic link, and a deployment follows none`,
      'Put a real folder or file there.',
    ]
  if (disk.kind === 'twin')
    return [`${disk.at} is there already, the same name on Windows and macOS`, twinHint]
  return [
    `${disk.at} is in the way: it is of another kind`,
    'Move it away, or deploy elsewhere: --into NAME.',
  ]
}
