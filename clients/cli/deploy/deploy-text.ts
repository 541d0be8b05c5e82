import { describeDeployProblem, type DeployProblem } from '../../../core/deploy/deploy-problem.js'
import type { Reference } from '../../../core/deploy/match-references.js'
import type { PlanAction } from '../../../core/deploy/plan-deployment.js'
import { formatTable } from '../format-table.js'
import type { DeployOutcome } from './deploy-bundle.js'
import type { PlannedDeployment } from './plan-bundle.js'
import type { CommandOutcome } from './run-after-deploy.js'
import type { ToldDeployment } from './tell-server.js'

/** Files that stay as they are only count. */
const quiet = new Set(['same', 'leave'])
const referencesShownMax = 50

/** The plan as people read it: a line for each file that changes, then counts. */
export function planText({ plan, patched, manifestFile }: PlannedDeployment): string {
  const shown = plan.actions.filter(({ verb }) => !quiet.has(verb))
  const rows = shown.map((action) => [action.verb, placeText(action), action.reason])
  if (manifestFile !== null && patched !== null) {
    const told = [
      ['created', 'set', patched.created],
      ['changed', 'update', patched.changed],
      ['removed', 'remove', patched.removed],
    ] as const
    for (const [, verb, addresses] of told)
      for (const address of addresses) rows.push([verb, `${manifestFile.path} ${address}`, ''])
  }
  return formatTable(rows) + `${countText(plan.actions)}\n`
}

function placeText({ verb, path, from }: PlanAction): string {
  return verb === 'rename' ? `${from ?? ''} -> ${path}` : path
}

/** `3 create, 12 same`. */
function countText(actions: readonly PlanAction[]): string {
  const counts = new Map<string, number>()
  for (const { verb } of actions) counts.set(verb, (counts.get(verb) ?? 0) + 1)
  return [...counts].map(([verb, count]) => `${count} ${verb}`).join(', ') || 'no files'
}

/** Problems, each with what to do about it, and the places that name what would go. */
export function problemLines(problems: readonly DeployProblem[], references: readonly Reference[]): string[] {
  const lines = problems.flatMap((problem) => [describeDeployProblem(problem), `  ${problem.hint}`])
  for (const { file, line, text, leaver } of references.slice(0, referencesShownMax))
    lines.push(`${file}:${line}: names "${text}"${text === leaver ? '' : ` of "${leaver}"`}`)
  const rest = references.length - referencesShownMax
  return rest > 0 ? [...lines, `... and ${rest} more places`] : lines
}

export interface DeployDocument {
  readonly dir: string
  readonly gameDir: string
  readonly project: string
  readonly target: string
  readonly into: string
  readonly state: DeployOutcome['state']
  readonly undo: number | null
  readonly recovered: DeployOutcome['recovered']
  /** What the service was told; null when none answered, or none was to be told. */
  readonly told: ToldDeployment | null
  readonly actions: readonly PlanAction[]
  readonly manifest: {
    readonly path: string
    readonly created: readonly string[]
    readonly changed: readonly string[]
    readonly removed: readonly string[]
  } | null
  readonly references: readonly Reference[]
  readonly problems: readonly DeployProblem[]
  readonly notes: readonly string[]
  /** Null when none was given or none was run. */
  readonly command: CommandOutcome | null
}

/** One sentence on how the command after a deployment ended. */
export function commandText({ args, exitCode, signal, timedOut, failure }: CommandOutcome): string {
  const name = args[0] ?? ''
  if (failure !== null) return `${name} could not be started: ${failure}.`
  if (timedOut) return `${name} took too long and was ended.`
  return exitCode === null
    ? `${name} was ended by ${signal ?? 'a signal'}.`
    : `${name} ended with exit code ${exitCode}.`
}
