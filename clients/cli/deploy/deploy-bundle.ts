import { CliError } from '../cli-error.js'
import { applyDeployment } from './apply-deployment.js'
import type { DeployFs } from './deploy-fs.js'
import { explainDiskFailures } from './explain-disk-failure.js'
import { withDeployLock, type ProcessPort } from './deploy-lock.js'
import { planBundle, type DeployRequest, type PlannedDeployment } from './plan-bundle.js'
import { readJournal, recoverWork } from './transaction.js'
import { applyUndo, planUndo, type PlannedUndo } from './undo-deployment.js'

export interface DeployPorts {
  readonly fs: DeployFs
  readonly processes: ProcessPort
  readonly now: () => Date
}

export interface DeployOutcome {
  readonly planned: PlannedDeployment
  /** Whether the folder now holds the bundle. */
  readonly state: 'planned' | 'refused' | 'unconfirmed' | 'applied' | 'nothing-to-do'
  /** Number of the undo; null when nothing was written. */
  readonly undo: number | null
  /** What became of a deployment that was killed before. */
  readonly recovered: 'finished' | 'takenBack' | null
}

export interface DeployMode {
  readonly dryRun: boolean
  /** Also does what takes something away: renames, removals, edits that are given up. */
  readonly yes: boolean
}

/** Plans and, unless something speaks against it, applies. A dry run writes nothing at all. */
export async function deployBundle(
  ports: DeployPorts,
  request: DeployRequest,
  mode: DeployMode,
): Promise<DeployOutcome> {
  const { fs, processes } = ports
  const { root } = request
  if (mode.dryRun) {
    await refuseUnfinished(fs, root)
    return { planned: await planBundle(fs, request), state: 'planned', undo: null, recovered: null }
  }
  const work = async () => {
    const recovered = await recoverWork(fs, root)
    const planned = await planBundle(fs, request)
    const stop = (state: DeployOutcome['state']) => ({ planned, state, undo: null, recovered })
    if (planned.problems.length > 0) return stop('refused')
    if (!mode.yes && takesAway(planned)) return stop('unconfirmed')
    const undo = await applyDeployment(fs, request, planned, ports.now().toISOString())
    return undo === null ? stop('nothing-to-do') : { planned, state: 'applied' as const, undo, recovered }
  }
  return await explainDiskFailures(() => withDeployLock(root, processes, work))
}

export interface UndoOutcome {
  readonly undo: PlannedUndo
  readonly state: 'planned' | 'refused' | 'applied'
  readonly recovered: 'finished' | 'takenBack' | null
}

/** Gives back what was there before the last deployment. Throws CliError (notFound) when there is nothing to undo. */
export async function undoDeployment(
  ports: DeployPorts,
  root: string,
  mode: { readonly dryRun: boolean; readonly overwriteEdited: boolean },
): Promise<UndoOutcome> {
  const { fs, processes } = ports
  const plan = async () => {
    const undo = await planUndo(fs, root, mode.overwriteEdited)
    if (undo !== null) return undo
    throw new CliError(
      'notFound',
      `There is no deployment to undo in ${root}.`,
      'The last five can be undone.',
    )
  }
  if (mode.dryRun) {
    await refuseUnfinished(fs, root)
    return { undo: await plan(), state: 'planned', recovered: null }
  }
  const work = async () => {
    const recovered = await recoverWork(fs, root)
    const undo = await plan()
    if (undo.problems.length > 0) return { undo, state: 'refused' as const, recovered }
    await applyUndo(fs, root, undo)
    return { undo, state: 'applied' as const, recovered }
  }
  return await explainDiskFailures(() => withDeployLock(root, processes, work))
}

/** Renames, removals and edits that are given up ask for a word more. */
export function takesAway({ plan, patched }: PlannedDeployment): boolean {
  const verbs = plan.actions.some(({ verb }) => verb === 'rename' || verb === 'remove')
  return verbs || plan.editsLost > 0 || (patched?.removed.length ?? 0) > 0
}

async function refuseUnfinished(fs: DeployFs, root: string): Promise<void> {
  if ((await readJournal(fs, root)) === null) return
  throw new CliError(
    'conflict',
    'A deployment into this folder is going on, or was cut off.',
    'Wait for it, or run without --dry-run: that finishes it or takes it back first.',
  )
}
