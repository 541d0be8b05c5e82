import type { Command } from 'commander'
import { settledStepStages } from '../../../core/chain/chain-ports.js'
import type { JobView } from '../../../core/http/jobs-api.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit } from '../command-kit.js'
import { reproductionText } from '../reproduction-text.js'
import { resolveVariant } from '../resolve-variant.js'
import { watchJob } from '../watch-job.js'

/** `assetloom reproduce VARIANT`. */
export function addReproduceCommand(program: Command, context: CliContext): void {
  program
    .command('reproduce')
    .description('make a variant again as it was made, and say: identical, near or drifted')
    .argument('<variant>', 'id, or spec key with its number, like barrel:2')
    .option('--run <id>', 'run that a spec key belongs to')
    .option('--no-wait', 'only order it: job show tells the report')
    .action(async (name: string, options: { run?: string; wait: boolean }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { variantId } = await resolveVariant(client, name, options.run)
      const accepted = await client.jobs.reproduce(variantId)
      const { jobId, expectedCostMicros } = accepted
      if (expectedCostMicros > 0)
        kit.say(`It costs about $${(expectedCostMicros / 1e6).toFixed(4)}, booked as a job of its own.`)
      if (!options.wait) {
        kit.print(accepted, `${jobId}\n`)
        return kit.say(`Follow: npx assetloom job watch ${jobId}`)
      }
      const quiet = { ...context, terminal: { ...context.terminal, writeOut: context.terminal.writeErr } }
      await watchJob({ ...kit, context: quiet }, client, jobId)
      const report = await readReport(await client.jobs.read(jobId))
      kit.print({ jobId, ...report }, reproductionText(report))
    })
}

async function readReport({ stage, output, jobId }: JobView) {
  if (output !== null && settledStepStages.includes(stage)) return output
  throw new CliError('failed', `Job ${jobId} is ${stage}.`, `See it: npx assetloom job show ${jobId}`)
}
