import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { CliContext } from '../cli-context.js'
import { openKit } from '../command-kit.js'
import { formatTable } from '../format-table.js'
import { resolveHome } from '../resolve-home.js'

/** `assetloom restore DIR`. */
export function addRestoreCommand(program: Command, context: CliContext): void {
  program
    .command('restore')
    .description('make a home from a backup; open reviews and runs go on at the next start')
    .argument('<dir>', 'folder of the backup')
    .option('--snapshot <name>', 'one of its snapshots (default: the newest)')
    .option('--replace', 'move a home with data aside; it is never deleted')
    .action(async (dir: string, options: { snapshot?: string; replace?: boolean }, command: Command) => {
      const kit = openKit(context, command)
      const home = resolveHome(context, kit.options)
      const keeping = await context.loadLocalKeeping()
      const summary = await keeping.restore({
        home,
        dir: resolve(context.cwd, dir),
        ...(options.snapshot === undefined ? {} : { snapshot: options.snapshot }),
        replace: options.replace === true,
        onProgress: kit.say,
        signal: context.signal,
      })
      kit.print(
        summary,
        formatTable([
          ['home', summary.home],
          ['snapshot', `${summary.snapshot} (taken ${summary.at})`],
          ['catalogue', `${summary.rows} rows`],
          ['objects', String(summary.objects)],
          ...(summary.movedAside === null ? [] : [['old home', summary.movedAside]]),
        ]),
      )
      if (summary.unreadable.length > 0)
        kit.say(
          `${summary.unreadable.length} objects were lost before the backup was made: npx assetloom rebuild makes them again.`,
        )
      kit.say('Start it: npx assetloom up')
    })
}
