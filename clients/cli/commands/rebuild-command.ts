import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit } from '../command-kit.js'
import { formatTable } from '../format-table.js'
import { resolveHome } from '../resolve-home.js'

/** `assetloom rebuild`. */
export function addRebuildCommand(program: Command, context: CliContext): void {
  program
    .command('rebuild')
    .description('mend a damaged home: begin a new Temporal file, make lost pictures and bundles again')
    .option('--from <dir>', 'take lost objects from this backup')
    .option('--dry-run', 'only say what would be done')
    .action(async (options: { from?: string; dryRun?: boolean }, command: Command) => {
      const kit = openKit(context, command)
      const found = await (
        await context.loadLocalKeeping()
      ).rebuild({
        home: resolveHome(context, kit.options),
        backupDir: options.from === undefined ? null : resolve(context.cwd, options.from),
        run: options.dryRun !== true,
        onProgress: kit.say,
        signal: context.signal,
      })
      kit.print(
        found,
        formatTable([
          ['objects read', String(found.checked)],
          ['lost or damaged', String(found.damaged)],
          ['taken from the backup', String(found.restored)],
          ['made again', String(found.remade)],
          ['bundles to build again', String(found.bundles.length)],
          ...found.temporalAside.map((path) => ['Temporal file set aside', path]),
          ...found.lost.map((what) => ['CANNOT BE MENDED', what]),
        ]),
      )
      if (found.lost.length > 0)
        throw new CliError(
          'failed',
          `${found.lost.length} things cannot be mended here.`,
          'Name a backup that has them with --from, or reject and regenerate what is listed.',
        )
      kit.say(found.run ? 'Start it: npx assetloom up' : 'Nothing was changed.')
    })
}
