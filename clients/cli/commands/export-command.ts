import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { CliContext } from '../cli-context.js'
import { chooseRunId } from '../choose-run.js'
import { openKit } from '../command-kit.js'
import { nameList } from '../parse-options.js'
import { publishBundles } from '../publish-bundles.js'

/** `assetloom export`. */
export function addExportCommand(program: Command, context: CliContext): void {
  program
    .command('export')
    .description('write the approved assets of a run as bundles, one folder a target')
    .option('--run <run>', 'run id; without it the newest one that goes on')
    .option('--target <list>', 'targets with commas between them', nameList, ['generic'])
    .requiredOption('--out <dir>', 'folder that gets one folder a target')
    .action(async (options: { run?: string; target: string[]; out: string }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const runId = await chooseRunId(client, options.run)
      const outDir = resolve(context.cwd, options.out)
      const bundles = await publishBundles(client, runId, options.target, outDir, kit.say, context.signal)
      kit.print({ runId, bundles }, bundles.map((bundle) => `${bundle.dir}\n`).join(''))
      for (const bundle of bundles)
        kit.say(
          bundle.filesFetched === 0
            ? `${bundle.target}: ${bundle.files} files, all there already`
            : `${bundle.target}: ${bundle.files} files, ${bundle.filesFetched} new or changed`,
        )
    })
}
