import type { Command } from 'commander'
import type { CliContext } from '../cli-context.js'
import { chooseRunId } from '../choose-run.js'
import { openKit } from '../command-kit.js'
import { formatTable } from '../format-table.js'
import { addSpecEditCommands } from './spec-edit-commands.js'

/** `assetloom spec list`, and what changes specs. */
export function addSpecCommands(program: Command, context: CliContext): void {
  const group = program.command('spec').description('the specs that a list became')
  group
    .command('list')
    .description('specs of a run in the order of its list')
    .option('--run <run>', 'run id; without it the newest one that goes on')
    .action(async (options: { run?: string }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const runId = await chooseRunId(client, options.run)
      const specs = await client.listSpecs(runId)
      const rows = specs.map((spec) => [
        spec.specKey,
        spec.stage,
        String(spec.round),
        String(spec.variants.length),
        spec.assetType,
        spec.prompt,
      ])
      kit.print(
        { runId, specs },
        rows.length === 0
          ? ''
          : formatTable([['SPEC', 'STAGE', 'ROUND', 'VARIANTS', 'TYPE', 'PROMPT'], ...rows]),
      )
      if (rows.length === 0) kit.say(`This run has no specs. ${(await client.readRun(runId)).sentence}`)
    })
  addSpecEditCommands(group, context)
}
