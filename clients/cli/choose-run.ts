import type { RunRow } from '../../core/ports.js'
import { terminalRunStages } from '../../core/run-options.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { CliError } from './cli-error.js'

/** The id that was named, else the newest run that still goes on, else the newest. Throws CliError when there is none. */
export async function chooseRunId(client: AssetloomClient, named: string | undefined): Promise<string> {
  if (named !== undefined) return named
  const { runs } = await client.listRuns({ limit: 100 })
  const run = runs.find((one: RunRow) => !terminalRunStages.includes(one.stage)) ?? runs[0]
  if (run === undefined)
    throw new CliError('notFound', 'There is no run yet.', 'Start one: npx assetloom wishlist add FILE')
  return run.runId
}

/** Further back nobody expects a name without its run to be looked up. */
const runsSearchedMax = 20

/**
 * The run that a spec key without a run means: the one that was named, else the newest that goes on and has the spec,
 * else the newest that has it, else what chooseRunId gives.
 */
export async function findRunOfSpec(
  client: AssetloomClient,
  named: string | undefined,
  specKey: string,
): Promise<string> {
  if (named !== undefined) return named
  const { runs } = await client.listRuns({ limit: 100 })
  const isOver = (run: RunRow) => terminalRunStages.includes(run.stage)
  const order = [...runs.filter((run) => !isOver(run)), ...runs.filter(isOver)].slice(0, runsSearchedMax)
  for (const run of order) if ((await client.listVariants(run.runId, specKey)).length > 0) return run.runId
  return chooseRunId(client, named)
}
