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
