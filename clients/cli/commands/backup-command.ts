import { resolve } from 'node:path'
import type { Command } from 'commander'
import { formatBytes } from '../../progress/format-figures.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit } from '../command-kit.js'
import { formatTable } from '../format-table.js'
import { wholeNumber } from '../parse-options.js'
import { readVersion } from '../read-version.js'
import { resolveHome } from '../resolve-home.js'

const snapshotsKept = 7

/** `assetloom backup DIR` and `assetloom backup verify DIR`. */
export function addBackupCommand(program: Command, context: CliContext): void {
  const backup = program
    .command('backup')
    .description('copy the catalogue, its pictures and the secrets of a home to a folder, while all runs')
    .argument('<dir>', 'folder of the backup; the next one into it copies only what is new')
    .option('--keep <n>', 'snapshots to keep in the folder', wholeNumber(1, 10_000), snapshotsKept)
    .action(async (dir: string, options: { keep: number }, command: Command) => {
      const kit = openKit(context, command)
      const keeping = await context.loadLocalKeeping()
      const summary = await keeping.backUp({
        home: resolveHome(context, kit.options),
        dir: resolve(context.cwd, dir),
        keep: options.keep,
        appVersion: readVersion(context.packageRoot),
        onProgress: kit.say,
        signal: context.signal,
      })
      kit.print(
        summary,
        formatTable([
          ['backup', summary.dir],
          ['snapshot', summary.snapshot],
          ['catalogue', `${summary.rows} rows in ${summary.tables} tables`],
          ['objects', `${summary.objects}, ${formatBytes(summary.sizeBytes)} (${summary.copied} new)`],
        ]),
      )
      if (summary.unreadable.length > 0)
        throw new CliError(
          'failed',
          `${summary.unreadable.length} objects of the catalogue are lost or damaged; all others are in the backup.`,
          'Mend the home with npx assetloom rebuild, then back up again.',
        )
      kit.say(`Restore it: npx assetloom restore ${summary.dir}`)
    })
  addVerify(backup, context)
}

function addVerify(backup: Command, context: CliContext): void {
  backup
    .command('verify')
    .description('read all of a backup and compare it with its hashes')
    .argument('<dir>', 'folder of the backup')
    .option('--snapshot <name>', 'one of its snapshots (default: the newest)')
    .action(async (dir: string, options: { snapshot?: string }, command: Command) => {
      const kit = openKit(context, command)
      const keeping = await context.loadLocalKeeping()
      const found = await keeping.verifyBackup({
        dir: resolve(context.cwd, dir),
        ...(options.snapshot === undefined ? {} : { snapshot: options.snapshot }),
        onProgress: kit.say,
        signal: context.signal,
      })
      kit.print(
        { ok: found.problems.length === 0, ...found },
        formatTable([
          ['snapshot', found.snapshot],
          ['tables', String(found.tables)],
          ['objects', `${found.objects}, ${formatBytes(found.sizeBytes)}`],
          ...found.problems.map((problem) => ['PROBLEM', problem]),
        ]),
      )
      if (found.problems.length > 0)
        throw new CliError(
          'failed',
          `The backup is damaged in ${found.problems.length} places.`,
          'Use an older snapshot of it (--snapshot), and back up again.',
        )
      kit.say('The backup is whole.')
    })
}
