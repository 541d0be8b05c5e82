import type { RunView, WishlistAccepted } from '../../../core/http/http-api.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import { CliError } from '../cli-error.js'
import type { CommandKit } from '../command-kit.js'
import { printProblems } from '../print-failure.js'
import type { ProgressDisplay } from '../progress-display.js'
import { assertSucceeded, watchRun } from '../watch-run.js'

/**
 * Follows an order until its run has ended. Rejected lines are shown as soon as they are known. Throws CliError when the
 * run failed as a whole, also when it did so long ago: then nothing would ever come of it.
 */
export async function followOrder(
  kit: CommandKit,
  client: AssetloomClient,
  accepted: WishlistAccepted,
  review: 'auto' | 'page',
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<RunView> {
  const known = accepted.created ? null : await client.readRun(accepted.runId)
  if (known !== null && (known.stage === 'failed' || known.stage === 'cancelled'))
    throw new CliError(
      'conflict',
      `This was ordered before and ${known.stage === 'failed' ? `failed: ${known.failure ?? known.sentence}` : 'cancelled.'}`,
      `The same order is the same run. Order it anew with another --seed (it had ${known.options.seed}).`,
    )
  if (known !== null)
    display.note(
      known.stage === 'done'
        ? 'This was made before: nothing is made again.'
        : 'This was begun before: it goes on.',
    )
  if (review === 'page') {
    const link = await client.createLoginLink()
    display.note(`Decide here (the link signs in once): ${link.url}`)
  }
  let problemsShown = false
  const run = await watchRun(client, accepted.runId, display, signal, (change) => {
    if (problemsShown || change.stage === 'refining') return
    problemsShown = true
    display.clear()
    printProblems(kit.context, change.problems)
  })
  assertSucceeded(run)
  return run
}

/** The palette file that was named, as an order takes it. Throws CliError when it cannot be read. */
export async function readPalette(
  kit: CommandKit,
  file: string | undefined,
): Promise<{ readonly name: string; readonly text: string } | undefined> {
  if (file === undefined) return undefined
  const { readTextFile } = await import('../read-text-file.js')
  const { name, text } = await readTextFile(kit.context.cwd, file, 'a palette (.gpl or .hex)', 262_144)
  return { name, text }
}
