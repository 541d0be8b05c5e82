import type { Command } from 'commander'
import type { BulkAnswer } from '../../../core/http/review-api.js'
import { addChangeOptions, changesOf, type ChangeOptions } from '../change-options.js'
import { chooseRunId } from '../choose-run.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit, type CommandKit } from '../command-kit.js'

interface RunOption {
  readonly run?: string
}

const runOption = ['--run <run>', 'run id; without it the newest one that goes on'] as const

/** `assetloom review approve-best|regenerate-rejected|undo-group`: many decisions at one stroke. */
export function addBulkReviewCommands(group: Command, context: CliContext): void {
  group
    .command('approve-best')
    .description('pick the best variant of every spec that waits, or of those that are named')
    .argument('[specs...]', 'spec keys; without any, all that wait and that nobody else has claimed')
    .option(...runOption)
    .action(async (specKeys: string[], options: RunOption, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const runId = await chooseRunId(client, options.run)
      const ask = async (body: object) => await client.call('approveBest', { params: { runId }, body })
      show(kit, await inTurns(ask, named(specKeys)), runId)
    })
  const regenerate = group
    .command('regenerate-rejected')
    .description('ask for another round of every spec whose variants were all turned down')
    .argument('[specs...]', 'spec keys; without any, all of them')
    .option(...runOption)
    .option('--reason <text>', 'why')
  addChangeOptions(regenerate).action(
    async (
      specKeys: string[],
      options: RunOption & ChangeOptions & { reason?: string },
      command: Command,
    ) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const runId = await chooseRunId(client, options.run)
      const changes = await changesOf(client, options)
      const { reason } = options
      const ask = async (body: object) => await client.call('regenerateRejected', { params: { runId }, body })
      const asked = {
        ...(reason === undefined ? {} : { reason }),
        ...(changes === undefined ? {} : { changes }),
      }
      show(kit, await inTurns(ask, { ...named(specKeys), ...asked }), runId)
    },
  )
  group
    .command('undo-group')
    .description('take back what was decided at one stroke, where nobody has decided since')
    .argument('<group>', 'as approve-best and regenerate-rejected say it')
    .option(...runOption)
    .action(async (groupName: string, options: RunOption, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const runId = await chooseRunId(client, options.run)
      show(kit, await client.call('undoDecisionGroup', { params: { runId, groupName } }), runId)
    })
}

function named(specKeys: readonly string[]): { specKeys?: string[] } {
  return specKeys.length === 0 ? {} : { specKeys: [...specKeys] }
}

/** One answer holds at most some hundred decisions: asked again in the same group until none is left. */
async function inTurns(ask: (body: object) => Promise<BulkAnswer>, body: object): Promise<BulkAnswer> {
  let whole = await ask(body)
  while (whole.left > 0) {
    const next = await ask({ ...body, groupId: whole.groupId })
    const { applied, pending, refused, skipped } = next.counts
    whole = {
      ...{ groupId: whole.groupId, left: next.left, results: [...whole.results, ...next.results] },
      counts: {
        applied: whole.counts.applied + applied,
        pending: whole.counts.pending + pending,
        refused: whole.counts.refused + refused,
        skipped: whole.counts.skipped + skipped,
      },
    }
    // Nothing moves: those that are left would be refused in every further turn.
    if (applied + pending === 0) break
  }
  return whole
}

/** Throws CliError where some were refused. */
function show(kit: CommandKit, answer: BulkAnswer, runId: string): void {
  const { counts, groupId, left, results } = answer
  kit.print({ runId, ...answer }, '')
  for (const { specKey, variantId, status, problem } of results)
    if (status === 'refused' || status === 'skipped')
      kit.say(`${specKey ?? variantId ?? ''}: ${status}. ${problem?.detail ?? ''}`.trimEnd())
  const later = counts.pending === 0 ? '' : `, ${counts.pending} kept until Temporal answers`
  kit.say(`${counts.applied} decided${later}${left === 0 ? '' : `, ${left} left`}.`)
  if (counts.applied + counts.pending > 0)
    kit.say(`Take it back: npx assetloom review undo-group ${groupId} --run ${runId}`)
  if (counts.refused > 0)
    throw new CliError(
      'conflict',
      `${counts.refused} of ${results.length} were refused.`,
      `See how they stand: npx assetloom review list --run ${runId} --all`,
    )
}
